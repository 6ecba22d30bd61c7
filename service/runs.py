"""Which run works on which analysis, and may write its result.

A *run* is one attempt by one worker. Its name is in the row while it works; each change asks for that name,
so that a run which was cancelled, or taken for dead and replaced, changes nothing any more.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, select, update

from service.analyses import changed, ending, plain, record_of, shown
from service.models import FINAL, Progress, Record, Status
from service.operations.tallies import count
from service.revisions.flagged import Told, enter
from service.tables import analyses
from service.webhooks.endpoints import announce
from vision import Reason

Enqueue = Callable[[Connection, int], str]  # makes a job of that turn


class Runs:
    """The life of a run, in the row of its analysis, from its job to its end."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self, id: str, job: str, run: str) -> Record | None:
        """Count a run of a job, once; None when the analysis is gone, over, or another job's."""
        begun = {
            "status": "running",
            "run": run,
            "attempts": analyses.c.attempts + 1,
            "started_at": datetime.now(UTC),
            "reasons": [],
            "stage": None,
            "fraction": None,
        }
        mine = (analyses.c.id == id, analyses.c.job == job, analyses.c.status.not_in(FINAL))
        with self._engine.begin() as connection:
            row = connection.execute(select(analyses).where(*_running(id, run))).mappings().first()
            if row is None and (row := changed(connection, *mine, **begun)):
                count(connection, "attempts")
        return record_of(row) if row else None

    def holds(self, id: str, run: str) -> bool:
        """Whether a run is still the one that works on an analysis."""
        mine = select(analyses.c.id).where(*_running(id, run))
        with self._engine.connect() as connection:
            return connection.execute(mine).first() is not None

    def advance(self, id: str, run: str, progress: Progress) -> None:
        """Say how far a run has come."""
        with self._engine.begin() as connection:
            changed(connection, *_running(id, run), stage=progress.stage, fraction=progress.fraction)

    def end(
        self,
        id: str,
        run: str,
        status: Status,
        reasons: tuple[Reason, ...],
        report: str | None,
        *,
        flags: Sequence[Told] = (),
        video_s: float = 0.0,
    ) -> bool:
        """Record how a run ended, and have its report shown; False if it holds nothing more.

        `flags` are those of the report, `video_s` is how many seconds of video it looked at to the end. A run
        that heard nothing of a first time, because the connection broke, may record it once more.
        """
        end = {**ending(status, reasons), "report": report}
        with self._engine.begin() as connection:
            row = changed(connection, *_running(id, run), **end)
            if row is None:
                return report is not None and shown(connection, id) == report
            enter(connection, id, flags)
            announce(connection, analysis=id, owner=row["owner"], status=status)
            count(connection, status)
            count(connection, "video_s", video_s)
        return True

    def give_back(
        self,
        id: str,
        run: str,
        enqueue: Enqueue,
        *,
        reasons: tuple[Reason, ...] = (),
        counted: bool = True,
    ) -> bool:
        """Have another job, made by `enqueue`, go on in place of a run; False if it holds nothing more.

        The reasons tell why; with them, what is not counted as an attempt is as a fault.
        """
        back: dict[str, Any] = {"status": "queued", "stage": None, "fraction": None, "run": None}
        back["reasons"] = plain(reasons)
        if not counted:
            back["attempts"] = analyses.c.attempts - 1
            back["faults"] = analyses.c.faults + int(bool(reasons))
        return self._hand_over(_running(id, run), back, enqueue)

    def unfinished(self) -> dict[str, str]:
        """The job of each analysis that is not over."""
        jobs = select(analyses.c.id, analyses.c.job).where(analyses.c.status.in_(("queued", "running")))
        with self._engine.connect() as connection:
            return {row.id: row.job for row in connection.execute(jobs)}

    def replace_job(self, id: str, job: str, enqueue: Enqueue) -> bool:
        """Have another job, made by `enqueue`, in place of a lost one."""
        lost = (analyses.c.id == id, analyses.c.job == job, analyses.c.status.not_in(FINAL))
        return self._hand_over(lost, {"status": "queued", "run": None}, enqueue)

    def _hand_over(self, conditions: tuple[Any, ...], changes: dict[str, Any], enqueue: Enqueue) -> bool:
        with self._engine.begin() as connection:
            row = connection.execute(
                update(analyses).where(*conditions).values(changes).returning(analyses.c.id, analyses.c.turn)
            ).first()
            if row is None:
                return False
            job = enqueue(connection, row.turn)
            connection.execute(update(analyses).where(analyses.c.id == row.id).values(job=job))
        return True


def _running(id: str, run: str) -> tuple[Any, ...]:
    return analyses.c.id == id, analyses.c.run == run, analyses.c.status == "running"
