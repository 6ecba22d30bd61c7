import json
import shutil

import pytest
import works
from admitting import names
from serving import CLIP, finished, is_alive, serving, upload, wait_until


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """The folder of the server of all these tests."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def client(data):
    with serving(data, works.hang_by_name) as client:
        yield client


@pytest.fixture
def hanging(tmp_path):
    """A clip whose analysis does not end."""
    return shutil.copy(CLIP, tmp_path / works.HANGING)


def test_an_upload_ends_in_a_report(client):
    address = upload(client, speed_mps="4.2")
    record = finished(client, address)
    assert record["status"] == "done"
    assert record["reason"] is None
    assert record["file_name"] == CLIP.name
    assert record["settings"]["speed_mps"] == 4.2
    assert client.get("/v1/analyses?limit=1").json() == [record]


def test_a_file_that_is_no_video_is_refused_at_once(client, data, tmp_path):
    notes = tmp_path / "notes.mp4"
    notes.write_text("not a video")
    before = names(data / "analyses")
    with notes.open("rb") as file:
        answer = client.post("/v1/analyses", files={"file": file})
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["type"] == "urn:midstance:problem:unreadable-video"
    assert names(data / "analyses") == before
    assert "notes.mp4" not in client.get("/v1/analyses").text


def test_a_setting_outside_its_range_is_named(client):
    settings = {"speed_mps": "40", "heigth_cm": "170"}
    with CLIP.open("rb") as file:
        answer = client.post("/v1/analyses", files={"file": file}, data=settings)
    assert answer.status_code == 422
    assert answer.json()["detail"] == (
        "speed_mps must be a number from 0.5 to 12 metres a second, not 40; "
        "heigth_cm is no field of this form: check its spelling."
    )


def test_a_number_in_an_address_says_its_bounds(client):
    answer = client.get("/v1/analyses?limit=1000&created_after=x")
    assert answer.json()["detail"] == (
        "created_after must be a time such as 2026-05-04T07:30:00Z, not x; "
        "limit must be at most 500, not 1000."
    )


def test_a_clip_from_behind_comes_as_a_second_file(client):
    rear = CLIP.read_bytes() + b"\0"
    address = upload(client, rear=rear)
    record = finished(client, address)
    assert (record["file_name"], record["rear_file_name"]) == (CLIP.name, "behind.mp4")
    assert client.get(f"{address}/rear_annotated.mp4").content == rear
    assert client.get(f"{address}/rear_frames/7.jpg").headers["content-type"] == "image/jpeg"


@pytest.mark.parametrize("rear", [("", b""), None])
def test_the_clip_from_behind_may_be_left_empty(client, rear):
    with CLIP.open("rb") as file:
        files = [("file", file), *([("rear", rear)] if rear else [])]
        record = client.post("/v1/analyses", files=files).json()
        address = f"/v1/analyses/{record['id']}"
        assert finished(client, address)["rear_file_name"] is None
        answer = client.get(f"{address}/rear_annotated.mp4")
    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:midstance:problem:no-rear-clip"


def test_a_clip_from_behind_that_is_no_video_is_refused_at_once(client, data):
    before = names(data / "analyses")
    with CLIP.open("rb") as file:
        answer = client.post("/v1/analyses", files={"file": file, "rear": ("b.mp4", b"not a video")})
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:midstance:problem:unreadable-video"
    assert answer.json()["detail"].startswith("b.mp4 is damaged or is not a video; ")
    assert names(data / "analyses") == before


def test_an_empty_form_field_means_unknown(client):
    record = client.get(upload(client, speed_mps="", height_cm="178")).json()
    assert record["settings"]["speed_mps"] is None
    assert record["settings"]["height_cm"] == 178


def test_an_upload_over_the_limit_is_refused(serve, tmp_path):
    large = tmp_path / "large.mp4"
    large.write_bytes(bytes(2 * 2**20))
    with serve(None, upload_limit_mib=1) as client, large.open("rb") as file:
        answer = client.post("/v1/analyses", files={"file": file})
    assert answer.status_code == 413
    assert "larger than 1 MiB" in answer.json()["detail"]


def test_progress_is_streamed_until_the_end(client):
    address = upload(client)
    with client.stream("GET", f"{address}/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        records = [
            json.loads(line.removeprefix("data: "))
            for line in stream.iter_lines()
            if line.startswith("data: ")
        ]
    assert records[-1]["status"] == "done"
    statuses = [record["status"] for record in records]
    assert statuses == sorted(statuses, key=["queued", "running", "done"].index)


def test_deleting_a_running_analysis_kills_it_and_leaves_no_file(client, data, hanging, caplog):
    address = upload(client, hanging)
    folder = data / "analyses" / address.rpartition("/")[2]
    wait_until(lambda: (folder / "pid").exists() and (folder / "pid").read_text())
    pid = int((folder / "pid").read_text())
    wait_until(lambda: client.get(address).json()["progress"] == {"stage": "landmarks", "fraction": 0.25})
    assert client.delete(address).status_code == 204
    assert client.get(address).status_code == 404
    assert client.delete(address).status_code == 404
    wait_until(lambda: not is_alive(pid))
    wait_until(lambda: not folder.exists())
    wait_until(lambda: names(data / "scratch") == [])
    assert [record for record in caplog.records if record.levelname not in ("DEBUG", "INFO")] == []


def test_a_follower_learns_of_the_deletion(client, data, hanging):
    address = upload(client, hanging)
    with client.stream("GET", f"{address}/events") as stream:
        lines = (line for line in stream.iter_lines() if line.startswith("data: "))
        next(lines)
        client.delete(address)
        assert [json.loads(line[6:])["status"] for line in lines][-1] == "cancelled"
    wait_until(lambda: not (data / "analyses" / address.rpartition("/")[2]).exists())


def test_analyses_are_listed_newest_first_in_pages(client):
    addresses = [upload(client) for _ in range(3)]
    ids = [address.rpartition("/")[2] for address in addresses]
    assert [r["id"] for r in client.get("/v1/analyses?limit=3").json()] == ids[::-1]
