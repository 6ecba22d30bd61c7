"""The analyses as rows: whose each is, what is known of it, and who may see it."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    RowMapping,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from service.access.athletes import athletes_of
from service.access.callers import Caller
from service.access.errors import NotTheOwner
from service.database import scrub
from service.models import FINAL, AnalysisSettings, Progress, Record, Status
from service.operations.tallies import count
from service.tables import analyses, strays
from service.wanted import ALL, Wanted
from vision import Reason

_again = analyses.alias()
SHOWN = select(
    analyses,
    select(func.max(_again.c.id)).where(_again.c.again_of == analyses.c.id).scalar_subquery().label("again"),
)
"""The rows, each with the newest one that is again of it."""


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

    def read(self, id: str, by: Caller) -> Record:
        """The record of an analysis; raises UnknownAnalysis."""
        this = SHOWN.where(analyses.c.id == id, seen_by(by))
        with self._engine.connect() as connection:
            row = connection.execute(this).mappings().first()
        if row is None:
            raise UnknownAnalysis
        return record_of(row)

    def look(self, ids: Collection[str]) -> dict[str, Record]:
        """The records of those of these ids that are there, whoever's they are."""
        wanted = SHOWN.where(analyses.c.id.in_(ids))
        with self._engine.connect() as connection:
            return {row["id"]: record_of(row) for row in connection.execute(wanted).mappings()}

    def list(
        self,
        by: Caller,
        wanted: Wanted = ALL,
        *,
        before: str | None = None,
        limit: int | None = None,
    ) -> list[Record]:
        """The newest first, of those that came before the analysis `before`, be it there or not."""
        earlier = () if before is None else (analyses.c.id < before,)
        newest = SHOWN.where(seen_by(by), *wanted.conditions(), *earlier)
        newest = newest.order_by(analyses.c.id.desc()).limit(limit)
        with self._engine.connect() as connection:
            return [record_of(row) for row in connection.execute(newest).mappings()]

    def ids(self) -> set[str]:
        """The ids of all."""
        with self._engine.connect() as connection:
            return set(connection.execute(select(analyses.c.id)).scalars())

    def report(self, id: str) -> str | None:
        """Where in the store the report of an analysis lies, if it has one."""
        with self._engine.connect() as connection:
            return shown(connection, id)

    def require_owner(self, id: str, by: Caller) -> None:
        """Raises UnknownAnalysis, or NotTheOwner when the caller may see the analysis only."""
        if self.read(id, by).owner != by.id:
            raise NotTheOwner

    def assign(self, id: str, athlete: str | None, by: Caller) -> Record:
        """Say whom an analysis of the caller's own shows; raises UnknownAnalysis, NotTheOwner."""
        self.require_owner(id, by)
        with self._engine.begin() as connection:
            row = changed(connection, analyses.c.id == id, analyses.c.owner == by.id, athlete=athlete)
        if row is None:
            raise UnknownAnalysis
        return self.read(id, by)

    def cancel(self, id: str, by: Caller) -> None:
        """End an analysis of the caller's own that is not over; its run, if there is one, learns of it."""
        going_on = (analyses.c.id == id, analyses.c.owner == by.id, analyses.c.status.not_in(FINAL))
        with self._engine.begin() as connection:
            if changed(connection, *going_on, **ending("cancelled", ())):
                count(connection, "cancelled")

    def delete(self, id: str, by: Caller) -> None:
        """Forget an analysis of the caller's own, and note that its blobs have to go."""
        with self._engine.begin() as connection:
            forget(connection, analyses.c.id == id, analyses.c.owner == by.id)
        scrub(self._engine)


def forget(connection: Connection, *conditions: Any) -> None:
    """Remove the analyses that meet the conditions, and note that their blobs have to go."""
    gone = connection.execute(delete(analyses).where(*conditions).returning(analyses.c.id)).scalars().all()
    connection.execute(update(analyses).where(analyses.c.again_of.in_(gone)).values(again_of=None))
    if rows := [{"id": id, "leaving": True} for id in gone]:
        connection.execute(insert(strays), rows)


def hold(connection: Connection, id: str) -> None:
    """Have an analysis stay until the end of the transaction; raises UnknownAnalysis."""
    this = select(analyses.c.id).where(analyses.c.id == id).with_for_update(read=True)
    if connection.execute(this).first() is None:
        raise UnknownAnalysis


def changed(connection: Connection, *conditions: Any, **changes: Any) -> RowMapping | None:
    """The row that meets the conditions, after the changes."""
    change = update(analyses).where(*conditions).values(changes).returning(analyses)
    return connection.execute(change).mappings().first()


def shown(connection: Connection, id: str) -> str | None:
    """Where in the store the report of an analysis lies, if it has one."""
    return connection.execute(select(analyses.c.report).where(analyses.c.id == id)).scalar()


def seen_by(caller: Caller) -> ColumnElement[bool]:
    """The condition that the caller may see an analysis."""
    return or_(analyses.c.owner == caller.id, analyses.c.athlete.in_(athletes_of(caller)))


def ending(status: Status, reasons: tuple[Reason, ...]) -> dict[str, Any]:
    """The columns of an analysis that has just ended."""
    return {
        "status": status,
        "finished_at": datetime.now(UTC),
        "reasons": plain(reasons),
        "stage": None,
        "fraction": None,
        "run": None,
    }


def plain(reasons: tuple[Reason, ...]) -> list[dict[str, str]]:
    """Reasons as a row holds them."""
    return [{"code": reason.code, "message": reason.message} for reason in reasons]


def _columns(record: Record) -> dict[str, Any]:
    columns = record.model_dump(exclude={"progress", "reason", "reasons", "settings", "again"})
    written = record.model_dump(mode="json", include={"reasons", "settings"})
    return columns | written


def record_of(row: RowMapping) -> Record:
    """What is told of an analysis."""
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
