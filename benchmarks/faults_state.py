"""What the database of a service says, asked past the service: also while that is down."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from service.database import connect
from service.models import FINAL
from service.queue import Queue
from service.tables import analyses, strays


class State:
    """Reads only; while the database is down, nothing is known."""

    def __init__(self, database: str) -> None:
        self._engine = connect(database)
        self._queue = Queue(self._engine)
        self._ended = 0

    def ended(self) -> int:
        """How many analyses are over, as far as is known."""
        self._ended = max(self._ended, sum(status in FINAL for status, _ in self.runs().values()))
        return self._ended

    def runs(self, ids: Collection[str] | None = None) -> dict[str, tuple[str, str | None]]:
        """Status and run of these analyses, or of all."""
        wanted = select(analyses.c.id, analyses.c.status, analyses.c.run)
        if ids is not None:
            wanted = wanted.where(analyses.c.id.in_(ids))
        try:
            with self._engine.connect() as connection:
                return {row.id: (row.status, row.run) for row in connection.execute(wanted)}
        except DBAPIError:
            return {}

    def held(self, slots: Collection[str]) -> dict[str, str | None]:
        """The analyses that these workers have begun and not ended, with their runs."""
        try:
            holders = self._queue.holders()
        except DBAPIError:
            return {}
        jobs = [job for slot in slots for job in holders.get(slot, [])]
        runs = self.runs([job.rpartition("-")[0] for job in jobs])
        return {id: run for id, (status, run) in runs.items() if status == "running"}

    def left_over(self) -> list[str]:
        """Jobs that a worker has begun and not ended, and ids whose blobs belong to no analysis."""
        with self._engine.connect() as connection:
            loose = connection.execute(select(strays.c.id)).scalars().all()
        jobs = [job for held in self._queue.holders().values() for job in held]
        return [f"job {job} is not over" for job in jobs] + [f"{id} is in nobody's row" for id in loose]

    def report(self, id: str) -> str | None:
        """Where the report of an analysis lies under its folder."""
        with self._engine.connect() as connection:
            return connection.execute(select(analyses.c.report).where(analyses.c.id == id)).scalar()

    def close(self) -> None:
        """Leave no connection."""
        self._engine.dispose()
