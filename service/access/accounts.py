"""The accounts: who may come in at all."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from service.access.callers import LOCAL, Role
from service.access.errors import Unusable
from service.access.owners import are_any
from service.access.passwords import hashed, verified
from service.access.secret import new_id
from service.tables import (
    analyses,
    athletes,
    batches,
    identities,
    plans,
    sessions,
    shares,
    uploads,
    users,
    webhooks,
)

NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,63}")


@dataclass(frozen=True, slots=True)
class Account:
    """What is told of an account."""

    id: str
    name: str
    role: Role
    disabled: bool
    created_at: datetime


class Accounts:
    """The table of users. An account is disabled, not removed, so that the audit trail keeps its meaning."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._exist = False

    def exist(self) -> bool:
        """Whether anybody has an account, be it disabled: then nobody comes in without."""
        if not self._exist:
            with self._engine.connect() as connection:
                self._exist = are_any(connection)
        return self._exist

    def add(
        self, name: str, role: Role, password: str, *, identity: tuple[str, str] | None = None
    ) -> Account:
        """A new account; the first, an admin's, takes what belonged to whoever sat at the machine.

        `identity`, an issuer and its subject, is linked to it. Raises Unusable.
        """
        account = Account(new_id(), _checked(name), role, False, datetime.now(UTC))
        row = {
            "id": account.id,
            "name": account.name,
            "role": role,
            "password": hashed(password),
            "disabled": False,
            "created_at": account.created_at,
        }
        try:
            with self._engine.begin() as connection:
                if first := not are_any(connection):
                    _require_admin(role)
                connection.execute(insert(users).values(row))
                if first:  # after that: from now on nothing more is made that would have to be handed over
                    _hand_over(connection, account.id)
                if identity:
                    link = {"issuer": identity[0], "subject": identity[1], "user": account.id}
                    connection.execute(insert(identities).values(link | {"created_at": account.created_at}))
        except IntegrityError as error:
            raise Unusable(f"There is an account named {account.name}; choose another name.") from error
        return account

    def list(self) -> list[Account]:
        """All, by name."""
        with self._engine.connect() as connection:
            return [told(row) for row in connection.execute(select(users).order_by(users.c.name))]

    def find(self, name: str) -> Account:
        """The account of this name; raises Unusable."""
        named = select(users).where(users.c.name == name.strip().lower())
        with self._engine.connect() as connection:
            row = connection.execute(named).first()
        if row is None:
            raise Unusable("There is no account of this name; midstance user list shows all.")
        return told(row)

    def read(self, id: str) -> Account | None:
        """The account of this id."""
        with self._engine.connect() as connection:
            row = connection.execute(select(users).where(users.c.id == id)).first()
        return told(row) if row else None

    def name(self, id: str) -> str | None:
        """What the account of this id is called; None of one that is gone, and where there are none."""
        account = self.read(id)
        return account.name if account else None

    def verify(self, name: str, password: str) -> Account | None:
        """The account of this name and password, unless it is disabled; as slow for all others."""
        with self._engine.connect() as connection:
            row = connection.execute(select(users).where(users.c.name == name.strip().lower())).first()
        right = verified(password, row.password if row else None)
        return told(row) if row and right and not row.disabled else None

    def change(self, id: str, *, role: Role | None = None, disabled: bool | None = None) -> Account | None:
        """Give an account another role, close it or open it again; closing it ends its sessions."""
        wanted = {"role": role, "disabled": disabled}
        changes = {name: value for name, value in wanted.items() if value is not None}
        with self._engine.begin() as connection:
            if changes:
                connection.execute(update(users).where(users.c.id == id).values(changes))
            if disabled:
                connection.execute(delete(sessions).where(sessions.c.user == id))
        return self.read(id)

    def set_password(self, id: str, password: str, *, keep: str | None = None) -> None:
        """Give an account another password; ends its sessions but the one to `keep`. Raises Unusable."""
        kept = hashed(password)
        with self._engine.begin() as connection:
            connection.execute(update(users).where(users.c.id == id).values(password=kept))
            connection.execute(delete(sessions).where(sessions.c.user == id, sessions.c.hash != (keep or "")))


def _checked(name: str) -> str:
    name = name.strip().lower()
    if not NAME.fullmatch(name):
        raise Unusable(
            "The name may have up to 64 small letters, digits and . _ - + @, the first a letter or a digit."
        )
    return name


def _require_admin(role: Role) -> None:
    if role != "admin":
        raise Unusable("The first account must be an admin's, who makes the others; use --role admin.")


def _hand_over(connection: Connection, id: str) -> None:
    for table in (analyses, athletes, batches, plans, uploads, webhooks):
        connection.execute(update(table).where(table.c.owner == LOCAL.id).values(owner=id))
    connection.execute(update(shares).where(shares.c.maker == LOCAL.id).values(maker=id))


def told(row: Row[tuple[object, ...]]) -> Account:
    """What is told of a row of users."""
    return Account(row.id, row.name, row.role, row.disabled, row.created_at)
