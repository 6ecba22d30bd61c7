"""A server made anew from a backup: everything in the file is checked before anything is touched."""

import hashlib
import json
import re
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, Table, delete, func, insert, inspect, select, text

from service.database import configuration, migrate, migrate_to
from service.locks import only_one
from service.operations.backup import CHECKSUMS, FORMAT, HEAD, TIME
from service.settings import Settings
from service.store import Store
from vision import MidstanceError

_MEMBER = re.compile(
    r"midstance\.json|checksums\.json|rows/[a-z_]+\.jsonl|analyses/[0-9a-z]+(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+"
)


class UnusableBackup(MidstanceError):
    """The file is no backup, or not whole, or there is no empty place for it; the message says what to do."""


def restore(source: Path, engine: Engine, settings: Settings) -> int:
    """Bring back what is in a backup, to an empty database; how many analyses that is.

    What was under way is queued again by the next start of the server. Raises UnusableBackup, BlockingIOError
    while a server is at work, OSError, UnusableDatabase.
    """
    version = _check(source)
    with engine.connect() as connection:
        _require_empty(connection, version)
    store, lock = Store(settings), settings.data / "server.lock"
    store.blobs.create()
    if store.blobs.folders(""):
        why = f"There are clips in {settings.analyses} already; name an empty place for them."
        raise UnusableBackup(why)
    with only_one(engine, lock, "server"), tarfile.open(source, "r:") as tar:
        migrate_to(engine, version)
        with _all_or_nothing(store), engine.begin() as connection:
            number = _bring_back(tar, connection, store)
        migrate(engine)
    return number


def _check(source: Path) -> str:
    """The version of the tables in a backup that is whole; raises UnusableBackup."""
    try:
        with tarfile.open(source, "r:") as tar:
            found = dict(_digests(tar))
            head, checksums = json.loads(found.pop(HEAD)), json.loads(found.pop(CHECKSUMS))
    except (tarfile.TarError, KeyError, ValueError, EOFError) as error:
        raise UnusableBackup(f"{source} is no whole backup of Midstance; choose another file.") from error
    checksums.pop(HEAD, None)
    if {name: digest.decode() for name, digest in found.items()} != checksums:
        raise UnusableBackup(f"{source} is damaged: checksums differ; choose another backup.")
    known = {script.revision for script in ScriptDirectory.from_config(configuration()).walk_revisions()}
    if head.get("format") != FORMAT or head.get("tables") not in known:
        raise UnusableBackup(f"{source} was made by a newer version of Midstance; install that one.")
    return str(head["tables"])


def _digests(tar: tarfile.TarFile) -> Iterator[tuple[str, bytes]]:
    """The checksum of each member; of the first and the last the content itself."""
    for member in tar:
        if not member.isfile() or not _MEMBER.fullmatch(member.name):
            raise tarfile.TarError(member.name)
        file = tar.extractfile(member)
        assert file is not None
        if member.name in (HEAD, CHECKSUMS):
            yield member.name, file.read()
        else:
            yield member.name, _sha256(file).encode()


def _sha256(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    return digest.hexdigest()


def _require_empty(connection: Connection, version: str) -> None:
    current = MigrationContext.configure(connection).get_current_revision()
    if current is None:
        return
    there = [name for name in ("analyses", "users") if inspect(connection).has_table(name)]
    rows = sum(connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in there)
    if rows or current != version:
        why = "There is something in this database already; name an empty one, and an empty --data."
        raise UnusableBackup(why)


@contextmanager
def _all_or_nothing(store: Store) -> Iterator[None]:
    """Where the block fails, leave the store as empty as it was, so that it can be tried again."""
    try:
        yield
    except BaseException:
        with suppress(OSError):
            for id in store.blobs.folders(""):
                store.remove(id)
        raise


def _bring_back(tar: tarfile.TarFile, connection: Connection, store: Store) -> int:
    """Files first, then rows: none is to be seen before its files are there."""
    known, rows = MetaData(), {}
    for member in tar:
        file = tar.extractfile(member)
        assert file is not None
        kind, _, rest = member.name.partition("/")
        if kind == "analyses":
            with TemporaryDirectory() as folder:
                copy = Path(folder, "copy")
                with copy.open("wb") as target:
                    shutil.copyfileobj(file, target, 1 << 20)
                store.blobs.put(copy, rest)
        elif kind == "rows":
            rows[rest.removesuffix(".jsonl")] = [json.loads(line, object_hook=_value) for line in file]
    known.reflect(connection, only=list(rows))
    for table in reversed(known.sorted_tables):
        connection.execute(delete(table))
    for table in known.sorted_tables:
        if rows[table.name]:
            connection.execute(insert(table), rows[table.name])
            _count_on(connection, table)
    return len(rows["analyses"])


def _count_on(connection: Connection, table: Table) -> None:
    """Have PostgreSQL number the next row behind those brought back, as SQLite does by itself."""
    number = table.autoincrement_column
    if connection.dialect.name == "postgresql" and number is not None:
        sequence = func.pg_get_serial_sequence(table.name, number.name)
        connection.execute(select(func.setval(sequence, func.max(number))))


def _value(known: dict[str, Any]) -> Any:
    return datetime.fromisoformat(known[TIME]) if set(known) == {TIME} else known
