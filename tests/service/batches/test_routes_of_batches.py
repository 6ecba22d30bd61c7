import base64
import json

import pytest
import works
from serving import CLIP, finished, upload, wait_until

NOBODY = "019aa8f2c4d17b0e5f6a9c2d3e4f5064"


def make(client, **form):
    answer = client.post("/v1/batches", json={"name": "Tuesday's group"} | form)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def join(client, batch, **settings):
    return upload(client, batch=batch, **settings).rpartition("/")[2]


def problem_of(answer):
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["type"].rpartition(":")[2]


def states(client, batch, **headers):
    """What the stream of a batch tells until it ends."""
    with client.stream("GET", f"/v1/batches/{batch}/events", headers=headers) as stream:
        lines = list(stream.iter_lines())
    return stream.status_code, [json.loads(line[6:]) for line in lines if line.startswith("data: ")]


def test_clips_join_a_batch_and_are_told_of_together(serve):
    with serve(works.report) as client:
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
        assert client.get("/v1/batches").json() == [found.json()]
        assert client.get(address, headers={"If-None-Match": found.headers["etag"]}).status_code == 304
        first = client.get("/v1/analyses", params={"batch": batch, "limit": 1})
        assert [record["id"] for record in first.json()] == mine[1:]
        second = client.get(first.headers["link"].partition(">")[0][1:])
        assert [record["id"] for record in second.json()] == mine[:1]


def test_the_progress_of_the_whole_is_streamed_until_as_many_have_ended_as_were_to_come(serve):
    with serve(works.report) as client:
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
def test_an_upload_in_pieces_names_its_batch_or_its_order_does(serve, says):
    with serve(works.report) as client:
        batch, other = make(client, settings={"height_cm": 180}), make(client)
        pairs = {"filename": CLIP.name, "batch": batch if says == "upload" else other}
        headers = {
            "Tus-Resumable": "1.0.0",
            "Upload-Length": str(CLIP.stat().st_size),
            "Upload-Metadata": ",".join(
                f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in pairs.items()
            ),
            "Content-Type": "application/offset+octet-stream",
        }
        sent = client.post("/v1/uploads", headers=headers, content=CLIP.read_bytes())
        order = {"upload": sent.headers["location"].rpartition("/")[2]}
        record = client.post("/v1/analyses", json=order | ({"batch": batch} if says == "order" else {}))
        assert record.status_code == 202, record.text
        assert (record.json()["batch"], record.json()["settings"]["height_cm"]) == (batch, 180)


def test_a_batch_gives_its_athlete_to_its_clips(serve):
    with serve(works.report) as client:
        athletes = [client.post("/v1/athletes", json={"name": name}).json()["id"] for name in ("Ben", "Eva")]
        batch = make(client, athlete=athletes[0])
        known = [
            client.get(f"/v1/analyses/{join(client, batch, **says)}").json()
            for says in ({}, {"athlete": athletes[1]})
        ]
        assert [record["athlete"] for record in known] == athletes
        assert client.delete(f"/v1/athletes/{athletes[0]}").status_code == 204
        assert client.get(f"/v1/batches/{batch}").json()["athlete"] is None


def test_what_is_not_there_or_wrong_is_told(serve):
    with serve(works.report) as client, CLIP.open("rb") as file:
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
        assert client.get("/v1/batches").json() == []
        assert client.get("/v1/analyses").json() == []


def test_a_batch_that_is_sent_twice_with_a_key_is_made_once(serve):
    with serve(None) as client:
        sent = [
            client.post("/v1/batches", json={"name": "a"}, headers={"Idempotency-Key": "once"})
            for _ in range(2)
        ]
        assert sent[0].json() == sent[1].json()
        assert [answer.status_code for answer in sent] == [201, 201]
        assert len(client.get("/v1/batches").json()) == 1


def test_what_is_not_over_is_cancelled_and_what_is_deleted_leaves_nothing(serve, database, tmp_path):
    with serve(works.hang, database=database) as client:
        batch, other = make(client), make(client)
        address = f"/v1/batches/{batch}"
        running = join(client, batch)
        pid = tmp_path / "analyses" / running / "pid"
        wait_until(lambda: pid.exists() and pid.read_text())
        waiting = join(client, batch)
        stays = join(client, other)
        counts = client.post(f"{address}/cancel").json()["counts"]
        assert (counts["cancelled"], counts["running"] + counts["queued"]) == (2, 0)
        wait_until(lambda: client.get(f"/v1/analyses/{stays}").json()["status"] == "running")
        assert states(client, batch)[1][-1]["counts"]["cancelled"] == 2

        late = join(client, batch)
        assert client.delete(address).status_code == 204
        for id in (running, waiting, late):
            assert client.get(f"/v1/analyses/{id}").status_code == 404
        assert client.get(address).status_code == 404
        assert [known["id"] for known in client.get("/v1/batches").json()] == [other]
        folder = tmp_path / "analyses"
        wait_until(lambda: [path.name for path in folder.iterdir()] == [stays])


def test_a_follower_of_a_batch_that_is_deleted_is_not_kept(serve):
    with serve(None) as client:
        batch = make(client)
        with client.stream("GET", f"/v1/batches/{batch}/events") as stream:
            lines = stream.iter_lines()
            next(lines)
            assert client.delete(f"/v1/batches/{batch}").status_code == 204
            assert list(lines)[-1] == ""
