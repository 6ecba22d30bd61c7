"""From upload to deletion, wherever clips and reports lie: what is served, and what is left."""

import hashlib
import tempfile
from contextlib import contextmanager

import psycopg
import pytest
import traces
import works
from serving import CLIP, finished, serving, upload, wait_until

from service.database import connect
from service.settings import Settings
from service.store import Store

# No other test has this name, this speed and, thanks to a box that says nothing, this checksum.
CONTENT = CLIP.read_bytes() + b"\0\0\0\x10freeoutlived"
NAME, SPEED = "evas-lauf-2c7e.mp4", "3.1415926"
PIXELS = CONTENT[100_000:100_032]
OF_PICTURES = [PIXELS, b"<title>Report</title>"]
MARKS = [*OF_PICTURES, NAME.encode(), SPEED.encode(), hashlib.sha256(CONTENT).hexdigest().encode()]

BUCKETS = ("sqlite-bucket", "postgresql-bucket")


@pytest.fixture(params=["sqlite-folder", *(pytest.param(each, marks=pytest.mark.slow) for each in BUCKETS)])
def settings(request, tmp_path, monkeypatch):
    """A server's settings, and a folder of its own for whatever is passing."""
    kind, _, store = request.param.partition("-")
    database = request.getfixturevalue("postgres").new_database() if kind == "postgresql" else None
    blobs = f"{request.getfixturevalue('bucket')}/club" if store == "bucket" else None
    (tmp_path / "passing").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "passing"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return Settings(data=tmp_path / "data", database=database, blobs=blobs)


@pytest.fixture(autouse=True)
def looked_at_anew(monkeypatch):
    """Readiness is looked at whenever it is asked for."""
    monkeypatch.setattr("service.operations.readiness.FRESH_S", 0.0)


@pytest.fixture
def away(settings, request):
    """Takes the store away for a block."""

    @contextmanager
    def of_a_bucket(server):
        server.stop()
        try:
            yield
        finally:
            server.start()

    @contextmanager
    def of_a_folder(folder):
        folder.rename(folder.with_name("unmounted"))
        try:
            yield
        finally:
            folder.with_name("unmounted").rename(folder)

    if settings.blobs:
        return lambda: of_a_bucket(request.getfixturevalue("bucket_server"))
    return lambda: of_a_folder(settings.data / "analyses")


def test_a_report_outlives_its_store_being_away_and_nothing_outlives_its_deletion(
    settings, away, request, tmp_path
):
    engine, blobs = connect(settings.database_url), Store(settings).blobs
    known = {"database": settings.database, "blobs": settings.blobs}
    clip = tmp_path / NAME
    clip.write_bytes(CONTENT)
    with serving(settings.data, works.report, **known) as client:
        address = upload(client, clip, rear=CONTENT, speed_mps=SPEED)
        assert finished(client, address)["status"] == "done"
        before = _everything(client, address)
        with away():
            _says_so(client, address, clip)
        assert client.get("/readyz").status_code == 200
        assert _everything(client, address) == before
        assert len(client.get("/v1/analyses").json()) == 1  # what could not be stored was not admitted
        assert traces.in_store(blobs, MARKS, tmp_path) and SPEED in traces.rows(engine)
        client.delete(address).raise_for_status()
        assert client.get(f"{address}/report").status_code == 404
        wait_until(lambda: address.rpartition("/")[2] not in traces.rows(engine, beside="audit"))
    assert traces.in_store(blobs, MARKS, tmp_path) == blobs.keys("") == []
    for folder in (settings.data, tmp_path / "passing"):
        assert traces.in_folder(folder, MARKS) == []
    assert not [mark for mark in MARKS if mark.decode("latin-1") in traces.rows(engine)]
    engine.dispose()
    if settings.database:
        _search_the_server(settings.database, request.getfixturevalue("postgres").data)


def _everything(client, address):
    """All that a report consists of, as clients ask for it."""
    names = ["report.json", "report.html", "annotated.mp4", "rear_annotated.mp4", "frames/42.jpg"]
    found = {name: client.get(f"{address}/{name}") for name in (*names, "exports/events.csv")}
    assert {answer.status_code for answer in found.values()} == {200}
    assert found["annotated.mp4"].content == found["rear_annotated.mp4"].content == CONTENT
    assert SPEED in found["exports/events.csv"].text
    tag = {"If-None-Match": found["report.json"].headers["etag"]}
    assert client.get(f"{address}/report.json", headers=tag).status_code == 304
    part = client.get(f"{address}/annotated.mp4", headers={"Range": "bytes=100000-100031"})
    assert (part.status_code, part.content) == (206, PIXELS)
    assert client.head(f"{address}/annotated.mp4").headers["content-length"] == str(len(CONTENT))
    assert '"status":"done"' in client.get(f"{address}/events").text
    return {name: (answer.content, answer.headers["etag"]) for name, answer in found.items()}


def _says_so(client, address, clip):
    """Reports and uploads say that the store is away and when to come again; the rest is as ever."""
    with clip.open("rb") as file:
        answers = [
            client.get(f"{address}/report"),
            client.get(f"{address}/annotated.mp4", headers={"Range": "bytes=0-99"}),
            client.post("/v1/analyses", files={"file": (clip.name, file)}),
        ]
    for answer in answers:
        assert answer.status_code == 503, answer.text
        assert answer.json()["type"] == "urn:midstance:problem:storage-gone"
        assert int(answer.headers["retry-after"]) > 0
    ready = client.get("/readyz")
    assert (ready.status_code, [reason["code"] for reason in ready.json()["reasons"]]) == (503, ["store"])
    assert client.get(address).json()["status"] == "done"


def _search_the_server(database, folder):
    """Pictures never come near PostgreSQL's files; its tables forget the rest when it cleans up."""
    assert traces.in_folder(folder, OF_PICTURES) == []
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("VACUUM (FULL, ANALYZE)")
        connection.execute("CHECKPOINT")
    left = traces.in_folder(folder, MARKS)
    assert [path for path in left if "pg_wal" not in path.parts] == []  # its log goes on for a while
