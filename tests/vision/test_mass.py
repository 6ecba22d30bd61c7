"""The centre of mass: the table, the arithmetic, missing landmarks, and rendered runners with exact truth."""

import json
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pytest
from rendered_truth import RENDERED, SIDE_VIEWS, needs_rendered
from truth import by_landmark

from vision.datatypes import Floats, Track
from vision.mass import SEGMENTS, Segment, center_of_mass, center_of_mass_px
from vision.skeletons import BLAZEPOSE_33, Skeleton

Moved = Mapping[str, tuple[float, float]]

UPRIGHT = {
    "ear": (0, -48), "shoulder": (0, 0), "elbow": (0, 60), "wrist": (0, 110), "pinky": (0, 126),
    "index": (0, 126), "hip": (0, 100), "knee": (0, 190), "ankle": (0, 280), "heel": (-5, 294),
    "toe": (30, 294),
}  # fmt: skip


def posture(
    skeleton: Skeleton = BLAZEPOSE_33, *, offset: float = 10.0, moved: Moved = MappingProxyType({})
) -> Floats:
    """A standing body, (k, 2), its sides `offset` left and right of x = 0; `moved` sets single landmarks."""
    position = np.full((len(skeleton.landmarks), 2), np.nan)
    for index, name in enumerate(skeleton.landmarks):
        side, _, part = name.partition("_")
        if part in UPRIGHT:
            shift = -offset if side == "left" else offset
            position[index] = np.add(UPRIGHT[part], (shift, 0))
        if name in moved:
            position[index] = moved[name]
    return position


@pytest.mark.parametrize("column", [0, 1], ids=["female", "male"])
def test_masses_of_the_segments_sum_to_the_body(column: int) -> None:
    assert sum(s.mass[column] for s in SEGMENTS) == pytest.approx(1.0, abs=1.5e-4)


def test_head_is_a_fourteenth_of_the_body_and_not_ten_times_that() -> None:
    assert SEGMENTS[0].mass == (0.0668, 0.0694)


@pytest.mark.parametrize("segment", SEGMENTS, ids=lambda s: f"{s.proximal[0]}-{s.distal[0]}")
def test_center_of_a_segment_lies_between_its_ends(segment: Segment) -> None:
    assert all(0.3 < share < 0.8 for share in segment.center)
    assert all(name in BLAZEPOSE_33.landmarks for name in (*segment.proximal, *segment.distal))


def test_center_of_a_body_at_one_point_is_that_point() -> None:
    everywhere = np.full((5, 33, 2), 7.0)
    assert center_of_mass_px(everywhere, BLAZEPOSE_33, sex="f") == pytest.approx(np.full((5, 2), 7.0))


def test_symmetric_body_has_its_center_on_the_midline_and_below_the_navel() -> None:
    feet = {
        f"{side}_{end}": (x, 294) for side, x in (("left", -10), ("right", 10)) for end in ("heel", "toe")
    }
    x, y = center_of_mass_px(posture(moved=feet), BLAZEPOSE_33, sex="m")
    assert x == pytest.approx(0.0)
    assert 75 < y < 100


def test_moving_one_hand_moves_the_center_by_the_mass_of_the_hand() -> None:
    still, moved = posture(), posture()
    for name in ("left_pinky", "left_index"):
        moved[BLAZEPOSE_33.index(name)] += (100.0, 0.0)
    difference = np.subtract(*(center_of_mass_px(p, BLAZEPOSE_33, sex="m") for p in (moved, still)))
    assert difference == pytest.approx([100 * 0.0061 * 0.79, 0.0], abs=1e-3)


def test_unknown_sex_lies_half_way_between_both() -> None:
    female, male, unknown = (center_of_mass_px(posture(), BLAZEPOSE_33, sex=s) for s in ("f", "m", None))
    assert unknown == pytest.approx((female + male) / 2, abs=0.02)
    assert abs(female[1] - male[1]) > 0.5


