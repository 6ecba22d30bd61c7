import base64
import hashlib
import json

import polars as pl
import pytest
import works
from batched import join, make, states
from serving import CLIP, finished, serving, upload, wait_until

from service.limited import AtMost

NOBODY = "019aa8f2c4d17b0e5f6a9c2d3e4f5064"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("data"), works.as_named) as client:
        yield client


def problem_of(answer):
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["type"].rpartition(":")[2]


def test_clips_join_a_batch_and_are_told_of_together(client):
    batch = make(client, settings={"speed_mps": 3.2, "view": "side"}, clips=3)
    address = f"/v1/batches/{batch}"
    empty = client.get(address)
    assert empty.json()["counts"] == dict.fromkeys(empty.json()["counts"], 0)
    mine = [join(client, batch), join(client, batch, speed_mps="4.1")]
    single = upload(client).rpartition("/")[2]
    known = [finished(client, f"/v1/analyses/{id}") for id in mine]
    assert [record["settings"]["speed_mps"] for record in known] == [3.2, 4.1]
    assert {(record["batch"], record["settings"]["view"]) for record in known} == {(batch, "side")}
    assert finished(client, f"/v1/analyses/{single}")["batch"] is None

    found = client.get(address)
    assert found.json()["counts"]["done"] == 2
    assert found.json() in client.get("/v1/batches").json()
    assert client.get(address, headers={"If-None-Match": found.headers["etag"]}).status_code == 304
    first = client.get("/v1/analyses", params={"batch": batch, "limit": 1})
    assert [record["id"] for record in first.json()] == mine[1:]
    second = client.get(first.headers["link"].partition(">")[0][1:])
    assert [record["id"] for record in second.json()] == mine[:1]


def test_the_progress_of_the_whole_is_streamed_until_as_many_have_ended_as_were_to_come(client):
    batch = make(client, clips=2)
    join(client, batch)
    wait_until(lambda: client.get(f"/v1/batches/{batch}").json()["counts"]["done"] == 1)
    with client.stream("GET", f"/v1/batches/{batch}/events") as stream:
        lines = stream.iter_lines()
        event = [next(lines) for _ in range(4)]
        join(client, batch)
        rest = list(lines)
    told = [json.loads(line[6:]) for line in [*event, *rest] if line.startswith("data: ")]
    assert (told[0]["counts"]["done"], told[-1]["counts"]["done"]) == (1, 2)
    last = [line[4:] for line in rest if line.startswith("id: ")][-1]
    assert states(client, batch) == (200, told[-1:])
    assert states(client, batch, **{"Last-Event-ID": last}) == (204, [])


@pytest.mark.parametrize("says", ["upload", "order"])
def test_an_upload_in_pieces_names_its_batch_or_its_order_does(client, says):
    batch, other = make(client, settings={"height_cm": 180}), make(client)
    pairs = {"filename": CLIP.name, "batch": batch if says == "upload" else other}
    headers = {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": str(CLIP.stat().st_size),
        "Upload-Metadata": ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in pairs.items()),
        "Content-Type": "application/offset+octet-stream",
    }
    sent = client.post("/v1/uploads", headers=headers, content=CLIP.read_bytes())
    order = {"upload": sent.headers["location"].rpartition("/")[2]}
    record = client.post("/v1/analyses", json=order | ({"batch": batch} if says == "order" else {}))
    assert record.status_code == 202, record.text
    assert (record.json()["batch"], record.json()["settings"]["height_cm"]) == (batch, 180)


def test_the_end_is_told_once_no_more_are_to_come(client):
    """One of two clips was refused on upload."""
    batch = make(client, clips=2)
    address = f"/v1/batches/{batch}"
    join(client, batch)
    wait_until(lambda: client.get(address).json()["counts"]["done"] == 1)
    with client.stream("GET", f"{address}/events") as stream:
        lines = stream.iter_lines()
        next(lines)
        assert client.patch(address, json={"clips": 1}).json()["clips"] == 1
        assert any('"clips":1' in line for line in lines)
    assert client.patch(address, json={"clips": None}).json()["clips"] is None
    for wrong in ({"clips": 0}, {}, {"clips": 1, "name": "Wednesday"}):
        assert problem_of(client.patch(address, json=wrong)) == (422, "invalid-request")
    unknown = client.patch(f"/v1/batches/{NOBODY}", json={"clips": 1})
    assert problem_of(unknown) == (404, "unknown")


