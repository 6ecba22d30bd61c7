"""The athletes: whose running an analysis shows, and which coach may look at it."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, Engine, Select, delete, insert, or_, select, update

from service.access.callers import Caller
from service.access.errors import NotTheOwner, UnknownAthlete, Unusable
from service.access.owners import require_owner
from service.access.secret import new_id
from service.database import scrub
from service.limited import AtMost
from service.tables import analyses, athletes, batches, entries, plans, users

MOST = AtMost(1000, "athletes")


@dataclass(frozen=True, slots=True)
class Athlete:
    """A person who runs: `owner` made the entry, `user` is their own account, `coach` that of their coach.

    Whoever sees the entry reads the `notes`.
    """

    id: str
    owner: str
    name: str
    user: str | None
    coach: str | None
    created_at: datetime
    notes: str


class Athletes:
    """The table of athletes. Its owner, the athlete and the coach see an entry; its owner changes it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, by: Caller, *, name: str, user: str | None, coach: str | None, notes: str = "") -> Athlete:
        """A new entry; that of a runner is of the runner. Raises Unusable, TooMany, Problem."""
        athlete = Athlete(new_id(), by.id, name, _own(by, user), coach, datetime.now(UTC), notes)
        with self._engine.begin() as connection:
            _require_accounts(connection, athlete.user, coach)
            MOST.require_room(connection, athletes.c.owner == by.id)
            connection.execute(insert(athletes).values(asdict(athlete)))
            require_owner(connection, by.id)
        return athlete

    def list(self, by: Caller) -> list[Athlete]:
        """Those whom the caller may see, by name."""
        known = select(athletes).where(_seen_by(by)).order_by(athletes.c.name, athletes.c.id)
        with self._engine.connect() as connection:
            return [Athlete(**row) for row in connection.execute(known).mappings()]

    def read(self, id: str, by: Caller) -> Athlete:
        """Raises UnknownAthlete."""
        with self._engine.connect() as connection:
            return _read(connection, id, by)

    def change(
        self, id: str, by: Caller, *, name: str, user: str | None, coach: str | None, notes: str = ""
    ) -> Athlete:
        """Put an entry in the place of an own one; raises UnknownAthlete, NotTheOwner, Unusable."""
        with self._engine.begin() as connection:
            _require_owner(_read(connection, id, by), by)
            _require_accounts(connection, _own(by, user), coach)
            values = {"name": name, "user": _own(by, user), "coach": coach, "notes": notes}
            connection.execute(update(athletes).where(athletes.c.id == id).values(values))
            return _read(connection, id, by)

    def delete(self, id: str, by: Caller) -> None:
        """Forget an own entry; its analyses and plans stay with their owners.

        What was noted in plans that others made for the athlete goes. Raises UnknownAthlete, NotTheOwner.
        """
        with self._engine.begin() as connection:
            athlete = _read(connection, id, by)
            _require_owner(athlete, by)
            _forget_notes(connection, athlete)
            for table in (analyses, batches, plans):
                connection.execute(update(table).where(table.c.athlete == id).values(athlete=None))
            connection.execute(delete(athletes).where(athletes.c.id == id))
        scrub(self._engine)


def athletes_of(caller: Caller) -> Select[tuple[str]]:
    """The ids of the athletes whose analyses, whoever made them, the caller may see."""
    theirs = athletes.c.user == caller.id
    if caller.role == "coach":
        theirs = or_(theirs, athletes.c.owner == caller.id, athletes.c.coach == caller.id)
    return select(athletes.c.id).where(theirs)


def _seen_by(caller: Caller) -> ColumnElement[bool]:
    return or_(athletes.c.owner == caller.id, athletes.c.id.in_(athletes_of(caller)))


def _read(connection: Connection, id: str, by: Caller) -> Athlete:
    known = select(athletes).where(athletes.c.id == id, _seen_by(by))
    row = connection.execute(known).mappings().first()
    if row is None:
        raise UnknownAthlete
    return Athlete(**row)


def _require_owner(athlete: Athlete, by: Caller) -> None:
    if athlete.owner != by.id:
        raise NotTheOwner


def _forget_notes(connection: Connection, athlete: Athlete) -> None:
    of_others = select(plans.c.id).where(plans.c.athlete == athlete.id, plans.c.owner != (athlete.user or ""))
    for row in connection.execute(select(entries).where(entries.c.plan.in_(of_others))):
        this = entries.c.plan == row.plan, entries.c.id == row.id
        connection.execute(update(entries).where(*this).values(body={**row.body, "notes": ""}))


def _own(by: Caller, user: str | None) -> str | None:
    """Whose account an entry of the caller's names; raises Unusable."""
    if by.role == "coach":
        return user
    if user not in (None, by.id):
        raise Unusable("Only a coach keeps entries of others: leave user out, or give your own id.")
    return by.id


def _require_accounts(connection: Connection, user: str | None, coach: str | None) -> None:
    """An id that is guessed, and one of the wrong kind, are answered alike."""
    open_ones = select(users.c.id).where(users.c.disabled.is_(False))
    if user is not None and not connection.execute(open_ones.where(users.c.id == user)).first():
        raise Unusable("There is no account with the id given as user; ask the athlete for theirs.")
    coaches = open_ones.where(users.c.id == coach, users.c.role == "coach")
    if coach is not None and not connection.execute(coaches).first():
        raise Unusable("There is no coach's account with the id given as coach; ask them for theirs.")
