"""How the camera stands, read back from runners filmed by a camera that is known."""

from dataclasses import replace

import numpy as np
import pytest
from bad_twins import hidden
from synthetic_runner import SHANK_M, SIDES, STATURE_CM, THIGH_M, TRUNK_M, Runner, events_of, scene_of

from vision import CannotMeasure, make_track, read_scene
from vision.datatypes import GaitEvents, Landmarks, Scene
from vision.scene import with_belt_scale, with_ground_line
from vision.skeletons import BLAZEPOSE_33

RUNNER = Runner(noise_px=1.0, duration_s=4.0)
HEAD = list(range(11))


def scene_from(landmarks: Landmarks, *, height_cm: float | None = STATURE_CM) -> Scene:
    return read_scene(make_track(landmarks), height_cm=height_cm)


@pytest.mark.parametrize("direction", SIDES)
def test_the_toes_tell_the_direction_and_the_near_side_follows(direction):
    _, scene = scene_of(replace(RUNNER, direction=direction))
    assert (scene.direction, scene.near_side, scene.view) == (direction, direction, "side")
    assert scene.leg_of(direction) == "near"
    assert scene.side_of("far") != direction


@pytest.mark.parametrize(
    "yaw_deg, view",
    [
        (0, "side"),
        (15, "side"),
        (-15, "side"),
        (45, "oblique"),
        (-45, "oblique"),
        (90, "rear"),
        (-90, "front"),
    ],
)
def test_the_view_is_told_by_shoulders_and_stride(yaw_deg, view):
    assert scene_of(replace(RUNNER, yaw_deg=yaw_deg))[1].view == view


def test_a_mirrored_picture_turns_direction_and_near_side_and_nothing_else():
    landmarks = RUNNER.landmarks()
    mirrored = replace(landmarks, position_px=landmarks.position_px * (-1, 1) + (1280, 0))
    usual, turned = scene_from(landmarks), scene_from(mirrored)
    assert (turned.direction, turned.near_side) == ("left", "left")
    assert turned.view == "side"
    # the near leg is now the one that is drawn smaller
    assert turned.leg_length_px == pytest.approx((1 - RUNNER.parallax) * usual.leg_length_px, rel=0.01)
    assert turned.trunk_length_px == pytest.approx(usual.trunk_length_px)


def test_the_size_of_the_picture_scales_all_lengths():
    landmarks = RUNNER.landmarks()
    small = replace(landmarks, position_px=0.3 * landmarks.position_px + 50)
    usual, scaled = scene_from(landmarks), scene_from(small)
    assert scaled.leg_length_px == pytest.approx(0.3 * usual.leg_length_px)
    assert scaled.trunk_length_px == pytest.approx(0.3 * usual.trunk_length_px)
    assert scaled.scale.m_per_px == pytest.approx(usual.scale.m_per_px / 0.3)


def test_from_behind_neither_direction_nor_near_side_is_known():
    _, scene = scene_of(replace(RUNNER, yaw_deg=90))
    assert (scene.direction, scene.near_side) == (None, None)


def test_what_the_user_says_of_the_view_holds():
    track, _ = scene_of(RUNNER)
    scene = read_scene(track, view="rear", camera="moving", incline_pct=4.0)
    assert (scene.view, scene.direction, scene.camera, scene.incline_pct) == ("rear", None, "moving", 4.0)


def test_leg_and_trunk_have_the_lengths_of_the_body():
    _, scene = scene_of(RUNNER)
    assert scene.leg_length_px == pytest.approx((THIGH_M + SHANK_M) * RUNNER.px_per_m, rel=0.02)
    assert scene.trunk_length_px == pytest.approx(TRUNK_M * 0.985 * RUNNER.px_per_m, rel=0.01)


@pytest.mark.parametrize("px_per_m", [140.0, 280.0])
def test_the_height_gives_the_scale_with_an_interval_around_it(px_per_m):
    scale = scene_of(replace(RUNNER, px_per_m=px_per_m))[1].scale
    assert scale.source == "height"
    assert scale.m_per_px == pytest.approx(1 / px_per_m, rel=0.025)
    assert scale.low < 1 / px_per_m < scale.high
    assert (scale.high - scale.low) / scale.m_per_px == pytest.approx(2 * 1.96 * 0.02)


