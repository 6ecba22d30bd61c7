"""The roll of workers: each machine signs for its own while they live."""

import re
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, func, insert, select, type_coerce, update

from service.instants import Instant
from service.operations.tallies import count
from service.tables import workers

SIGN_S = 15.0
LOST_AFTER_S = 60.0


class Roll:
    """The table of workers. A time in it is the database's, whatever the clocks of the machines say."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def sign(self, names: Collection[str]) -> None:
        """Say that these workers are alive."""
        with self._engine.begin() as connection:
            for name in names:
                mine = update(workers).where(workers.c.name == name)
                if not connection.execute(mine.values(seen_at=func.now())).rowcount:
                    connection.execute(insert(workers).values(name=name, seen_at=func.now()))

    def strike(self, names: Collection[str]) -> None:
        """Say that these workers have stopped."""
        with self._engine.begin() as connection:
            connection.execute(delete(workers).where(workers.c.name.in_(names)))

    def strike_all(self, name: str) -> None:
        """Say that the machine of this name is gone."""
        slots = re.compile(re.escape(name) + r"-\d+")
        self.strike([slot for slot in self.alive() if slots.fullmatch(slot)])

    def count_restart(self) -> None:
        """Say that a worker had ended unasked."""
        with self._engine.begin() as connection:
            count(connection, "worker_restarts")

    def alive(self) -> dict[str, bool]:
        """The workers that have not stopped, and whether they signed within the last minute."""
        with self._engine.connect() as connection:
            oldest = now(connection) - timedelta(seconds=LOST_AFTER_S)
            rows = connection.execute(select(workers).order_by(workers.c.name))
            return {row.name: row.seen_at >= oldest for row in rows}


def now(connection: Connection) -> datetime:
    """The time by the database's clock, in UTC."""
    time: datetime = connection.execute(select(type_coerce(func.now(), Instant))).scalar_one()
    return time
