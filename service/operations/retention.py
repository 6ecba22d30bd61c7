"""Analyses are kept for so many days after their end, if the settings say so, and then deleted for good."""

import asyncio
import logging
from datetime import datetime, timedelta

from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Connection, Engine, select

from service.access.callers import Caller
from service.analyses import UnknownAnalysis
from service.batches.rows import remove_empty
from service.chores import tried
from service.clock import SteadyClock
from service.database import scrub
from service.jobs import Jobs
from service.models import FINAL
from service.operations.roll import now
from service.tables import analyses

log = logging.getLogger("midstance")

EVERY_S = 3600.0
_AT_A_TIME = 500


class Retention:
    """Deletes what ended more than `days` ago, by the clocks of database and machine, whoever's it is."""

    def __init__(self, jobs: Jobs, engine: Engine, *, days: int) -> None:
        self._jobs, self._engine, self._days = jobs, engine, days
        self._clock = SteadyClock()

    async def keep(self) -> None:
        """Delete all that is due once an hour, for ever."""
        while True:
            with tried("deleting analyses whose time is over"):
                while deleted := await run_in_threadpool(self.delete):
                    log.info("%d analyses were kept for %d days and are deleted", deleted, self._days)
            await asyncio.sleep(EVERY_S)

    def delete(self) -> int:
        """Delete some of what is due, the oldest first; how many. Raises OSError, SQLAlchemyError."""
        due = self._due()
        for id, owner in due.items():
            try:
                self._jobs.delete(id, Caller(owner, "runner"))
            except UnknownAnalysis:
                log.info("analysis %s was deleted in the meantime", id)
        self._delete_empty_batches()
        return len(due)

    def _delete_empty_batches(self) -> None:
        """Their names may say something of somebody."""
        with self._engine.begin() as connection:
            removed = remove_empty(connection, before=self._oldest(connection))
        if removed:
            scrub(self._engine)

    def _due(self) -> dict[str, str]:
        """The ids and owners of what ended too long ago."""
        with self._engine.connect() as connection:
            ended = select(analyses.c.id, analyses.c.owner).where(
                analyses.c.status.in_(FINAL), analyses.c.finished_at < self._oldest(connection)
            )
            oldest_first = ended.order_by(analyses.c.finished_at).limit(_AT_A_TIME)
            return {row.id: row.owner for row in connection.execute(oldest_first)}

    def _oldest(self, connection: Connection) -> datetime:
        """What ended before is due."""
        return min(now(connection), self._clock.now()) - timedelta(days=self._days)
