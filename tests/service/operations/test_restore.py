import io
import json
import tarfile
import threading
import time

import pytest
import works
from admitting import admit, all_known
from serving import finished, upload, wait_until, working
from sqlalchemy import select

from service.access.callers import LOCAL
from service.analyses import Analyses
from service.database import connect, migrate
from service.operations.backup import back_up
from service.operations.restore import UnusableBackup, restore
from service.settings import Settings
from service.store import Store
from service.tables import analyses


@pytest.fixture
def places(settings, bucket, postgres, tmp_path):
    """A server's place and an empty one, one of SQLite and a folder, one of PostgreSQL and a bucket."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    if settings.database.startswith("sqlite"):
        return settings, Settings(data=elsewhere, database=postgres.new_database(), blobs=f"{bucket}/club")
    here = settings.model_copy(update={"blobs": f"{bucket}/club"})
    return here, Settings(data=elsewhere, database=f"sqlite:///{elsewhere / 'midstance.db'}")


@pytest.mark.slow
def test_a_restored_server_shows_the_same_and_does_what_waited(serve, places, tmp_path):
    file, (here, there) = tmp_path / "backup.tar", places
    known = {"database": here.database, "blobs": here.blobs}
    with serve(works.report, **known) as client:
        done = upload(client, speed_mps=3.5)
        finished(client, done)
        before = client.get(done).json(), client.get(f"{done}/report.json").content
    with serve(None, **known) as client:
        waiting = upload(client)
        engine = connect(here.database)
        assert back_up(engine, Store(here), file) == 2
        engine.dispose()
    engine = connect(there.database)
    assert restore(file, engine, there) == 2
    engine.dispose()
    with serve.func(there.data, works.report, database=there.database, blobs=there.blobs) as client:
        assert (client.get(done).json(), client.get(f"{done}/report.json").content) == before
        assert finished(client, waiting)["status"] == "done"
        assert 'midstance_analyses_ended_total{status="done"} 2.0' in client.get("/metrics").text
        assert client.delete(waiting).status_code == 204  # of which the trail takes note
    engine = connect(there.database)
    with pytest.raises(UnusableBackup, match="in this database already"):
        restore(file, engine, there)
    engine.dispose()
    engine = connect(f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(UnusableBackup, match="There are clips in"):
        restore(file, engine, there)
    engine.dispose()


@pytest.mark.slow
def test_backups_taken_while_analyses_come_run_and_go_are_each_a_consistent_whole(
    settings, jobs, store, bucket, tmp_path
):
    """Every report that a row names is there whole, every clip too, and nothing else."""
    over = threading.Event()
    uploading = threading.Thread(target=_come_and_go, args=(jobs, over))
    files = [tmp_path / f"{i}.tar" for i in range(6)]
    with working(settings, works.report):
        uploading.start()
        wait_until(lambda: any(known.status == "done" for known in all_known(jobs)))
        for file in files:
            time.sleep(0.5)
            back_up(jobs.engine, store, file)
        over.set()
        uploading.join()
    found = [_restored(file, f"{bucket}/{file.stem}") for file in files]
    assert {"queued", "done"} <= {status for statuses in found for status in statuses}


def _come_and_go(jobs, over):
    """Some wait, one runs, some are done, and the oldest of these goes."""
    while not over.wait(0.1):
        there = all_known(jobs)
        done = [known.id for known in there if known.status == "done"]
        if len(there) - len(done) < 3:
            admit(jobs)
        if len(done) > 2:
            jobs.delete(done[-1], LOCAL)


def _restored(file, place):
    """The statuses of what is in a backup, all of which is held against its files."""
    settings = Settings(
        data=file.with_suffix(""), database=f"sqlite:///{file.with_suffix('.db')}", blobs=place
    )
    settings.data.mkdir()
    engine = connect(settings.database)
    restore(file, engine, settings)
    with engine.connect() as connection:
        rows = connection.execute(select(analyses.c.id, analyses.c.status, analyses.c.report)).all()
    engine.dispose()
    store = Store(settings)
    assert sorted(store.blobs.folders("")) == sorted(row.id for row in rows)
    for row in rows:
        names = {key.rpartition("/")[2] for key in store.shown(row.id, row.report)}
        assert {"video", "report.json", "report.html"} <= names if row.report else names == {"video"}
        assert (row.status == "done") == bool(row.report)
    return [row.status for row in rows]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_could_not_be_brought_back_leaves_the_place_empty_for_another_try(
    jobs, store, bucket, tmp_path, monkeypatch
):
    admit(jobs)
    admit(jobs)
    file = tmp_path / "backup.tar"
    back_up(jobs.engine, store, file)
    there = Settings(data=tmp_path / "there", database=f"sqlite:///{tmp_path / 'there.db'}", blobs=bucket)
    there.data.mkdir()
    engine = connect(there.database)
    with monkeypatch.context() as gone:
        gone.setattr("service.operations.restore.insert", _fail)
        with pytest.raises(OSError, match="No space"):
            restore(file, engine, there)
    assert Store(there).blobs.folders("") == []
    assert restore(file, engine, there) == 2
    assert len(Store(there).blobs.folders("")) == 2
    engine.dispose()


def _fail(*_):
    raise OSError(28, "No space left on device")


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
