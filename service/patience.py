"""How long PostgreSQL is waited for: one that stands still, or whose network is cut, never says so."""

from typing import Any

import psycopg
from psycopg.abc import RV, PQGen
from sqlalchemy import Engine, event

CONNECT_S = 10
ANSWER_S = 15.0


class Patient(psycopg.Connection[Any]):
    """A connection that is of no use any more once an answer took too long; raises OperationalError then."""

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        try:
            return super().wait(gen, interval, ANSWER_S if timeout is None else timeout)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == psycopg.pq.TransactionStatus.ACTIVE:
                self.close()
            raise


def limit(engine: Engine) -> None:
    """Have all connections of an engine be patient, but not for ever."""

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: object, _record: object, arguments: list[str], options: dict[str, Any]) -> Patient:
        return Patient.connect(*arguments, **options | {"connect_timeout": CONNECT_S})
