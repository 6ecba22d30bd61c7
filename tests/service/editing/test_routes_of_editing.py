"""What whoever corrects a report is shown: landmarks by the names that corrections have, and plain frames."""

from concurrent.futures import ThreadPoolExecutor

import cv2
import measured
import numpy as np
import pytest
from serving import CLIP, finished, serving, upload

from service.access.callers import Caller
from vision import open_video


@pytest.fixture(scope="module")
def edited(tmp_path_factory):
    """A client, and the address of an analysis that was really measured."""
    with serving(tmp_path_factory.mktemp("data"), measured.measure) as client:
        address = upload(client)
        assert finished(client, address)["status"] == "done"
        yield client, address


def landmarks(client, address, **span):
    answer = client.get(f"{address}/landmarks", params=span)
    assert answer.status_code == 200, answer.text
    return answer.json()


def place(document, name, frame):
    figure = next(each for each in document["figures"] if each["frame"] == frame)
    column = document["landmarks"].index(name)
    return figure["x_px"][column], figure["y_px"][column], figure["visibility"][column]


def test_a_landmark_is_corrected_from_where_it_is_shown_and_shown_where_it_was_put(edited):
    client, address = edited
    shown = landmarks(client, address, from_frame=60, to_frame=90)
    assert [figure["frame"] for figure in shown["figures"]] == list(range(60, 91))
    report = client.get(f"{address}/report.json").json()
    assert (shown["width"], shown["frames"]) == (report["source"]["width"], report["source"]["frames"])
    x_px, y_px, _ = place(shown, "left_ankle", 70)
    moved = {"kind": "landmark_moved", "frame": 70, "landmark": "left_ankle", "x_px": x_px + 8, "y_px": y_px}
    made = client.post(f"{address}/corrections", json={"corrections": [moved]}, headers={"If-Match": '"0"'})
    assert made.status_code == 201, made.text
    revised = landmarks(client, f"{address}/revisions/1", from_frame=60, to_frame=90)
    assert place(revised, "left_ankle", 70) == (pytest.approx(x_px + 8, abs=0.01), y_px, 1.0)
    assert place(revised, "left_knee", 70) == place(shown, "left_knee", 70)
    assert landmarks(client, address, from_frame=60, to_frame=90) == shown
    assert landmarks(client, f"{address}/revisions/0", from_frame=60, to_frame=90) == shown
    times = {figure["frame"]: figure["time_s"] for figure in landmarks(client, address)["figures"]}
    event = next(event for event in report["events"] if event["frame"] in times)
    assert times[event["frame"]] == pytest.approx(event["time_s"], abs=1 / 60)


def test_spans_that_cannot_be_say_why(edited):
    client, address = edited
    last = landmarks(client, address, from_frame=230)["figures"]
    assert [figure["frame"] for figure in last] == list(range(230, 240))
    for path, status, what in (
        ("landmarks?from_frame=240", 404, "unknown-frame"),
        ("landmarks?from_frame=9&to_frame=8", 422, "invalid-request"),
        ("landmarks?from_frame=0&to_frame=300", 422, "invalid-request"),
        ("revisions/99/landmarks", 404, "unknown-revision"),
        ("pictures/100000.jpg", 404, "unknown-frame"),
    ):
        problem = client.get(f"{address}/{path}")
        assert (problem.status_code, problem.json()["type"]) == (status, f"urn:midstance:problem:{what}")


def test_a_plain_frame_is_the_clips_own_and_its_neighbours_come_with_it(edited):
    client, address = edited
    with ThreadPoolExecutor(2) as pool:
        answer, beside = pool.map(lambda frame: client.get(f"{address}/pictures/{frame}.jpg"), (40, 41))
    assert (answer.headers["content-type"], beside.status_code) == ("image/jpeg", 200)
    shown = cv2.imdecode(np.frombuffer(answer.content, np.uint8), cv2.IMREAD_COLOR)[..., ::-1]
    filmed = next(open_video(CLIP).sample([40])).image
    assert shown.shape == filmed.shape
    assert np.abs(shown.astype(int) - filmed).mean() < 3
    moment = client.get(f"{address}/pictures/40").json()
    time_s = float(open_video(CLIP).time_s[40])
    assert moment == {"frame": 40, "time_s": time_s, "left_px": 0, "top_px": 0}
    known = {"If-None-Match": answer.headers["etag"]}
    assert client.get(f"{address}/pictures/40.jpg", headers=known).status_code == 304
    assert beside.headers["etag"] != answer.headers["etag"]


def test_strangers_see_nothing(edited, monkeypatch):
    client, address = edited
    monkeypatch.setattr("service.access.gate.LOCAL", Caller("somebody", "coach"))
    for path in ("landmarks", "revisions/0/landmarks", "pictures/40.jpg"):
        assert client.get(f"{address}/{path}").status_code == 404
