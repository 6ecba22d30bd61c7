"""Joints from drawn landmarks: a body drawn as the network draws it comes back as the body it was."""

from dataclasses import replace

import numpy as np
import pytest
from bad_twins import columns
from hypothesis import given
from hypothesis import strategies as st
from synthetic_runner import Runner, scene_of

from vision.datatypes import Floats, Network, Scene, Side, Track
from vision.definitions import (
    KNEE_PULL,
    KNEE_REACH,
    apart,
    definition_spread,
    joint_track,
    steadied,
)
from vision.landmark_offsets import OFFSETS
from vision.step_measures import SLIDING_SD, STEP_MEASURES, Drawing

RUNNER = Runner(duration_s=5.0, trunk_lean_deg=8.0)
HEAVY, UNKNOWN = Network("blazepose", "heavy"), Network()
directions = pytest.mark.parametrize("direction", ["left", "right"])


def seen(direction: Side = "right", **changes: float) -> tuple[Track, Scene]:
    return scene_of(replace(RUNNER, direction=direction, **changes))


def both(track: Track, part: str) -> list[int]:
    return [track.skeleton.index(f"{side}_{part}") for side in ("left", "right")]


def moved(track: Track, part: str, by_px: Floats) -> Track:
    """The track with both landmarks of a part elsewhere."""
    raw, smooth = track.raw_px.copy(), track.position_px.copy()
    for px in (raw, smooth):
        px[:, both(track, part)] += by_px
    return replace(track, raw_px=raw, position_px=smooth)


def trunk_axes(track: Track, direction: Side) -> tuple[Floats, Floats, Floats]:
    """Length (n, 1), up the trunk and ahead of it (n, 2) in the picture, as the joints have them."""
    trunk = track.point("mid_shoulder", raw=True) - track.point("mid_hip", raw=True)
    length = np.linalg.norm(trunk, axis=1, keepdims=True)
    up = trunk / length
    ahead = np.column_stack([-up[:, 1], up[:, 0]]) * (1 if direction == "right" else -1)
    return length, up, ahead


def distance_px(a: Track, b: Track, part: str) -> float:
    columns_ = both(a, part)
    return float(np.linalg.norm((a.raw_px - b.raw_px)[:, columns_], axis=2).max())


# ---- hips --------------------------------------------------------------------------------------------


@directions
def test_hips_and_shoulders_drawn_ahead_of_the_joints_come_back_to_them(direction):
    track, scene = seen(direction)
    length, up, ahead = trunk_axes(track, direction)
    drawn = track
    for part in ("hip", "shoulder"):
        offset = OFFSETS[part]
        drawn = moved(drawn, part, (length * (offset.along * up + offset.ahead * ahead))[:, None])
    assert distance_px(drawn, track, "hip") > 0.05 * length.mean()
    back = joint_track(drawn, scene, HEAVY)
    # the drawn trunk leans less and is longer than the true one, which turns and stretches the axes a little
    assert distance_px(back, track, "hip") < 0.008 * length.mean()
    assert distance_px(back, track, "shoulder") < 0.003 * length.mean()


def test_a_hip_that_slides_along_the_trunk_with_every_step_is_held_at_the_trunks_length():
    track, scene = seen()
    length, up, _ = trunk_axes(track, "right")
    slide = 0.05 * np.sin(2 * np.pi * track.time_s / RUNNER.step_time_s)[:, None] * length * up
    still, sliding = (joint_track(t, scene, HEAVY) for t in (track, moved(track, "hip", slide[:, None])))
    assert np.abs(slide).max() > 0.04 * length.mean()
    inner = (track.time_s > 1) & (track.time_s < 4)
    off = np.linalg.norm((sliding.raw_px - still.raw_px)[inner][:, both(track, "hip")], axis=2)
    assert off.max() < 0.004 * length.mean()


