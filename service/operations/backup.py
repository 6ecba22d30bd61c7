"""All that a server keeps, in one file: a tar of the rows of its tables and of the files of its analyses.

Rows, not a copy of the database: so it needs none of the database's own programs, and what was SQLite may
come back as PostgreSQL. The last member holds the checksums of all others: a file without it is not whole.

    midstance.json          format, version of the tables, time
    analyses/<id>/...       clips and reports
    rows/<table>.jsonl      a row a line
    checksums.json          SHA-256 by member
"""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, MetaData, select, text

from service.store import Store
from service.tables import metadata

FORMAT = 1
HEAD, CHECKSUMS = "midstance.json", "checksums.json"
PASSING = {"uploads", "answers", "workers", "sessions", "strays"}  # of use to the running server alone
TIME = "$time"


def back_up(engine: Engine, store: Store, target: Path) -> int:
    """Write a backup, beside a server that may be at work; how many analyses are in it.

    The file is there as a whole or not at all, and nobody else on this machine may read it. Raises OSError,
    also when it exists.
    """
    partial = target.with_name(f".{target.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            number = _write(engine, store, file)
            file.flush()
            os.fsync(file.fileno())
        os.link(partial, target)
    finally:
        partial.unlink(missing_ok=True)
    return number


def _write(engine: Engine, store: Store, file: Any) -> int:
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
        members = _Members(tar)
        version, rows = _snapshot(engine)
        head = {"format": FORMAT, "tables": version, "created_at": datetime.now(UTC).isoformat()}
        members.add(HEAD, json.dumps(head).encode())
        gone = {row["id"] for row in rows["analyses"] if not _add_files(members, store, row)}
        for table, known in rows.items():
            kept = [row for row in known if not any(_names(value, gone) for value in row.values())]
            members.add(f"rows/{table}.jsonl", "".join(map(_line, kept)).encode())
        members.add(CHECKSUMS, json.dumps(members.checksums).encode())
    return len(rows["analyses"]) - len(gone)


class _Members:
    """The members of a tar as they are written, with their checksums."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.checksums: dict[str, str] = {}

    def add(self, name: str, content: bytes) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(content), 0o600
        self._tar.addfile(member, io.BytesIO(content))
        self.checksums[name] = hashlib.sha256(content).hexdigest()

    def add_file(self, name: str, path: Path) -> None:
        """A file that does not change, though it may be deleted meanwhile. Raises FileNotFoundError."""
        with path.open("rb") as file:
            member = tarfile.TarInfo(name)
            member.size, member.mode = os.fstat(file.fileno()).st_size, 0o600
            self.checksums[name] = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            self._tar.addfile(member, file)


def _snapshot(engine: Engine) -> tuple[str | None, dict[str, list[dict[str, Any]]]]:
    """The version of the tables, and all their rows as they were at one instant."""
    known = MetaData()
    with engine.connect() as connection:
        _begin_reading(connection)
        version = MigrationContext.configure(connection).get_current_revision()
        known.reflect(connection, only=[name for name in metadata.tables if name not in PASSING])
        return version, {table.name: list(_rows(connection, table)) for table in known.sorted_tables}


def _begin_reading(connection: Connection) -> None:
    """From now on show all as it is at one instant; Python's driver of SQLite begins nothing for a SELECT."""
    if connection.dialect.name == "postgresql":
        connection.execution_options(isolation_level="REPEATABLE READ")
    else:
        connection.execute(text("BEGIN"))


def _rows(connection: Connection, table: Any) -> Iterator[dict[str, Any]]:
    return (dict(row) for row in connection.execute(select(table)).mappings())


def _names(value: object, ids: set[str]) -> bool:
    return isinstance(value, str) and value in ids


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, default=_time) + "\n"


def _time(value: object) -> dict[str, str]:
    if not isinstance(value, datetime):
        raise TypeError(f"a {type(value).__name__} cannot be backed up")
    return {TIME: (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()}


def _add_files(members: _Members, store: Store, row: Mapping[str, Any]) -> bool:
    """Back up the clips and the report of an analysis; False if it was deleted meanwhile."""
    keys = store.shown(row["id"], row["report"])
    with TemporaryDirectory() as folder:
        for key in keys:
            with suppress(FileNotFoundError):
                members.add_file(f"analyses/{key}", store.blobs.fetch(key, Path(folder)))
    still_there = store.shown(row["id"], row["report"])  # and perhaps more: what was corrected meanwhile
    return bool(keys) and set(keys) <= set(still_there)
