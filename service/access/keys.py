"""Keys for programs: shown once when they are made, kept as a hash, and known by their public beginning."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, delete, insert, select, update

from service.access.callers import Caller, Scope
from service.access.secret import digest, new_token
from service.access.uses import note
from service.limited import AtMost
from service.tables import keys, users

BEGINNING = "midstance_"  # so that a key that was published by mistake is found
MOST = AtMost(50, "keys")


@dataclass(frozen=True, slots=True)
class Key:
    """What is told of a key; `id` is a part of it and no secret."""

    id: str
    label: str
    scope: Scope
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None


class Keys:
    """The table of keys."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, user: str, *, label: str, scope: Scope, days: int) -> tuple[Key, str]:
        """A new key, and its secret, which is told now and never again. Raises TooMany."""
        now = datetime.now(UTC)
        key = Key(secrets.token_hex(6), label, scope, now, now + timedelta(days=days), None)
        secret = f"{BEGINNING}{key.id}_{new_token()}"
        row = {
            "id": key.id,
            "user": user,
            "label": label,
            "scope": scope,
            "hash": digest(secret),
            "created_at": key.created_at,
            "expires_at": key.expires_at,
        }
        with self._engine.begin() as connection:
            connection.execute(delete(keys).where(keys.c.user == user, keys.c.expires_at <= now))
            MOST.require_room(connection, keys.c.user == user)
            connection.execute(insert(keys).values(row))
        return key, secret

    def list(self, user: str) -> list[Key]:
        """The keys of an account, the newest first."""
        mine = select(keys).where(keys.c.user == user).order_by(keys.c.created_at.desc(), keys.c.id)
        with self._engine.connect() as connection:
            return [
                Key(row.id, row.label, row.scope, row.created_at, row.expires_at, row.used_at)
                for row in connection.execute(mine)
            ]

    def revoke(self, user: str, id: str) -> bool:
        """End a key; False if the account has none of this id."""
        with self._engine.begin() as connection:
            this = delete(keys).where(keys.c.user == user, keys.c.id == id)
            return connection.execute(this).rowcount == 1

    def holder(self, secret: str) -> Caller | None:
        """Whose key this is, if it is valid and the account is open."""
        now, hash = datetime.now(UTC), digest(secret)
        known = select(keys.c.scope, keys.c.used_at, users.c.id, users.c.role).where(
            keys.c.hash == hash,
            keys.c.user == users.c.id,
            keys.c.expires_at > now,
            users.c.disabled.is_(False),
        )
        with self._engine.connect() as connection:
            row = connection.execute(known).first()
        if row is None:
            return None
        note(self._engine, update(keys).where(keys.c.hash == hash), before=row.used_at, now=now)
        return Caller(row.id, row.role, row.scope)
