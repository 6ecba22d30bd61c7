"""Another person in a clip that is stored: a new analysis of it, and what becomes of the first."""

import shutil
import uuid

import pytest
import works
from admitting import admit, known_of, names, record
from serving import CLIP, finished, upload

from service.access.callers import LOCAL
from service.analyses import UnknownAnalysis
from vision import open_video

POINT = {"person_x_px": 480, "person_y_px": 250, "person_time_s": 2.0}


def again(client, address, **point):
    return client.post(f"{address}/again", json=POINT | point)


def place(answer):
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == f"/v1/analyses/{answer.json()['id']}"
    return answer.headers["location"]


@pytest.mark.parametrize("work", [works.report, pytest.param(works.refuse, marks=pytest.mark.slow)])
def test_the_stored_clip_is_analysed_anew_with_what_was_told_of_it(serve, tmp_path, work):
    """Each names the other, and has its clip for itself: any of both may be deleted."""
    with serve(work) as client:
        first = upload(client, rear=CLIP.read_bytes(), speed_mps=3.2)
        ended = finished(client, first)
        answer = again(client, first)
        second = place(answer)
        made = answer.json()
        assert (made["status"], made["again_of"], made["again"]) == ("queued", ended["id"], None)
        assert made["settings"] == ended["settings"] | POINT
        told = ("owner", "athlete", "file_name", "rear_file_name")
        assert [made[name] for name in told] == [ended[name] for name in told]
        assert finished(client, second)["status"] == ended["status"]
        assert client.get(first).json() == ended | {"again": made["id"]}
        assert [each["again"] for each in client.get("/v1/analyses").json()] == [None, made["id"]]

        third = place(again(client, first, person_x_px=100))
        finished(client, third)
        assert client.get(first).json()["again"] == third.rpartition("/")[2]
        assert client.delete(third).status_code == 204
        assert client.get(first).json()["again"] == made["id"]

        assert client.delete(first).status_code == 204
        assert client.get(second).json()["again_of"] is None
        video = tmp_path / "analyses" / made["id"] / "video"
        assert video.read_bytes() == CLIP.read_bytes() == video.with_name("rear").read_bytes()
        fourth = place(again(client, second))
        assert client.delete(second).status_code == 204
        assert finished(client, fourth)["status"] == ended["status"]
        assert client.delete(fourth).status_code == 204
        assert names(tmp_path / "analyses") == []


def test_what_cannot_be_is_said_and_nothing_is_made(serve):
    info = open_video(CLIP).info
    with serve(works.hang_by_name) as client:
        address = upload(client)
        finished(client, address)
        for point, words in (
            ({"person_x_px": info.width + 1}, f"outside the picture of this clip, which is {info.width} x"),
            ({"person_time_s": 99}, "99.00 s is outside it; give the time of a frame"),
            ({"person_x_px": -3}, "person_x_px must be a number from 0 to 16384 pixels, not -3."),
            ({"person_time_s": None}, "person_time_s must be a number from -60 to 86400 seconds"),
            ({"speed_mps": 3}, "speed_mps is no field of this form"),
        ):
            problem = again(client, address, **point)
            assert problem.status_code == 422, point
            assert words in problem.json()["detail"]
        assert client.post(f"{address}/again", json={}).status_code == 422
        assert again(client, "/v1/analyses/none").status_code == 404
        assert len(client.get("/v1/analyses").json()) == 1


def test_what_is_not_over_waits(serve, tmp_path):
    hanging = shutil.copy(CLIP, tmp_path / works.HANGING)
    with serve(works.hang_by_name) as client:
        address = upload(client, hanging)
        problem = again(client, address)
        assert (problem.status_code, problem.json()["type"]) == (
            409,
            "urn:midstance:problem:unfinished-analysis",
        )
        client.delete(address)


def test_asked_twice_with_one_key_it_is_made_once(serve):
    with serve(works.report) as client:
        address = upload(client)
        finished(client, address)
        key = {"Idempotency-Key": str(uuid.uuid4())}
        both = [client.post(f"{address}/again", json=POINT, headers=key) for _ in range(2)]
        assert len({place(answer) for answer in both}) == 1
        assert both[1].headers["idempotency-replayed"] == "true"
        assert len(client.get("/v1/analyses").json()) == 2


def test_the_copy_counts_as_a_clip_of_its_owner(serve):
    size_mib = CLIP.stat().st_size / 2**20
    with serve(works.report, quota_mib=int(1.5 * size_mib) or 1) as client:
        address = upload(client)
        finished(client, address)
        problem = again(client, address)
        assert problem.json()["type"] == "urn:midstance:problem:quota-full", problem.text


def test_of_a_clip_that_goes_meanwhile_nothing_is_made(jobs):
    """The other one is deleted between the copying of its clip and the new row."""
    first = known_of(jobs, admit(jobs))
    made = record(jobs.new_id(), again_of=first.id)
    copy = jobs._store.copy_clips

    def copied_and_deleted(*given):
        copy(*given)
        jobs.delete(first.id, LOCAL)

    jobs._store.copy_clips = copied_and_deleted
    with pytest.raises(UnknownAnalysis):
        jobs.submit_again(made, first, lambda _: None)
    with pytest.raises(UnknownAnalysis):
        known_of(jobs, made.id)