def test_from_behind_too_a_hip_that_slides_along_the_trunk_is_held_and_nothing_else_moves():
    track, scene = scene_of(replace(RUNNER, yaw_deg=90.0, parallax=0.0, trunk_lean_deg=0.0))
    length, up, _ = trunk_axes(track, "right")
    slide = 0.05 * np.sin(2 * np.pi * track.time_s / RUNNER.step_time_s)[:, None] * length * up
    back = joint_track(moved(track, "hip", slide[:, None]), scene, HEAVY)
    assert scene.view == "rear"
    inner = (track.time_s > 1) & (track.time_s < 4)
    off = np.linalg.norm((back.raw_px - track.raw_px)[inner][:, both(track, "hip")], axis=2)
    assert off.max() < 0.01 * length.mean()
    for part in ("shoulder", "knee", "ankle", "heel", "toe"):
        assert distance_px(back, track, part) == 0


def test_hips_that_swing_against_each_other_keep_their_distance():
    track, scene = seen()
    swing = 6 * np.sin(2 * np.pi * track.time_s / RUNNER.stride_time_s)
    against = np.zeros((len(track.time_s), 2, 2))
    against[:, 0, 0], against[:, 1, 0] = swing, -swing
    back = joint_track(moved(track, "hip", against), scene, HEAVY)
    inner = (track.time_s > 1) & (track.time_s < 4)
    breadth = np.diff(back.raw_px[:, both(track, "hip")], axis=1)[inner, 0, 0]
    assert np.ptp(breadth) < 1.5, "12 px of swing are gone"


# ---- knees -------------------------------------------------------------------------------------------


def drawn_together(true: float) -> float:
    """Distance in the picture of knees that are `true` leg lengths apart, by the rule itself."""
    return true if true >= KNEE_REACH else (true - 2 * KNEE_PULL * KNEE_REACH) / (1 - 2 * KNEE_PULL)


@given(
    st.floats(2 * KNEE_PULL * KNEE_REACH + 1e-6, 0.6),  # closer ones are drawn on one spot
    st.floats(-np.pi, np.pi),
    st.floats(-500, 500),
    st.floats(50, 800),
)
def test_knees_drawn_together_come_apart_again(true, turn, middle_px, leg_px):
    along = np.array([np.cos(turn), np.sin(turn)])
    half = drawn_together(true) / 2 * leg_px * along
    back = apart(np.array([[middle_px - half, middle_px + half]]), leg_px)
    assert np.diff(back[0], axis=0)[0] == pytest.approx(true * leg_px * along, abs=1e-6 * leg_px)
    assert back[0].mean(axis=0) == pytest.approx(middle_px, abs=1e-6 * leg_px)


def test_knees_beyond_the_reach_stay_where_they_are():
    knees = np.array([[[0.0, 5.0], [KNEE_REACH * 200 + 0.1, 6.0]]])
    np.testing.assert_array_equal(apart(knees, 200.0), knees)


def test_the_shift_of_a_knee_is_what_is_missing_to_the_reach():
    knees = np.array([[[100.0, 0.0], [110.0, 0.0]]])  # 0.05 legs apart
    missing_px = (KNEE_REACH - 0.05) * 200
    assert apart(knees, 200.0)[0, :, 0] == pytest.approx(
        [100 - KNEE_PULL * missing_px, 110 + KNEE_PULL * missing_px]
    )


def test_knees_on_one_spot_are_left_there():
    knees = np.full((1, 2, 2), 7.0)
    np.testing.assert_array_equal(apart(knees, 200.0), knees)


# ---- feet and the rest -------------------------------------------------------------------------------


@directions
def test_the_heel_goes_back_by_a_share_of_the_foot(direction):
    track, scene = seen(direction)
    back = joint_track(track, scene, HEAVY)
    foot = track.raw_px[:, both(track, "toe")] - track.raw_px[:, both(track, "heel")]
    shift = back.raw_px[:, both(track, "heel")] - track.raw_px[:, both(track, "heel")]
    np.testing.assert_allclose(shift, -OFFSETS["heel"].along * foot, atol=1e-9)


@pytest.mark.parametrize("part", [p for p, o in OFFSETS.items() if not (o.along or o.ahead) and p != "knee"])
def test_what_has_no_offset_in_the_table_is_not_moved(part):
    track, scene = seen()
    joints = joint_track(track, scene, HEAVY)
    np.testing.assert_array_equal(joints.raw_px[:, both(track, part)], track.raw_px[:, both(track, part)])
    np.testing.assert_array_equal(
        joints.position_px[:, both(track, part)], track.position_px[:, both(track, part)]
    )


