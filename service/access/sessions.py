"""Browsers that are logged in: a session is known by a cookie, and ends when it is not used, or grows old."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, delete, insert, select, update

from service.access.callers import Caller
from service.access.secret import digest, new_token
from service.access.uses import note
from service.reserve import Reserve
from service.tables import sessions, users

MOST = 20  # of one account; the one that was not used for longest makes room


class Sessions:
    """The table of sessions; one ends `idle` after its last use, and `oldest` after it began."""

    def __init__(self, engine: Engine, *, idle: timedelta, oldest: timedelta) -> None:
        self._engine, self._idle, self._oldest = engine, idle, oldest

    def begin(self, user: str) -> str:
        """The token of a new session."""
        token, now = new_token(), datetime.now(UTC)
        row = {"hash": digest(token), "user": user, "created_at": now, "used_at": now}
        mine = select(sessions.c.hash).where(sessions.c.user == user)
        surplus = mine.order_by(sessions.c.used_at.desc()).offset(MOST - 1)
        over = (sessions.c.used_at < now - self._idle) | (sessions.c.created_at < now - self._oldest)

        def enter() -> None:
            with self._engine.begin() as connection:
                connection.execute(delete(sessions).where(over))
                old = connection.execute(surplus).scalars().all()
                connection.execute(delete(sessions).where(sessions.c.hash.in_(old)))
                connection.execute(insert(sessions).values(row))

        Reserve(self._engine).for_(enter)  # who cannot log in can delete nothing
        return token

    def holder(self, token: str) -> Caller | None:
        """Whose session this is, if it goes on and the account is open."""
        now, hash = datetime.now(UTC), digest(token)
        known = select(sessions.c.used_at, users.c.id, users.c.role).where(
            sessions.c.hash == hash,
            sessions.c.user == users.c.id,
            sessions.c.used_at >= now - self._idle,
            sessions.c.created_at >= now - self._oldest,
            users.c.disabled.is_(False),
        )
        with self._engine.connect() as connection:
            row = connection.execute(known).first()
        if row is None:
            return None
        note(self._engine, update(sessions).where(sessions.c.hash == hash), before=row.used_at, now=now)
        return Caller(row.id, row.role, session=hash)

    def end(self, hash: str) -> None:
        """Log a browser out."""
        with self._engine.begin() as connection:
            connection.execute(delete(sessions).where(sessions.c.hash == hash))
