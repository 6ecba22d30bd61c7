import shutil
from datetime import timedelta

from admitting import admit, kept
from sqlalchemy import text, update

from service.database import connect
from service.operations.inspection import inspect_server
from service.operations.roll import Roll, now
from service.store import Store
from service.tables import workers


def looked_at(settings, engine):
    checks = inspect_server(settings, engine, Store(settings).blobs)
    return {check.name: (check.found, check.advice) for check in checks}


def test_a_server_is_looked_at_part_by_part(settings, jobs):
    found = looked_at(settings, jobs.engine)
    assert list(found) == ["database", "tables", "workers", "queue", "store", "disk"]
    assert found["workers"][0] == "0 alive"
    assert "start midstance serve" in found["workers"][1]
    assert found["queue"] == ("nothing waits", None)
    admit(jobs)
    Roll(jobs.engine).sign(["serve-0", "box-0"])
    found = looked_at(settings, jobs.engine)
    assert [advice for _, advice in found.values() if advice] == []
    assert found["queue"][0] == "1 waiting, the oldest for 0 min"
    with jobs.engine.begin() as connection:
        silent = update(workers).where(workers.c.name == "box-0")
        connection.execute(silent.values(seen_at=now(connection) - timedelta(hours=1)))
    found = looked_at(settings, jobs.engine)
    assert found["workers"][0] == "1 alive; silent for a minute: box-0"
    assert found["workers"][1].endswith("midstance worker takeover box")
    shutil.rmtree(kept(settings))
    assert "see that their disk is mounted" in looked_at(settings, jobs.engine)["store"][1]


def test_tables_of_another_version_are_told(settings, jobs):
    for version, advice in (("0001", "start the server"), ("9999", "install that one")):
        with jobs.engine.begin() as connection:
            connection.execute(text(f"UPDATE alembic_version SET version_num = '{version}'"))
        found = looked_at(settings, jobs.engine)
        assert advice in found["tables"][1]
        assert "workers" not in found


def test_a_database_that_does_not_answer_is_told(tmp_path, settings):
    engine = connect(f"postgresql://me@/club?host={tmp_path}")
    found = looked_at(settings, engine)
    assert found["database"][0] == "postgresql, which does not answer"
    assert "tables" not in found
