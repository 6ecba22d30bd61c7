"""Names that only one process at a time can bear."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

from sqlalchemy import Connection, Engine, NullPool, create_engine, text
from sqlalchemy.exc import OperationalError

from service import patience

_LINGER_S = 3.0  # until PostgreSQL has noticed that a process is dead
_KEEPALIVE = {"tcp_keepalives_idle": 10, "tcp_keepalives_interval": 5, "tcp_keepalives_count": 3}


@contextmanager
def locked(path: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold the lock of this file, which ends with the process.

    When another process holds it, wait for its end or raise BlockingIOError.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = os.open(path, os.O_CREAT | os.O_RDWR, mode=0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
    finally:
        os.close(lock)


@contextmanager
def only_one(engine: Engine, path: Path, name: str) -> "Iterator[Claim]":
    """Be the only one of this name: on this machine by a file's lock, and in all of a PostgreSQL database.

    Raises BlockingIOError when another is, OperationalError.
    """
    with locked(path):
        claim = Claim(engine, name)
        try:
            end = time.monotonic() + _LINGER_S
            while not claim.is_held():
                if time.monotonic() > end:
                    raise BlockingIOError(f"{name} is at work elsewhere")
                time.sleep(_LINGER_S / 30)
            yield claim
        finally:
            claim.end()


class Claim:
    """A lock in the database that ends with its connection: with the process, its machine or the network.

    With SQLite, which is for one machine, there is nothing to claim.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        self._needed = engine.dialect.name == "postgresql"
        self._key = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True)
        self._engine = create_engine(engine.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        if self._needed:
            patience.limit(self._engine)
        self._connection: Connection | None = None

    def is_held(self) -> bool:
        """Whether it is ours, taken anew where the database was away; raises OperationalError while it is."""
        if not self._needed:
            return True
        if self._connection:
            try:
                self._connection.execute(text("SELECT 1"))
                return True
            except OperationalError:
                self.end()
        self._connection = self._engine.connect()
        for setting, value in _KEEPALIVE.items():  # a machine that is off says no farewell
            self._connection.execute(text(f"SET {setting} = {value}"))
        take = text("SELECT pg_try_advisory_lock(:key)")
        if self._connection.execute(take, {"key": self._key}).scalar():
            return True
        self.end()
        return False

    def end(self) -> None:
        """Let go of it."""
        if self._connection:
            self._connection.close()
            self._connection = None
