"""Plans as rows, and the entries of their logs."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, Engine, RowMapping, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from coaching import Baseline, Entry, PlanSettings
from service.access.athletes import athletes_of
from service.access.callers import Caller
from service.access.errors import NotTheOwner
from service.access.owners import require_owner
from service.answers import keep_promise
from service.database import scrub
from service.ids import ordered_id
from service.limited import AtMost
from service.plans.models import Logged
from service.tables import entries, plans

MOST = AtMost(1000, "plans")
MOST_ENTRIES = AtMost(1000, "entries", owner="A plan")

_BASELINE, _SETTINGS = TypeAdapter(Baseline), TypeAdapter(PlanSettings)
_ENTRY = TypeAdapter(Entry)


class UnknownPlan(Exception):
    """There is no plan of this id whom the caller may see, or no longer."""


class UnknownEntry(Exception):
    """The plan's log has no entry of this id, or no longer."""


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """What a plan is made of; `changes` is how often its log was written to and struck from."""

    id: str
    owner: str
    athlete: str | None
    created_at: datetime
    baseline: Baseline
    settings: PlanSettings
    changes: int = 0


def of_one_runner(*athletes: str | None) -> bool:
    """Whether all may be one athlete's; None is that of something of which nobody said whose it is."""
    return len(set(athletes) - {None}) <= 1


class Plans:
    """The table of plans; the owner, the athlete and their coaches see one, and write into its log."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, baseline: Baseline, settings: PlanSettings, athlete: str | None, by: Caller) -> StoredPlan:
        """Keep a new plan. Raises TooMany, BrokenPromise, Problem."""
        kept = StoredPlan(ordered_id(), by.id, athlete, datetime.now(UTC), baseline, settings)
        new = insert(plans).values(
            id=kept.id,
            owner=kept.owner,
            athlete=kept.athlete,
            created_at=kept.created_at,
            baseline=_BASELINE.dump_python(baseline, mode="json"),
            settings=_SETTINGS.dump_python(settings, mode="json"),
        )
        with self._engine.begin() as connection:
            MOST.require_room(connection, plans.c.owner == by.id)
            connection.execute(new)
            require_owner(connection, by.id)
            keep_promise(connection, 201, f"/v1/plans/{kept.id}")
        return kept

    def read(self, plan_id: str, by: Caller) -> StoredPlan:
        """Raises UnknownPlan."""
        found = self._found(by, plans.c.id == plan_id)
        if not found:
            raise UnknownPlan
        return found[0]

    def seen_by(self, by: Caller, *, before: str | None = None, limit: int | None = None) -> list[StoredPlan]:
        """The newest first, of those that were made before the plan `before`, be it there or not."""
        earlier = () if before is None else (plans.c.id < before,)
        return self._found(by, *earlier, limit=limit)

    def of_athlete(self, athlete: str, by: Caller) -> list[StoredPlan]:
        """Those of one athlete that the caller may see, the newest first."""
        return self._found(by, plans.c.athlete == athlete)

    def delete(self, plan_id: str, by: Caller) -> None:
        """Forget an own plan with its log; raises UnknownPlan, NotTheOwner."""
        if self.read(plan_id, by).owner != by.id:
            raise NotTheOwner
        with self._engine.begin() as connection:
            connection.execute(delete(plans).where(plans.c.id == plan_id, plans.c.owner == by.id))
        scrub(self._engine)

    def log(self, plan_id: str) -> list[Logged]:
        """What was logged of a plan, in the order of days."""
        these = select(entries).where(entries.c.plan == plan_id).order_by(entries.c.id)
        with self._engine.connect() as connection:
            found = [_logged(row) for row in connection.execute(these).mappings()]
        return sorted(found, key=lambda logged: logged.entry.day)

    def write(self, plan_id: str, entry: Entry, by: Caller) -> Logged:
        """Log a run of a plan that the caller sees. Raises TooMany, UnknownPlan."""
        logged = Logged(id=ordered_id(), author=by.id, created_at=datetime.now(UTC), entry=entry)
        new = insert(entries).values(
            id=logged.id,
            plan=plan_id,
            author=logged.author,
            created_at=logged.created_at,
            body=_ENTRY.dump_python(entry, mode="json"),
        )
        with self._engine.begin() as connection:
            MOST_ENTRIES.require_room(connection, entries.c.plan == plan_id)
            try:
                connection.execute(new)
            except IntegrityError as error:  # it was deleted meanwhile
                raise UnknownPlan from error
            _count_change(connection, plan_id)
            keep_promise(connection, 201, f"/v1/plans/{plan_id}/entries/{logged.id}")
        return logged

    def entry(self, plan: StoredPlan, entry_id: str) -> Logged:
        """One of the log of a plan; raises UnknownEntry."""
        found = next((logged for logged in self.log(plan.id) if logged.id == entry_id), None)
        if found is None:
            raise UnknownEntry
        return found

    def strike(self, plan_id: str, entry_id: str, by: Caller) -> None:
        """Forget an entry of an own plan, or one that the caller wrote, who need not see the plan any more.

        Raises UnknownPlan, UnknownEntry, NotTheOwner.
        """
        this = entries.c.plan == plan_id, entries.c.id == entry_id
        with self._engine.connect() as connection:
            author = connection.execute(select(entries.c.author).where(*this)).scalar()
        if author != by.id:
            owner = self.read(plan_id, by).owner
            if author is None:
                raise UnknownEntry
            if owner != by.id:
                raise NotTheOwner
        with self._engine.begin() as connection:
            if connection.execute(delete(entries).where(*this)).rowcount:
                _count_change(connection, plan_id)
        scrub(self._engine)

    def _found(self, by: Caller, *conditions: Any, limit: int | None = None) -> list[StoredPlan]:
        these = select(plans).where(_seen_by(by), *conditions).order_by(plans.c.id.desc()).limit(limit)
        with self._engine.connect() as connection:
            return [_stored(row) for row in connection.execute(these).mappings()]


def _count_change(connection: Connection, plan_id: str) -> None:
    connection.execute(update(plans).where(plans.c.id == plan_id).values(changes=plans.c.changes + 1))


def _seen_by(caller: Caller) -> ColumnElement[bool]:
    return or_(plans.c.owner == caller.id, plans.c.athlete.in_(athletes_of(caller)))


def _stored(row: RowMapping) -> StoredPlan:
    return StoredPlan(
        id=row["id"],
        owner=row["owner"],
        athlete=row["athlete"],
        created_at=row["created_at"],
        baseline=_BASELINE.validate_python(row["baseline"]),
        settings=_SETTINGS.validate_python(row["settings"]),
        changes=row["changes"],
    )


def _logged(row: RowMapping) -> Logged:
    entry = _ENTRY.validate_python(row["body"])
    return Logged(id=row["id"], author=row["author"], created_at=row["created_at"], entry=entry)
