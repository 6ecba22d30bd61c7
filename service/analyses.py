"""The analyses as rows: what is known of each, and which run may write its result.

A *run* is one attempt by one worker. Its name is in the row while it works; each change asks for that name,
so that a run which was cancelled, or taken for dead and replaced, changes nothing any more.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    RowMapping,
    delete,
    insert,
    or_,
    select,
    update,
)

from service.access.athletes import athletes_of
from service.access.callers import LOCAL, Caller
from service.access.errors import NotTheOwner
from service.database import scrub
from service.models import FINAL, AnalysisSettings, Progress, Record, Status
from service.operations.tallies import count
from service.revisions.flagged import Told, enter
from service.tables import analyses, strays
from service.wanted import ALL, Wanted
from service.webhooks.endpoints import announce
from vision import Reason

Enqueue = Callable[[Connection, int], str]  # makes a job of that turn


class UnknownAnalysis(Exception):
    """There is no analysis of this id, or no longer."""


class Analyses:
    """The table of analyses. Ids begin with the time, so that their order is that of arrival.

    What a caller may not see is unknown to them, as if it were not there.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(
        self, connection: Connection, record: Record, job: str, report: str | None = None, turn: int = 1
    ) -> None:
        """Admit an analysis, for `job` to work on, in the caller's transaction."""
        known = {"job": job, "report": report, "turn": turn}
        connection.execute(insert(analyses).values(**_columns(record), **known))

    def read(self, id: str, by: Caller = LOCAL) -> Record:
        """The record of an analysis; raises UnknownAnalysis."""
        this = select(analyses).where(analyses.c.id == id, seen_by(by))
        with self._engine.connect() as connection:
            row = connection.execute(this).mappings().first()
        if row is None:
            raise UnknownAnalysis
        return _record(row)

    def look(self, ids: Collection[str]) -> dict[str, Record]:
        """The records of those of these ids that are there, whoever's they are."""
        wanted = select(analyses).where(analyses.c.id.in_(ids))
        with self._engine.connect() as connection:
            return {row["id"]: _record(row) for row in connection.execute(wanted).mappings()}

    def list(
        self,
        by: Caller = LOCAL,
        wanted: Wanted = ALL,
        *,
        before: str | None = None,
        limit: int | None = None,
    ) -> list[Record]:
        """The newest first, of those that came before the analysis `before`, be it there or not."""
        earlier = () if before is None else (analyses.c.id < before,)
        newest = select(analyses).where(seen_by(by), *wanted.conditions(), *earlier)
        newest = newest.order_by(analyses.c.id.desc()).limit(limit)
        with self._engine.connect() as connection:
            return [_record(row) for row in connection.execute(newest).mappings()]

    def ids(self) -> set[str]:
        """The ids of all."""
        with self._engine.connect() as connection:
            return set(connection.execute(select(analyses.c.id)).scalars())

    def report(self, id: str) -> str | None:
        """Where in the store the report of an analysis lies, if it has one."""
        with self._engine.connect() as connection:
            return _shown(connection, id)

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
            if row is None and (row := _change(connection, *mine, **begun)):
                count(connection, "attempts")
        return _record(row) if row else None

    def holds(self, id: str, run: str) -> bool:
        """Whether a run is still the one that works on an analysis."""
        mine = select(analyses.c.id).where(*_running(id, run))
        with self._engine.connect() as connection:
            return connection.execute(mine).first() is not None

    def advance(self, id: str, run: str, progress: Progress) -> None:
        """Say how far a run has come."""
        self._change(*_running(id, run), stage=progress.stage, fraction=progress.fraction)

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
            row = _change(connection, *_running(id, run), **end)
            if row is None:
                return report is not None and _shown(connection, id) == report
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
        back["reasons"] = _plain(reasons)
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

    def require_owner(self, id: str, by: Caller) -> None:
        """Raises UnknownAnalysis, or NotTheOwner when the caller may see the analysis only."""
        if self.read(id, by).owner != by.id:
            raise NotTheOwner

    def assign(self, id: str, athlete: str | None, by: Caller) -> None:
        """Say whom an analysis of the caller's own shows."""
        self._change(analyses.c.id == id, analyses.c.owner == by.id, athlete=athlete)

    def cancel(self, id: str, by: Caller = LOCAL) -> None:
        """End an analysis of the caller's own that is not over; its run, if there is one, learns of it."""
        going_on = (analyses.c.id == id, analyses.c.owner == by.id, analyses.c.status.not_in(FINAL))
        with self._engine.begin() as connection:
            if _change(connection, *going_on, **ending("cancelled", ())):
                count(connection, "cancelled")

    def delete(self, id: str, by: Caller = LOCAL) -> None:
        """Forget an analysis of the caller's own, and note that its blobs have to go."""
        with self._engine.begin() as connection:
            forget(connection, analyses.c.id == id, analyses.c.owner == by.id)
        scrub(self._engine)

    def _change(self, *conditions: Any, **changes: Any) -> None:
        with self._engine.begin() as connection:
            _change(connection, *conditions, **changes)


def forget(connection: Connection, *conditions: Any) -> None:
    """Remove the analyses that meet the conditions, and note that their blobs have to go."""
    gone = connection.execute(delete(analyses).where(*conditions).returning(analyses.c.id)).scalars()
    if rows := [{"id": id, "leaving": True} for id in gone]:
        connection.execute(insert(strays), rows)


def _change(connection: Connection, *conditions: Any, **changes: Any) -> RowMapping | None:
    """The row that meets the conditions, after the changes."""
    changed = update(analyses).where(*conditions).values(changes).returning(analyses)
    return connection.execute(changed).mappings().first()


def _shown(connection: Connection, id: str) -> str | None:
    return connection.execute(select(analyses.c.report).where(analyses.c.id == id)).scalar()


def seen_by(caller: Caller) -> ColumnElement[bool]:
    """The condition that the caller may see an analysis."""
    return or_(analyses.c.owner == caller.id, analyses.c.athlete.in_(athletes_of(caller)))


def _running(id: str, run: str) -> tuple[Any, ...]:
    return analyses.c.id == id, analyses.c.run == run, analyses.c.status == "running"


def ending(status: Status, reasons: tuple[Reason, ...]) -> dict[str, Any]:
    """The columns of an analysis that has just ended."""
    return {
        "status": status,
        "finished_at": datetime.now(UTC),
        "reasons": _plain(reasons),
        "stage": None,
        "fraction": None,
        "run": None,
    }


def _plain(reasons: tuple[Reason, ...]) -> list[dict[str, str]]:
    return [{"code": reason.code, "message": reason.message} for reason in reasons]


def _columns(record: Record) -> dict[str, Any]:
    columns = record.model_dump(exclude={"progress", "reason", "reasons", "settings"})
    written = record.model_dump(mode="json", include={"reasons", "settings"})
    return columns | written


def _record(row: RowMapping) -> Record:
    known = {name: row[name] for name in Record.model_fields if name in row}
    reasons = tuple(Reason(**reason) for reason in row["reasons"])
    progress = None
    if row["status"] == "running" and row["stage"] is not None:
        progress = Progress(stage=row["stage"], fraction=row["fraction"])
    return Record(
        **known
        | {
            "reasons": reasons,
            "reason": " ".join(reason.message for reason in reasons) or None,
            "settings": AnalysisSettings.model_validate(row["settings"]),
            "progress": progress,
        }
    )
