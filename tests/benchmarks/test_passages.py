"""The passages that the other views are judged on are what they say they are."""

import clips
import numpy as np
import passages
import pytest
from passages import FOCAL_PX, WIDTH_PX, _seen, passage
from truth import DATA, true_points

from vision import Landmarks, VideoInfo
from vision.skeletons import BLAZEPOSE_33

RENDERED = DATA / "rendered"


def test_a_point_on_the_axis_is_in_the_middle_and_a_metre_has_its_size():
    place = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 1.0], [0.0, 0.0, 2.0]])
    pixels, px_per_m = _seen(place, 6.0, 0.0)
    assert pixels[0, 0] == WIDTH_PX / 2
    assert pixels[1, 0] - pixels[0, 0] == pytest.approx(FOCAL_PX / 6)
    assert pixels[0, 1] - pixels[2, 1] == pytest.approx(FOCAL_PX / 6)
    assert px_per_m == pytest.approx(FOCAL_PX / 6)


def test_what_is_nearer_is_larger():
    nearer, farther = (_seen(np.array([[1.0, y, 1.0]]), 6.0, 0.0)[0][0, 0] for y in (-0.2, 0.2))
    assert nearer > farther > WIDTH_PX / 2


def test_the_runner_crosses_the_axis_when_told_and_the_truth_keeps_its_clock(monkeypatch):
    if not RENDERED.exists():
        pytest.skip("the rendered clips are not here")
    time_s = np.arange(480) / 60
    bare = Landmarks(BLAZEPOSE_33, time_s, np.zeros((480, 33, 2)), np.ones((480, 33)))
    joints = true_points(RENDERED / "dev01.json")
    for index, key in passages._columns(bare).items():
        bare.position_px[:, index] = joints[key]
    info = VideoInfo("x", "0", 960, 540, 480, 8.0, 60.0, 0, False)
    monkeypatch.setattr(passages, "read_clip", lambda *_: clips.TrackedClip(info, "static", bare))
    one = passage(RENDERED / "dev01.mp4", None, distance_m=8.0, middle_s=3.0)
    points = one.clip.landmarks
    assert one.start_s == pytest.approx(3.0 - 8.0 * 480 / FOCAL_PX / 3.2, abs=0.2)
    assert points.time_s[0] == 0.0
    assert len(points.time_s) / 60 == pytest.approx(2 * 8.0 * 480 / FOCAL_PX / 3.2, abs=0.3)
