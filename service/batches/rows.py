"""The batches as rows: whose they are, what their clips have in common, and how far those have come."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Select,
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
from service.access.owners import require_owner
from service.answers import keep_promise
from service.batches.models import Batch, Counts, NewBatch
from service.ids import ordered_id
from service.limited import AtMost
from service.models import AnalysisSettings
from service.tables import analyses, batches

MOST = AtMost(10_000, "batches")


class UnknownBatch(Exception):
    """There is no batch of this id whom the caller may see, or no longer."""


class Batches:
    """The table of batches. Its owner and who sees the analyses of its athlete see a batch."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, new: NewBatch, by: Caller) -> Batch:
        """A batch without clips; raises TooMany, BrokenPromise, Problem."""
        known = new.model_dump(mode="json", include={"settings"}) | new.model_dump(exclude={"settings"})
        id = ordered_id()
        row = {**known, "id": id, "owner": by.id, "created_at": datetime.now(UTC)}
        with self._engine.begin() as connection:
            MOST.require_room(connection, batches.c.owner == by.id)
            connection.execute(insert(batches).values(row))
            require_owner(connection, by.id)
            keep_promise(connection, 201, f"/v1/batches/{id}")
        return _batch(row, Counts())

    def read(self, id: str, by: Caller) -> Batch:
        """Raises UnknownBatch."""
        found = _found(self._engine, select(batches).where(batches.c.id == id, _seen_by(by)))
        if not found:
            raise UnknownBatch
        return found[0]

    def own(self, id: str, by: Caller) -> Batch:
        """The same of the caller's own; raises UnknownBatch, NotTheOwner."""
        batch = self.read(id, by)
        if batch.owner != by.id:
            raise NotTheOwner
        return batch

    def expect(self, id: str, clips: int | None, by: Caller) -> Batch:
        """Say otherwise how many clips are to come to the caller's own; raises UnknownBatch, NotTheOwner."""
        self.own(id, by)
        with self._engine.begin() as connection:
            connection.execute(update(batches).where(batches.c.id == id).values(clips=clips))
        return self.read(id, by)

    def look(self, ids: Collection[str]) -> dict[str, Batch]:
        """Those of these batches that are there, whoever's they are."""
        these = select(batches).where(batches.c.id.in_(ids))
        return {batch.id: batch for batch in _found(self._engine, these)}

    def list(self, by: Caller, *, before: str | None = None, limit: int) -> list[Batch]:
        """The newest first, of those that were made before the batch `before`, be it there or not."""
        earlier = () if before is None else (batches.c.id < before,)
        newest = select(batches).where(_seen_by(by), *earlier).order_by(batches.c.id.desc())
        return _found(self._engine, newest.limit(limit))


def hold(connection: Connection, id: str, *, alone: bool = False) -> None:
    """Have a batch stay until the transaction ends, so that clips can join it, or, `alone`, none can.

    Raises UnknownBatch.
    """
    this = select(batches.c.id).where(batches.c.id == id).with_for_update(read=not alone)
    if connection.execute(this).first() is None:
        raise UnknownBatch


def remove(connection: Connection, id: str) -> None:
    """Forget a batch whose analyses are gone, in the caller's transaction, which holds it alone."""
    connection.execute(delete(batches).where(batches.c.id == id))


def remove_empty(connection: Connection, before: datetime) -> int:
    """Forget the batches made before then that have no analyses any more; how many."""
    used = select(analyses.c.batch).where(analyses.c.batch == batches.c.id)
    old = delete(batches).where(batches.c.created_at < before, ~used.exists())
    return connection.execute(old).rowcount


def _found(engine: Engine, wanted: Select[Any]) -> list[Batch]:
    with engine.connect() as connection:
        rows = list(connection.execute(wanted).mappings())
        counts = _counts(connection, [row["id"] for row in rows])
    return [_batch(row, counts[row["id"]]) for row in rows]


def _seen_by(caller: Caller) -> ColumnElement[bool]:
    return or_(batches.c.owner == caller.id, batches.c.athlete.in_(athletes_of(caller)))


def _counts(connection: Connection, ids: Iterable[str]) -> dict[str, Counts]:
    in_each = select(analyses.c.batch, analyses.c.status, func.count().label("many"))
    in_each = in_each.where(analyses.c.batch.in_(ids)).group_by(analyses.c.batch, analyses.c.status)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in connection.execute(in_each):
        found[row.batch][row.status] = row.many
    return defaultdict(Counts, {id: Counts(**known) for id, known in found.items()})


def _batch(row: Mapping[Any, Any], counts: Counts) -> Batch:
    known: dict[str, Any] = {name: row[name] for name in Batch.model_fields if name in row}
    return Batch(**known | {"settings": AnalysisSettings.model_validate(row["settings"]), "counts": counts})