def test_without_the_height_there_is_no_scale():
    assert scene_from(RUNNER.landmarks(), height_cm=None).scale is None


def test_without_a_head_there_is_no_scale_and_one_ear_is_enough():
    landmarks = RUNNER.landmarks()
    assert scene_from(hidden(landmarks, points=HEAD)).scale is None
    far_ear = [BLAZEPOSE_33.index("left_ear")]
    seen, half = (scene_from(x).scale.m_per_px for x in (landmarks, hidden(landmarks, points=far_ear)))
    assert half == pytest.approx(seen, rel=0.01)


@pytest.mark.parametrize("part", ["shoulder", "hip"])
def test_a_hidden_trunk_is_said(part):
    trunk = [BLAZEPOSE_33.index(f"{side}_{part}") for side in SIDES]
    with pytest.raises(CannotMeasure, match="trunk is hidden") as error:
        scene_from(hidden(RUNNER.landmarks(), points=trunk))
    assert error.value.code == "body_hidden"


@pytest.mark.parametrize("part", ["knee", "ankle", "heel", "toe"])
def test_a_leg_that_is_never_whole_is_said(part):
    with pytest.raises(CannotMeasure, match="legs") as error:
        scene_from(hidden(RUNNER.landmarks(), points=[BLAZEPOSE_33.index(f"left_{part}")]))
    assert error.value.code == "body_hidden"


# ---- ground --------------------------------------------------------------------------------------------


def ground_of(runner: Runner) -> Scene:
    track, scene = scene_of(runner)
    return with_ground_line(scene, track, events_of(runner))


@pytest.mark.parametrize("direction, front_end_up", [("right", 1), ("left", -1)])
def test_a_rolled_camera_shows_in_the_ground_line(direction, front_end_up):
    level, rolled = (
        ground_of(replace(RUNNER, direction=direction, roll_deg=roll)).ground_slope_deg for roll in (0.0, 3.0)
    )
    assert level == pytest.approx(0.0, abs=0.8)
    assert rolled - level == pytest.approx(3.0 * front_end_up, abs=0.5)


def test_the_ground_lies_under_the_feet():
    _, scene = scene_of(RUNNER)
    assert np.isnan(scene.ground_y_px)
    far_foot_px = RUNNER.parallax * RUNNER.hip_height_m * RUNNER.px_per_m
    assert 660 - far_foot_px - 6 < ground_of(RUNNER).ground_y_px < 660 + 3, "toes come down in early stance"


def test_with_a_moving_camera_the_height_of_the_ground_is_unknown():
    track, scene = scene_of(RUNNER)
    ground = with_ground_line(replace(scene, camera="moving"), track, events_of(RUNNER))
    assert np.isnan(ground.ground_y_px)
    assert np.isfinite(ground.ground_slope_deg)


def test_too_few_flat_feet_leave_the_ground_unknown():
    track, scene = scene_of(RUNNER)
    events = events_of(RUNNER)
    assert with_ground_line(scene, track, GaitEvents(events.events, (), events.stride_time_s)) is scene
    assert with_ground_line(scene, track, replace(events, steps=events.steps[:1])) is scene


# ---- scale from the belt ---------------------------------------------------------------------------------


def test_a_known_speed_gives_the_scale():
    scene = with_belt_scale(
        scene_from(RUNNER.landmarks(), height_cm=None), ground_speed_px_s=840, speed_mps=3.0
    )
    assert scene.scale.m_per_px == pytest.approx(3.0 / 840)
    assert scene.scale.source == "belt_speed"
    assert scene.scale.low < scene.scale.m_per_px < scene.scale.high


@pytest.mark.parametrize("speed_px_s", [float("nan"), 0.0, -20.0])
def test_an_unknown_or_impossible_ground_speed_gives_none(speed_px_s):
    scene = scene_from(RUNNER.landmarks(), height_cm=None)
    assert with_belt_scale(scene, ground_speed_px_s=speed_px_s, speed_mps=3.0).scale is None
