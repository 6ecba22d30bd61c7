import io
import json
import tarfile

import pytest
import works
from admitting import admit
from serving import finished, upload

from service.analyses import Analyses
from service.database import connect, migrate
from service.operations.backup import back_up
from service.operations.restore import UnusableBackup, restore
from service.settings import Settings


@pytest.fixture
def other(settings, postgres, tmp_path):
    """An empty place of the other kind of database, so that a club may move from one to the other."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    if settings.database.startswith("sqlite"):
        return elsewhere, postgres.new_database()
    return elsewhere, f"sqlite:///{elsewhere / 'midstance.db'}"


def test_a_restored_server_shows_the_same_and_does_what_waited(serve, settings, store, other, tmp_path):
    file = tmp_path / "backup.tar"
    with serve(works.report, database=settings.database) as client:
        done = upload(client, speed_mps=3.5)
        finished(client, done)
        before = client.get(done).json(), client.get(f"{done}/report.json").content
    with serve(None, database=settings.database) as client:
        waiting = upload(client)
        engine = connect(settings.database)
        assert back_up(engine, store, file) == 2
        engine.dispose()
    elsewhere, database = other
    engine = connect(database)
    assert restore(file, engine, Settings(data=elsewhere)) == 2
    engine.dispose()
    with serve.func(elsewhere, works.report, database=database) as client:
        assert (client.get(done).json(), client.get(f"{done}/report.json").content) == before
        assert finished(client, waiting)["status"] == "done"
        assert 'midstance_analyses_ended_total{status="done"} 2.0' in client.get("/metrics").text
    engine = connect(database)
    with pytest.raises(UnusableBackup, match="already"):
        restore(file, engine, Settings(data=elsewhere))
    engine.dispose()


def tampered(file, change):
    """The backup with its members changed, as by who would put files elsewhere."""
    target = file.with_name("tampered.tar")
    with tarfile.open(file) as tar, tarfile.open(target, "w") as out:
        for member in tar:
            content = tar.extractfile(member).read()
            name, content = change(member.name, content)
            member.name, member.size = name, len(content)
            out.addfile(member, io.BytesIO(content))
    return target


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_broken_or_foreign_file_is_refused_before_anything_is_touched(store, jobs, tmp_path):
    admit(jobs)
    file = tmp_path / "backup.tar"
    back_up(jobs.engine, store, file)
    cut = tmp_path / "cut.tar"
    whole = file.read_bytes()
    cut.write_bytes(whole[: whole.index(b"checksums.json")])
    flipped = tmp_path / "flipped.tar"
    flipped.write_bytes(file.read_bytes().replace(b"clip", b"clap", 1))
    foreign = tmp_path / "foreign.tar"
    foreign.write_bytes(b"not a tar")
    out = tampered(file, lambda name, content: (name.replace("analyses/", "analyses/../"), content))
    newer = tampered(file, _of_the_future)
    place = tmp_path / "place"
    engine = connect(f"sqlite:///{place / 'midstance.db'}")
    place.mkdir()
    for broken in (cut, flipped, foreign, out, newer):
        with pytest.raises(UnusableBackup):
            restore(broken, engine, Settings(data=place))
        assert not (place / "analyses").exists()
    migrate(engine)
    assert Analyses(engine).ids() == set()
    engine.dispose()


def _of_the_future(name, content):
    if name != "midstance.json":
        return name, content
    return name, json.dumps(json.loads(content) | {"tables": "9999"}).encode()