def test_a_batch_gives_its_athlete_to_its_clips(client):
    athletes = [client.post("/v1/athletes", json={"name": name}).json()["id"] for name in ("Ben", "Eva")]
    batch = make(client, athlete=athletes[0])
    known = [
        client.get(f"/v1/analyses/{join(client, batch, **says)}").json()
        for says in ({}, {"athlete": athletes[1]})
    ]
    assert [record["athlete"] for record in known] == athletes
    assert client.delete(f"/v1/athletes/{athletes[0]}").status_code == 204
    assert client.get(f"/v1/batches/{batch}").json()["athlete"] is None


def test_what_is_not_there_or_wrong_is_told(client):
    with CLIP.open("rb") as file:
        joined = client.post("/v1/analyses", files={"file": file}, data={"batch": NOBODY})
        assert problem_of(joined) == (404, "unknown")
        for method, path in (("GET", ""), ("GET", "/events"), ("POST", "/cancel"), ("DELETE", "")):
            assert problem_of(client.request(method, f"/v1/batches/{NOBODY}{path}")) == (404, "unknown")
        assert problem_of(client.post("/v1/batches", json={"name": "a", "athlete": NOBODY}))[0] == 404
        wrong = client.post("/v1/batches", json={"name": "a", "settings": {"speed_mps": 40}, "clips": 0})
        assert wrong.json()["detail"] == (
            "speed_mps must be a number from 0.5 to 12 metres a second, not 40; "
            "clips must be at least 1, not 0."
        )


@pytest.mark.parametrize(
    ("module", "path", "sent"),
    [
        ("batches.rows", "/v1/batches", {"name": "one more"}),
        ("access.athletes", "/v1/athletes", {"name": "one more"}),
        ("access.shares", "/v1/analyses/{id}/shares", {}),
    ],
)
def test_who_has_as_many_as_one_may_have_is_told_what_to_do(client, monkeypatch, module, path, sent):
    path = path.format(id=upload(client).rpartition("/")[2])
    monkeypatch.setattr(f"service.{module}.MOST", AtMost(0, "things"))
    refused = client.post(path, json=sent)
    assert problem_of(refused) == (409, "too-many")
    assert (
        refused.json()["detail"]
        == "An account may have at most 0 things; delete one that is no longer needed."
    )


def test_a_batch_that_is_sent_twice_with_a_key_is_made_once(client):
    sent = [
        client.post("/v1/batches", json={"name": "sent twice"}, headers={"Idempotency-Key": "once"})
        for _ in range(2)
    ]
    assert sent[0].json() == sent[1].json()
    assert [answer.status_code for answer in sent] == [201, 201]
    assert [known["name"] for known in client.get("/v1/batches").json()].count("sent twice") == 1


def test_the_ledger_says_what_became_of_each_clip_and_what_was_measured(client, tmp_path):
    batch = make(client, clips=3)
    clips = {name: tmp_path / f"{name}.mp4" for name in ("refused", "broken", "good")}
    for clip in clips.values():
        clip.write_bytes(CLIP.read_bytes())
        upload(client, clip, batch=batch)
    assert states(client, batch)[1][-1]["counts"]["refused"] == 2
    as_csv = client.get(f"/v1/batches/{batch}/ledger.csv")
    assert as_csv.headers["content-type"].startswith("text/csv")
    frame = pl.read_csv(as_csv.content)
    assert frame["file"].to_list() == [clip.name for clip in clips.values()]
    assert frame["verdict"].to_list() == ["refused", "refused", "limited"]
    assert frame["reason"].to_list() == ["no_runner", "unreadable_video", "blur"]
    assert frame["cadence_spm_high"].to_list() == [None, None, 173.0]
    assert frame["sha256"].to_list() == [hashlib.sha256(CLIP.read_bytes()).hexdigest()] * 3
    reports = frame["report"].to_list()
    assert reports[1] is None
    assert client.get(reports[2]).json()["quality"]["verdict"] == "limited"
    as_parquet = pl.read_parquet(client.get(f"/v1/batches/{batch}/ledger.parquet").content)
    assert as_parquet.select(frame.columns).rows() == frame.cast(dict(as_parquet.schema)).rows()
    assert problem_of(client.get(f"/v1/batches/{batch}/ledger.xlsx"))[0] == 422


def test_a_follower_of_a_batch_that_is_deleted_is_not_kept(client):
    batch = make(client)
    with client.stream("GET", f"/v1/batches/{batch}/events") as stream:
        lines = stream.iter_lines()
        next(lines)
        assert client.delete(f"/v1/batches/{batch}").status_code == 204
        assert list(lines)[-1] == ""
