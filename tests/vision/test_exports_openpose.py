"""One file per frame, as OpenPose writes them."""

import json
from dataclasses import replace
from pathlib import Path

import exported
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from vision.datatypes import Analysis, Floats, Track
from vision.exports.openpose import body_25, write_openpose

NECK, MID_HIP, RIGHT_ANKLE, LITTLE_TOES = 1, 8, 11, (20, 23)
ALIKE = {0: "nose", 4: "right_wrist", 7: "left_wrist", 9: "right_hip", 14: "left_ankle", 15: "right_eye"} | {
    18: "left_ear",
    19: "left_toe",
    21: "left_heel",
    22: "right_toe",
    24: "right_heel",
}


@pytest.fixture
def analysis() -> Analysis:
    return exported.retimed(exported.measured(), np.arange(50) / 60)


def track_of(analysis: Analysis) -> Track:
    assert analysis.track is not None
    return analysis.track


def points(file: Path) -> Floats:
    people = json.loads(file.read_text())["people"]
    assert len(people) == 1
    return np.array(people[0]["pose_keypoints_2d"]).reshape(25, 3)


def test_every_frame_is_a_file_that_bears_its_number(analysis: Analysis, tmp_path: Path) -> None:
    write_openpose(analysis, tmp_path / "openpose")
    names = sorted(path.name for path in (tmp_path / "openpose").iterdir())
    assert len(names) == 50
    assert names[0] == "easy_run__3___shoes_000000000000_keypoints.json"
    assert names[-1] == "easy_run__3___shoes_000000000049_keypoints.json"


def test_frames_of_an_earlier_export_do_not_stay(analysis: Analysis, tmp_path: Path) -> None:
    write_openpose(analysis, tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    write_openpose(exported.retimed(analysis, np.arange(20) / 60), tmp_path)
    assert len(list(tmp_path.glob("*.json"))) == 20
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_frames_of_another_clip_stay(analysis: Analysis, tmp_path: Path) -> None:
    other = "easy_run__3___shoes_2_000000000007_keypoints.json"
    (tmp_path / other).write_text("those of easy run <3 & shoes_2.mp4")
    write_openpose(analysis, tmp_path)
    assert (tmp_path / other).read_text() == "those of easy run <3 & shoes_2.mp4"


def test_points_are_where_body_25_has_them(analysis: Analysis, tmp_path: Path) -> None:
    write_openpose(analysis, tmp_path)
    track, told = track_of(analysis), points(sorted(tmp_path.iterdir())[7])
    for number, name in ALIKE.items():
        column = track.skeleton.index(name)
        np.testing.assert_allclose(told[number, :2], track.raw_px[7, column], atol=6e-5)
        assert told[number, 2] == pytest.approx(track.confidence[7, column], abs=6e-5)


def test_neck_and_middle_of_the_hips_lie_between_both_sides(analysis: Analysis) -> None:
    track, told = track_of(analysis), body_25(track_of(analysis))
    for number, part in ((NECK, "shoulder"), (MID_HIP, "hip")):
        np.testing.assert_allclose(told[:, number, :2], track.point(f"mid_{part}", raw=True), atol=6e-5)
        sides = [track.skeleton.index(f"{side}_{part}") for side in ("left", "right")]
        np.testing.assert_allclose(told[:, number, 2], track.confidence[:, sides].min(axis=1), atol=6e-5)


def test_what_is_unknown_is_zero(analysis: Analysis) -> None:
    told = body_25(track_of(analysis))
    column = track_of(analysis).skeleton.index("left_ankle")
    assert np.isnan(track_of(analysis).raw_px[41, column]).all()
    assert not told[:, LITTLE_TOES].any()
    assert not told[40:44, 14].any()
    assert told[:40, 14].all()


def test_a_frame_without_the_runner_has_no_people(analysis: Analysis, tmp_path: Path) -> None:
    raw = track_of(analysis).raw_px.copy()
    raw[3] = np.nan
    write_openpose(replace(analysis, track=replace(track_of(analysis), raw_px=raw)), tmp_path)
    told = [json.loads(path.read_text()) for path in sorted(tmp_path.iterdir())]
    assert [len(each["people"]) for each in told[:5]] == [1, 1, 1, 0, 1]
    assert told[0]["version"] == 1.3


@given(raw=arrays(np.float64, (2, 33, 2), elements=st.floats(-1e4, 1e4) | st.just(np.nan)))
@settings(max_examples=20, deadline=None)
def test_nothing_is_ever_nan(raw: Floats) -> None:
    track = track_of(exported.retimed(exported.measured(), np.arange(2) / 60))
    told = body_25(replace(track, raw_px=raw))
    assert np.isfinite(told).all()
    unknown = np.isnan(raw[:, track.skeleton.index("nose")]).any(axis=-1)
    assert not told[unknown, 0].any()