def test_raw_and_smoothed_points_are_moved_alike():
    track, scene = seen()
    joints = joint_track(replace(track, raw_px=track.position_px), scene, HEAVY)
    np.testing.assert_array_equal(joints.raw_px, joints.position_px)


def test_a_mirrored_picture_gives_mirrored_joints():
    track, scene = seen()
    mirror = replace(track, raw_px=track.raw_px * (-1, 1), position_px=track.position_px * (-1, 1))
    mirrored = joint_track(mirror, replace(scene, direction="left"), HEAVY)
    np.testing.assert_allclose(mirrored.raw_px * (-1, 1), joint_track(track, scene, HEAVY).raw_px, atol=1e-9)


def test_the_track_itself_is_not_changed():
    track, scene = seen()
    before = track.raw_px.copy()
    joint_track(track, scene, HEAVY)
    np.testing.assert_array_equal(track.raw_px, before)


def test_a_hidden_leg_stays_hidden_and_the_other_one_is_moved():
    track, scene = seen()
    raw = track.raw_px.copy()
    raw[:, columns("left", "knee", "ankle", "heel", "toe")] = np.nan
    joints = joint_track(replace(track, raw_px=raw), scene, HEAVY)
    assert np.isnan(joints.raw_px[:, columns("left", "knee", "heel")]).all()
    assert np.isfinite(joints.raw_px[:, columns("right", "heel")]).all()
    assert np.isfinite(joints.point("mid_hip", raw=True)).all()


# ---- where nothing is known ---------------------------------------------------------------------------


def test_without_direction_or_known_network_the_track_stays_as_it_is():
    track, scene = seen()
    assert joint_track(track, scene, UNKNOWN) is track
    assert joint_track(track, replace(scene, direction=None), HEAVY) is track


def test_an_unknown_definition_doubles_the_uncertainty_of_postures_and_leaves_times():
    assert (definition_spread(HEAVY), definition_spread(UNKNOWN)) == (1.0, 2.0)
    for row in STEP_MEASURES:
        factor = 1.0 if row.kind == "time" else 2.0
        sliding_sd = SLIDING_SD.get(row.name, 0.0)
        assert row.drawn(Drawing(2.0)).definition_sd == np.hypot(factor * row.definition_sd, sliding_sd)
        assert row.drawn(Drawing(2.0)).opposite_sd == factor * row.opposite_sd


def test_the_uncertainty_of_trunk_lean_and_foot_hip_distance_is_that_of_the_table():
    rows = {row.name: row.definition_sd for row in STEP_MEASURES}
    hip, shoulder, ankle = (OFFSETS[part].ahead_sd for part in ("hip", "shoulder", "ankle"))
    trunk_m, leg_m = 0.54, 0.84  # as drawn of a person of 1.75 m
    assert rows["foot_hip_distance"] == pytest.approx(np.hypot(hip * trunk_m, ankle * leg_m), abs=0.001)
    assert rows["trunk_lean_mean_deg"] == pytest.approx(np.degrees(np.hypot(hip, shoulder)), abs=0.2)


# ---- steadied -----------------------------------------------------------------------------------------


def test_what_does_not_change_stays_and_what_repeats_within_the_span_goes():
    time_s = np.arange(600) / 120
    wave = 3.0 + np.sin(2 * np.pi * time_s / 0.75)
    inner = (time_s > 0.8) & (time_s < 4.2)
    assert steadied(wave[:, None], time_s)[inner] == pytest.approx(3.0, abs=0.02)
    assert steadied(np.full((600, 2), 4.0), time_s) == pytest.approx(4.0)


def test_unknown_values_are_passed_over():
    time_s = np.arange(300) / 60
    values = np.full((300, 1), 2.0)
    values[40:60] = np.nan
    assert steadied(values, time_s) == pytest.approx(2.0)
    assert np.isnan(steadied(np.full((300, 1), np.nan), time_s)).all()
