"""A server on a small disk that becomes full under all it does."""

import sys

import measured
import pytest
import works
from disks import mounted
from serving import CLIP, finished, serving, upload, wait_until
from sqlalchemy import select

from service.cli import main
from service.database import connect
from service.operations.backup import back_up
from service.settings import Settings
from service.store import Store
from service.tables import strays

CONTENT = CLIP.read_bytes()
TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}


@pytest.fixture(params=["tmpfs", pytest.param("ext4", marks=pytest.mark.slow)])
def disk(request, tmp_path):
    (place := tmp_path / "disk").mkdir()
    with mounted(request.param, place) as disk:
        yield disk


@pytest.fixture
def settings(disk):
    return Settings(data=disk.folder / "data", free_space_mib=0)


@pytest.fixture
def corrected(settings):
    """The address of an analysis that can be corrected, and of one of its contacts."""
    with serving(settings.data, measured.measure, free_space_mib=0) as client:
        address = upload(client)
        assert finished(client, address)["status"] == "done"
        events = client.get(f"{address}/report.json").json()["events"]
    contact = next(event for event in events if event["kind"] == "initial_contact")
    return address, {
        "kind": "event_moved",
        "side": contact["side"],
        "event": "initial_contact",
        "time_s": contact["time_s"],
        "to_s": contact["time_s"] + 0.01,
    }


def is_full(answer):
    return answer.status_code == 507 and answer.json()["type"] == "urn:midstance:problem:storage-full"


def form(body):
    """A clip in a form, whose bytes come as they come."""
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n'

    def whole():
        yield head
        yield from body()
        yield b"\r\n--x--\r\n"

    return {"content": whole(), "headers": {"Content-Type": "multipart/form-data; boundary=x"}}


def names(folder):
    return sorted(path.name for path in folder.iterdir() if path.name != ".lock")


def test_a_full_disk_is_said_loses_nothing_and_is_emptied_by_deleting(disk, settings, corrected):
    address, correction = corrected
    with serving(settings.data, works.wait_for_a_sign, free_space_mib=0) as client:
        running, waiting = upload(client), upload(client)
        folder = settings.data / "analyses" / running.rpartition("/")[2]
        wait_until((folder / "pid").exists)
        made = client.post("/v1/uploads", headers=TUS | {"Upload-Length": str(len(CONTENT))})
        pieces = made.headers["location"]
        other = client.post("/v1/uploads", headers=TUS | {"Upload-Length": "9"}).headers["location"]

        half = len(CONTENT) // 2
        body = disk.fill_after(CONTENT[:half], CONTENT[half:])
        assert is_full(client.patch(pieces, headers=TUS | {"Upload-Offset": "0"}, content=body()))
        arrived = client.get(pieces).json()["received"]
        assert 0 <= arrived <= (settings.uploads / pieces.rpartition("/")[2]).stat().st_size
        disk.make_room()
        assert is_full(client.post("/v1/analyses", **form(body)))

        assert is_full(client.post("/v1/uploads", headers=TUS | {"Upload-Length": "9"}))
        assert is_full(client.post("/v1/batches", json={"name": "spring"}))
        revision = {"json": {"corrections": [correction]}, "headers": {"If-Match": '"0"'}}
        assert is_full(client.post(f"{address}/corrections", **revision))
        with pytest.raises(OSError, match="No space left"):
            back_up(connect(settings.database_url), Store(settings), disk.folder / "backup.tar")
        assert not list(disk.folder.glob("*backup*"))

        (folder / "sign").touch()
        (folder.with_name(waiting.rpartition("/")[2]) / "sign").touch()
        assert client.get("/healthz").status_code == 200
        assert client.get(f"{address}/report").status_code == 200

        assert client.delete(other).status_code == 204
        assert client.delete(address).status_code == 204
        assert client.get(address).status_code == 404
        disk.make_room()

        for known in (running, waiting):
            assert finished(client, known)["status"] == "done"
        rest = {"headers": TUS | {"Upload-Offset": str(arrived)}, "content": CONTENT[arrived:]}
        assert client.patch(pieces, **rest).status_code == 204
        order = client.post("/v1/analyses", json={"upload": pieces.rpartition("/")[2]})
        assert order.status_code == 202, order.text
        (settings.data / "analyses" / order.json()["id"] / "sign").touch()
        assert finished(client, order.headers["location"])["status"] == "done"
        nothing_is_left_over(client, settings)


def test_a_server_that_starts_on_a_full_disk_can_delete_and_goes_on_when_there_is_room(
    disk, settings, monkeypatch
):
    monkeypatch.setattr("service.cleaner._LATER_S", 0.1)
    reserve = settings.data / "midstance.db-reserve"
    with serving(settings.data, works.report, free_space_mib=0) as client:
        address = upload(client)
        assert finished(client, address)["status"] == "done"
        wait_until(reserve.exists)
    disk.fill()
    with serving(settings.data, works.report, free_space_mib=0) as client:
        assert not reserve.exists()
        disk.fill()
        assert client.get(f"{address}/report").status_code == 200
        assert is_full(client.post("/v1/analyses", files={"file": CONTENT}))
        disk.make_room()
        assert finished(client, upload(client))["status"] == "done"
        wait_until(reserve.exists)
        disk.fill()
        assert client.delete(address).status_code == 204


def test_the_ledger_of_a_batch_stays_as_it_was_where_another_cannot_be_written(
    disk, tmp_path, monkeypatch, capsys
):
    (clip := tmp_path / "a.mp4").write_bytes(b"a")
    out = disk.folder / "out"
    monkeypatch.setattr("service.commands.batch.analyze_upload", works.as_named)
    monkeypatch.setattr("service.commands.batch.bring_networks", lambda: None)
    monkeypatch.setattr(sys, "argv", ["midstance", "batch", str(clip), "--out", str(out)])
    for full in (False, True):
        if full:
            disk.fill()
        with pytest.raises(SystemExit) as caught:
            main()
        assert bool(caught.value.code) == full
    assert "No space left on device" in capsys.readouterr().err
    assert "a.mp4" in (out / "ledger.csv").read_text()
    assert [path.name for path in out.glob(".partial*")] == []


def nothing_is_left_over(client, settings):
    engine = connect(settings.database_url)

    def loose():
        with engine.connect() as connection:
            return connection.execute(select(strays.c.id)).all()

    wait_until(lambda: not loose())
    engine.dispose()
    known = [record["id"] for record in client.get("/v1/analyses").json()]
    assert names(settings.data / "analyses") == sorted(known)
    assert names(settings.uploads) == []
    assert [path for path in settings.scratch.rglob("*") if path.is_file()] == []
