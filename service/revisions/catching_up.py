"""Reports of versions that kept no flags as rows are read, once, while the server works."""

import asyncio
import logging
from collections.abc import Sequence

from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError

from service.analyses import Analyses
from service.chores import tried
from service.models import Record
from service.revisions.flagged import Told, enter, rule
from service.revisions.measuring import Reports
from service.revisions.rows import Overtaken, Revisions
from service.tables import analyses, revisions

log = logging.getLogger("midstance")

_AT_A_TIME = 20
_EVERY_S = 300.0


class CatchingUp:
    """Enters the flags of reports that are there already, the newest first."""

    def __init__(self, engine: Engine, known: Analyses, reports: Reports, made: Revisions) -> None:
        self._engine, self._analyses = engine, known
        self._reports, self._revisions = reports, made

    async def catch_up(self) -> None:
        """Enter all, and then now and then those of workers that are still of such a version."""
        while True:
            with tried("entering the flags of older reports"):
                before = await run_in_threadpool(self.enter_some)
                while before:
                    before = await run_in_threadpool(self.enter_some, before)
            await asyncio.sleep(_EVERY_S)

    def enter_some(self, before: str | None = None) -> str | None:
        """Enter those of some analyses older than `before`; the oldest of them, None if none is left.

        One that cannot be entered keeps out no other. Raises OperationalError.
        """
        missing = select(analyses.c.id).where(analyses.c.status == "done", ~analyses.c.flagged)
        if before is not None:
            missing = missing.where(analyses.c.id < before)
        with self._engine.connect() as connection:
            ids = connection.execute(missing.order_by(analyses.c.id.desc()).limit(_AT_A_TIME)).scalars().all()
        for record in self._analyses.look(ids).values():
            try:
                self._enter(record)
            except (IntegrityError, KeyError, OSError, Overtaken):  # also where it was deleted, or corrected
                log.warning("analysis %s: its flags could not be entered now", record.id)
        return ids[-1] if ids else None

    def _enter(self, record: Record) -> None:
        newest = next(reversed(self._revisions.list(record.id)), None)
        first = self._told(record, 0)
        now = self._told(record, newest.number) if newest else first
        with self._engine.begin() as connection:
            enter(connection, record.id, first)
            made = select(func.max(revisions.c.number)).where(revisions.c.analysis == record.id)
            if connection.execute(made).scalar() != (newest.number if newest else None):
                raise Overtaken
            if newest:
                rule(connection, record.id, now, newest)

    def _told(self, record: Record, number: int) -> Sequence[Told]:
        try:
            return self._reports.flags(record, self._revisions.report(record.id, number))
        except (FileNotFoundError, ValueError):
            log.warning("analysis %s has no report whose flags can be read", record.id)
            return ()