@pytest.mark.parametrize(
    ("lost", "tolerance_px"),
    [
        (("left_pinky", "left_index"), 0.1),
        (("left_ear",), 1.5),
        (("left_ear", "right_ear"), 1.0),
        (("left_elbow", "left_wrist", "left_pinky", "left_index"), 1.5),
        (("left_heel", "left_toe"), 0.3),
    ],
)
def test_center_hardly_moves_when_a_light_part_is_unknown(lost: tuple[str, ...], tolerance_px: float) -> None:
    known = center_of_mass_px(posture(), BLAZEPOSE_33, sex=None)
    holed = posture(moved=dict.fromkeys(lost, (np.nan, np.nan)))
    assert np.hypot(*(center_of_mass_px(holed, BLAZEPOSE_33, sex=None) - known)) < tolerance_px


@pytest.mark.parametrize("lost", ["left_hip", "right_knee", "left_ankle", "right_shoulder"])
def test_center_is_unknown_where_the_trunk_or_a_leg_is(lost: str) -> None:
    both = np.stack([posture(), posture(moved={lost: (np.nan, np.nan)})])
    known, unknown = center_of_mass_px(both, BLAZEPOSE_33, sex=None)
    assert np.isfinite(known).all()
    assert np.isnan(unknown).all()


def test_skeleton_without_hands_and_feet_still_has_a_center() -> None:
    parts = ("ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle")
    plain = Skeleton("plain", tuple(f"{s}_{p}" for s in ("left", "right") for p in parts), ())
    full = center_of_mass_px(posture(), BLAZEPOSE_33, sex=None)
    assert np.hypot(*(center_of_mass_px(posture(plain), plain, sex=None) - full)) < 0.6


def test_track_gives_the_center_of_its_smoothed_landmarks() -> None:
    smoothed = np.stack([posture(), posture(offset=4.0)])
    track = Track(
        skeleton=BLAZEPOSE_33,
        time_s=np.array([0.0, 0.1]),
        position_px=smoothed,
        raw_px=smoothed + 50,
        confidence=np.ones((2, 33)),
        exchanged=np.zeros(2, dtype=bool),
    )
    assert center_of_mass(track, sex="f") == pytest.approx(center_of_mass_px(smoothed, BLAZEPOSE_33, sex="f"))


def true_landmarks(truth: dict[str, dict[str, list[list[float]]]]) -> Floats:
    """Truth joints of a rendered clip as landmarks, (n, k, 2); without fingers."""
    joints = by_landmark(truth["joints2d"])
    position = np.full((len(joints["com"]), len(BLAZEPOSE_33.landmarks), 2), np.nan)
    for index, name in enumerate(BLAZEPOSE_33.landmarks):
        if name in joints:
            position[:, index] = joints[name]
    return position


def trunk_length(joints: dict[str, list[list[float]]]) -> float:
    """Distance from mid-shoulder to mid-hip, median over the clip."""
    top, bottom = (np.add(joints[f"{part}.L"], joints[f"{part}.R"]) / 2 for part in ("shoulder", "hip"))
    return float(np.median(np.linalg.norm(top - bottom, axis=1)))


@needs_rendered
@pytest.mark.parametrize(("lost_arm", "tolerance_cm"), [(None, 0.6), ("far", 1.3)])
@pytest.mark.parametrize("clip", SIDE_VIEWS)
def test_center_agrees_with_rendered_truth(clip: str, lost_arm: str | None, tolerance_cm: float) -> None:
    truth = json.loads((RENDERED / f"{clip}.json").read_text())
    position = true_landmarks(truth)
    if lost_arm:
        far = "right" if truth["near_side"] == "L" else "left"
        position[:, [BLAZEPOSE_33.index(f"{far}_{part}") for part in ("elbow", "wrist")]] = np.nan
    error_px = center_of_mass_px(position, BLAZEPOSE_33, sex=None) - np.array(truth["joints2d"]["com"])
    trunk_m, trunk_px = (trunk_length(truth[joints]) for joints in ("joints3d", "joints2d"))
    cm_per_px = 100 * trunk_m / trunk_px
    assert np.hypot(*error_px.T).max() * cm_per_px < tolerance_cm
