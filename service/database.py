"""The database: SQLite in the data folder, or a PostgreSQL server that several machines share."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from dbos import DBOS
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, OperationalError

from service import patience
from service.locks import locked
from service.reserve import Reserve, is_full
from vision import MidstanceError

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_MS = 30_000
_SOON_MS = 2_000
# As many connections as threads ask, some sixty: nobody waits behind those who write. Twenty are kept.
_POOL = {"pool_size": 20, "max_overflow": -1}
_MIGRATING = 0x6D6964  # any number, the same in every process: who migrates holds the lock of this name


class UnusableDatabase(MidstanceError):
    """The database cannot be reached or is of a kind that is not known; the message says what to do."""


def address(database: str) -> URL:
    """The address as SQLAlchemy has it; raises UnusableDatabase."""
    try:
        url = make_url(database)
    except ArgumentError as error:
        raise UnusableDatabase("The database must be given as postgresql://USER@HOST/NAME.") from error
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite":
        return url
    raise UnusableDatabase("Only SQLite and PostgreSQL are known; give postgresql://USER@HOST/NAME.")


def connect(database: str) -> Engine:
    """Connections to the database, made when they are needed; raises UnusableDatabase."""
    url = address(database)
    if url.get_backend_name() == "postgresql":
        engine = create_engine(url, **_POOL, pool_pre_ping=True)
        patience.limit(engine)
        return engine
    engine = create_engine(url, **_POOL)
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _: object) -> None:
    """Readers beside one writer, who takes the lock at once and whose commits outlive a power cut."""
    sqlite: Any = connection
    sqlite.isolation_level = "IMMEDIATE"
    for pragma in (
        f"busy_timeout={BUSY_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        sqlite.execute(f"PRAGMA {pragma}").close()


@contextmanager
def disposing(engine: Engine) -> Iterator[None]:
    """Have tables of this version, and no connection left after the block; raises UnusableDatabase."""
    try:
        migrate(engine)
        yield
    finally:
        engine.dispose()


def migrate(engine: Engine) -> None:
    """Bring the tables, and those of the job engine, to this version; raises UnusableDatabase, OSError."""
    Reserve(engine).make_way()
    migrate_to(engine, "head")
    with _answering(), _alone(engine):
        DBOS.migrate(engine.url.render_as_string(hide_password=False))


def migrate_to(engine: Engine, version: str) -> None:
    """Bring our own tables to a version; raises UnusableDatabase, OSError."""
    with _answering(), _alone(engine), _unhurried(engine).begin() as connection:
        _lock(connection)
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, version)


def configuration() -> Config:
    """Where Alembic finds the migrations."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _unhurried(engine: Engine) -> Engine:
    """For what may take long, such as an index of a large table, or another's migration."""
    if engine.dialect.name == "sqlite":
        return engine
    return create_engine(engine.url, poolclass=NullPool, connect_args={"connect_timeout": patience.CONNECT_S})


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        why = "The database does not answer; see that it runs and that its address and password are right."
        if is_full(error):
            why = "The disk of the database is full; make room on it."
        raise UnusableDatabase(why) from error


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    """SQLite's file, made if it must be, for one process: two that turn it to WAL at once do not wait."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        yield
        return
    file = Path(engine.url.database)
    with locked(file.with_name(f"{file.name}-migrating"), wait=True):
        file.touch(mode=0o600)  # nobody else on this machine reads whose clips there are
        yield


def require_changeable(engine: Engine) -> None:
    """Changes nothing; raises OperationalError where nothing can be changed, or not within two seconds."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            if not Path(engine.url.database or "").exists():  # SQLite goes on in a file that was removed
                raise OperationalError("BEGIN", None, FileNotFoundError(engine.url.database))
            connection.execute(text(f"PRAGMA busy_timeout={_SOON_MS}"))
            try:
                connection.execute(text("BEGIN IMMEDIATE"))
            finally:
                connection.rollback()
                connection.execute(text(f"PRAGMA busy_timeout={BUSY_MS}"))
        elif connection.execute(text("SHOW transaction_read_only")).scalar() == "on":
            raise OperationalError("SHOW transaction_read_only", None, PermissionError("read-only"))


def scrub(engine: Engine) -> None:
    """Leave no byte of removed rows in SQLite's files, if nobody else is at work in them, nor the disk full.

    What made the rows go is committed before, so that a full disk is no reason to say that it is not.
    """
    if engine.dialect.name == "sqlite":
        try:
            with engine.connect() as connection:
                connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        except OperationalError as error:
            if not is_full(error):
                raise


def _lock(connection: Connection) -> None:
    """Until the transaction ends nobody else migrates."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATING})"))
    else:
        connection.execute(text("BEGIN IMMEDIATE"))
