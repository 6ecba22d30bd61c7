import stat
import threading
from contextlib import ExitStack

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from service.access.callers import LOCAL
from service.analyses import Analyses
from service.database import MIGRATIONS, UnusableDatabase, address, connect, migrate
from service.tables import metadata


def test_nobody_waits_for_a_connection_of_another(engine):
    with ExitStack() as stack:
        connections = [stack.enter_context(engine.connect()) for _ in range(30)]
        assert [connection.execute(text("SELECT 1")).scalar() for connection in connections] == [1] * 30


def test_the_migrations_lead_to_the_tables_as_they_are_used(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)
    ours = [change for change in differences if change[0] not in ("remove_table", "remove_index")]
    assert ours == []  # what is to be removed is the job engine's


def test_analyses_of_an_older_version_belong_to_whoever_sits_at_the_machine(empty_database):
    engine = connect(empty_database)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(
            text(
                "INSERT INTO analyses (id, status, reasons, file_name, settings, created_at, attempts, job)"
                " VALUES ('01', 'done', '[]', 'a.mp4', '{}', '2026-05-04 07:30:00', 1, 'job')"
            )
        )
    migrate(engine)
    assert Analyses(engine).read("01", LOCAL).owner == LOCAL.id
    engine.dispose()


def test_many_processes_may_migrate_at_once(empty_database):
    engines = [connect(empty_database) for _ in range(4)]
    threads = [threading.Thread(target=migrate, args=(engine,)) for engine in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "analyses" in inspect(engines[0]).get_table_names()
    with engines[0].connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 1
    for engine in engines:
        engine.dispose()


def test_sqlite_readers_do_not_wait_for_the_writer_and_commits_outlive_a_power_cut(tmp_path):
    engine = connect(f"sqlite:///{tmp_path / 'a.db'}")
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
        assert connection.execute(text("PRAGMA secure_delete")).scalar() == 1
    engine.dispose()


def test_others_on_this_machine_cannot_read_the_file(tmp_path):
    path = tmp_path / "data" / "a.db"
    engine = connect(f"sqlite:///{path}")
    migrate(engine)
    with engine.connect():
        assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    engine.dispose()


@pytest.mark.parametrize("database", ["mysql://root@localhost/club", "club", "postgres"])
def test_an_unknown_kind_of_database_says_what_can_be_used(database):
    with pytest.raises(UnusableDatabase, match="postgresql://USER@HOST/NAME"):
        address(database)


def test_a_database_that_does_not_answer_is_told_without_its_password(tmp_path):
    engine = connect(f"postgresql://me:secret@/club?host={tmp_path}")
    with pytest.raises(UnusableDatabase, match="does not answer") as caught:
        migrate(engine)
    assert "secret" not in str(caught.value)
