"""Full disks: how they are told, and room that is kept on SQLite's for making room.

On a full one it could not even forget an analysis.
"""

import errno
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import psycopg
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

Value = TypeVar("Value")
_BYTES = 8 << 20  # SQLite's log is written into the tables after every 4 MiB: both may have to grow by that
_LITTLE = 1 << 20
# The second where the index of SQLite's log cannot grow.
_FULL = {"SQLITE_FULL", "SQLITE_IOERR_SHMSIZE", psycopg.errors.DiskFull.sqlstate}


def is_full(error: BaseException | None) -> bool:
    """Whether it says that a disk, or one's share of it, is full."""
    if isinstance(error, OperationalError):
        code = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None)
        return code in _FULL
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


class Reserve:
    """A file beside the database that is given up where the disk is full; none beside PostgreSQL's."""

    def __init__(self, engine: Engine) -> None:
        known = engine.url.database if engine.dialect.name == "sqlite" else None
        self._file = Path(f"{known}-reserve") if known else None

    def keep(self) -> None:
        """Have it, unless the disk is too full for more than this. Raises OSError for any other reason."""
        if self._file is None or self._file.exists() or self._free() < 2 * _BYTES:
            return
        try:
            self._file.write_bytes(bytes(_BYTES))
        except OSError as error:
            self._file.unlink(missing_ok=True)
            if not is_full(error):
                raise

    def make_way(self) -> None:
        """Give it up where there is hardly any room, for a start, which takes some too."""
        if self._file is not None and self._file.exists() and self._free() < _LITTLE:
            self._file.unlink(missing_ok=True)

    def for_(self, change: Callable[[], Value]) -> Value:
        """Make a change that may be begun twice, the second time in the room that was kept."""
        try:
            return change()
        except OperationalError as error:
            if not (is_full(error) and self._file is not None and self._file.exists()):
                raise
        self._file.unlink(missing_ok=True)
        return change()

    def _free(self) -> int:
        assert self._file is not None
        return shutil.disk_usage(self._file.parent).free
