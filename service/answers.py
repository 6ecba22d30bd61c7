"""What requests with a key of their own made, so that a repeated one makes nothing twice.

No answer is kept, only where that lies which was made, and a fingerprint of the request: what is deleted
leaves nothing here, and a secret that was shown once is not shown again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, Engine, delete, insert, select
from sqlalchemy.exc import IntegrityError

from service.fingerprints import Fingerprint
from service.tables import answers


class BrokenPromise(Exception):
    """Another request with the same key was first."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request made lies at `location`; that was told with `status`."""

    fingerprint: str
    status: int
    location: str


@dataclass(slots=True)
class Promise:
    """A request with a key that is under way; `kept` once it is known what it made."""

    owner: str
    key: str
    fingerprint: Fingerprint
    keep: timedelta
    kept: bool = False

    def fulfil(self, connection: Connection, status: int, location: str) -> None:
        """Remember what the request made, and forget what has expired; raises BrokenPromise."""
        now = datetime.now(UTC)
        connection.execute(delete(answers).where(answers.c.expires_at <= now))
        row = {
            "owner": self.owner,
            "key": _hidden(self.key),
            "fingerprint": self.fingerprint.text(),
            "status": status,
            "location": location,
            "expires_at": now + self.keep,
        }
        try:
            connection.execute(insert(answers).values(row))
        except IntegrityError as error:
            raise BrokenPromise from error
        self.kept = True


_UNDER_WAY: ContextVar[Promise | None] = ContextVar("promise", default=None)


@contextmanager
def promised(promise: Promise) -> Iterator[None]:
    """What the block makes, it makes for the request with this key."""
    token = _UNDER_WAY.set(promise)
    try:
        yield
    finally:
        _UNDER_WAY.reset(token)


def keep_promise(connection: Connection, status: int, location: str) -> None:
    """Remember, in the transaction that makes a thing, for which request, if that came with a key.

    So the same request makes nothing again when the server died before it could answer. Raises BrokenPromise.
    """
    if promise := _UNDER_WAY.get():
        promise.fulfil(connection, status, location)


class Answers:
    """The table of what was made for requests with a key; a key is its caller's alone, until it expires."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, owner: str, key: str) -> Answer | None:
        """What the request with this key made."""
        this = select(answers).where(
            answers.c.owner == owner,
            answers.c.key == _hidden(key),
            answers.c.expires_at > datetime.now(UTC),
        )
        with self._engine.connect() as connection:
            row = connection.execute(this).first()
        return Answer(row.fingerprint, row.status, row.location) if row else None

    def keep(self, promise: Promise, status: int, location: str) -> None:
        """Remember what a request made in a transaction of its own; raises BrokenPromise."""
        with self._engine.begin() as connection:
            promise.fulfil(connection, status, location)


def _hidden(key: str) -> str:
    return sha256(key.encode()).hexdigest()
