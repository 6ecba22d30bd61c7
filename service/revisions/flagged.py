"""The flags of reports as rows, written in the transaction that shows the report."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from service.revisions.models import FlagState, RevisionRecord
from service.tables import analyses, flags

Told = Mapping[str, Any]  # a flag as report.json has it

_TOLD = ("id", "time_s", "frame", "side", "reason_code", "message", "effect", "weight", "clip")


def flags_of(document: Mapping[str, Any]) -> Sequence[Told]:
    """The flags of a report; one of a version that flagged nothing has none."""
    found: Sequence[Told] = document.get("flags", ())
    return found


def enter(connection: Connection, analysis: str, found: Iterable[Told]) -> None:
    """Have the flags of a first report be open."""
    rows = {flag["id"]: _columns(flag) | {"analysis": analysis, "state": "open"} for flag in found}
    if rows:
        connection.execute(insert(flags), list(rows.values()))
    connection.execute(update(analyses).where(analyses.c.id == analysis).values(flagged=True))


def rule(connection: Connection, analysis: str, found: Iterable[Told], revision: RevisionRecord) -> None:
    """Have the flags be those of a revision: what it flags no more is corrected.

    What a person said of a flag stays as long as the revision says nothing else. Where the flags of the first
    report are no rows yet, nothing is done.
    """
    entered = select(analyses.c.flagged).where(analyses.c.id == analysis).with_for_update()
    if not connection.execute(entered).scalar():
        return
    now = {flag["id"]: flag for flag in found}
    before = select(flags.c.id).where(flags.c.analysis == analysis)
    new = now.keys() - set(connection.execute(before).scalars())
    enter(connection, analysis, [now[id] for id in new])
    for row in connection.execute(select(flags).where(flags.c.analysis == analysis)).mappings().all():
        flag = now.get(row["id"])
        if values := (_columns(flag) if flag else {}) | _ruled(row, flag, revision):
            this = update(flags).where(flags.c.analysis == analysis, flags.c.id == row["id"])
            connection.execute(this.values(values))


def _ruled(row: RowMapping, flag: Told | None, revision: RevisionRecord) -> dict[str, Any]:
    """What a revision changes in the state of a flag."""
    state = _state(row, flag)
    if state == row["state"]:
        return {}
    if state == "open":
        return {"state": state, "author": None, "reviewed_at": None, "revision": None}
    made = {"author": revision.author, "reviewed_at": revision.created_at, "revision": revision.number}
    return {"state": state, **made}


def _state(row: RowMapping, flag: Told | None) -> FlagState:
    before: FlagState = row["state"]
    by_a_person = row["revision"] is None and before != "open"
    if flag is None:
        return before if by_a_person else "corrected"
    if flag.get("dismissed"):
        return "dismissed"
    return before if by_a_person else "open"


def _columns(flag: Told) -> dict[str, Any]:
    return {name: flag.get(name) for name in _TOLD}
