"""The review queue: what is flagged in all analyses that a caller sees, and what people said of it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Engine,
    RowMapping,
    Select,
    and_,
    func,
    not_,
    or_,
    select,
    tuple_,
    update,
)

from service.access.callers import Caller
from service.analyses import seen_by
from service.revisions.models import FlagRecord, FlagReview, FlagState
from service.revisions.rows import Overtaken
from service.tables import analyses, flags
from service.wanted import OF_WHO_WAS_MEANT

CURSOR = re.compile(r"(\d{1,17}(\.\d{1,20})?(e[+-]?\d{1,3})?)?/[0-9a-f]{1,32}/[\w-]{1,80}", re.ASCII)


class UnknownFlag(Exception):
    """The analysis has no flag of this name."""


class Ruled(Exception):
    """A revision brought about the state of a flag, which nobody can change by hand."""

    def __init__(self, revision: int) -> None:
        super().__init__(revision)
        self.revision = revision


@dataclass(frozen=True, slots=True)
class WantedFlags:
    """Flags of this state, this athlete and for one of these reasons, or all."""

    state: FlagState | None = None
    athlete: str | None = None
    reason_codes: tuple[str, ...] = ()

    def conditions(self) -> list[ColumnElement[bool]]:
        """The same as conditions on the rows; what tells of somebody who was not meant is no work."""
        conditions: list[ColumnElement[bool]] = [OF_WHO_WAS_MEANT]
        if self.state:
            conditions.append(flags.c.state == self.state)
        if self.athlete:
            conditions.append(analyses.c.athlete == self.athlete)
        if self.reason_codes:
            conditions.append(flags.c.reason_code.in_(self.reason_codes))
        return conditions


@dataclass(frozen=True, slots=True)
class Place:
    """Where a flag stands in the queue: what comes before and after it, and how many before and in all."""

    before: FlagRecord | None
    after: FlagRecord | None
    earlier: int
    all: int


class ReviewQueue:
    """The table of flags, those first that the reports hang on most."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(
        self, by: Caller, wanted: WantedFlags, *, after: str | None = None, limit: int
    ) -> list[FlagRecord]:
        """What the caller sees, from behind the flag with the cursor `after` on, be it there or not."""
        further = () if after is None else (_after(after),)
        return self._found(_flags().where(seen_by(by), *wanted.conditions(), *further).limit(limit))

    def place(self, flag: FlagRecord, by: Caller, wanted: WantedFlags) -> Place:
        """Where a flag stands among those that the caller wants, be it one of them or not."""
        cursor, mine = cursor_of(flag), (seen_by(by), *wanted.conditions())
        this = and_(flags.c.analysis == flag.analysis, flags.c.id == flag.id)
        earlier = (*mine, not_(or_(_after(cursor), this)))
        backwards = (flags.c.weight.asc().nulls_first(), flags.c.analysis.desc(), flags.c.id.desc())
        before = self._found(_flags().where(*earlier).order_by(None).order_by(*backwards).limit(1))
        after = self.find(by, wanted, after=cursor, limit=1)
        return Place(
            next(iter(before), None), next(iter(after), None), self._count(earlier), self._count(mine)
        )

    def _count(self, these: Iterable[ColumnElement[bool]]) -> int:
        known = select(func.count()).select_from(flags.join(analyses, analyses.c.id == flags.c.analysis))
        with self._engine.connect() as connection:
            return connection.execute(known.where(*these)).scalar_one()

    def of(self, analysis: str) -> list[FlagRecord]:
        """All flags of an analysis."""
        return self._found(_flags().where(flags.c.analysis == analysis))

    def read(self, analysis: str, id: str) -> FlagRecord:
        """Raises UnknownFlag."""
        found = self._found(_flags().where(flags.c.analysis == analysis, flags.c.id == id))
        if not found:
            raise UnknownFlag
        return found[0]

    def review(self, analysis: str, id: str, said: FlagReview, by: Caller) -> FlagRecord:
        """Keep what a coach says of a flag; raises UnknownFlag, Ruled, Overtaken."""
        before = self.read(analysis, id)
        changes: dict[str, Any] = said.model_dump(exclude_none=True)
        if changes.get("state", before.state) == before.state:
            changes.pop("state", None)
        elif before.revision is not None:
            raise Ruled(before.revision)
        if changes:
            as_seen = (flags.c.state == before.state, flags.c.revision == before.revision)
            this = update(flags).where(flags.c.analysis == analysis, flags.c.id == id, *as_seen)
            changes |= {"author": by.id, "reviewed_at": datetime.now(UTC)}
            with self._engine.begin() as connection:
                if not connection.execute(this.values(changes)).rowcount:
                    raise Overtaken
        return self.read(analysis, id)

    def _found(self, these: Select[Any]) -> list[FlagRecord]:
        with self._engine.connect() as connection:
            return [_record(row) for row in connection.execute(these).mappings()]


def cursor_of(flag: FlagRecord) -> str:
    """Where a flag stands in the queue, as a page says that it begins behind it."""
    return f"{'' if flag.weight is None else repr(flag.weight)}/{flag.analysis}/{flag.id}"


def _after(cursor: str) -> ColumnElement[bool]:
    weight, analysis, id = cursor.split("/")
    later = tuple_(flags.c.analysis, flags.c.id) > tuple_(analysis, id)
    if not weight:
        return and_(flags.c.weight.is_(None), later)
    same = and_(flags.c.weight == float(weight), later)
    return or_(flags.c.weight < float(weight), same, flags.c.weight.is_(None))


def _flags() -> Select[Any]:
    known = select(flags, analyses.c.athlete).join(analyses, analyses.c.id == flags.c.analysis)
    return known.order_by(flags.c.weight.desc().nulls_last(), flags.c.analysis, flags.c.id)


def _record(row: RowMapping) -> FlagRecord:
    return FlagRecord.model_validate(dict(row))
