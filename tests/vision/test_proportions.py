"""Pictures squeezed to other proportions, told from shanks that change their length as they swing."""

from dataclasses import replace

import numpy as np
import pytest
from bad_twins import columns, hidden, taken
from synthetic_runner import STATURE_CM, Runner, scene_of, source

from vision import Settings, analyze_landmarks, make_track, read_scene
from vision.datatypes import Analysis, Landmarks, Scene, Track
from vision.proportions import is_squeezed, shank_stretch

RUNNER = Runner(noise_px=1.0, duration_s=6.0, fps=30)
TIMES = ("cadence_spm", "contact_time_s", "flight_time_s")
SHAPES = ("trunk_lean_mean_deg", "shank_angle_deg", "knee_flexion_peak_swing_deg", "foot_hip_distance_m")


def squeezed(landmarks: Landmarks, x: float, y: float = 1.0) -> Landmarks:
    return replace(landmarks, position_px=landmarks.position_px * (x, y))


def seen(landmarks: Landmarks) -> tuple[Track, Scene]:
    track = make_track(landmarks)
    return track, read_scene(track)


def analysed(landmarks: Landmarks) -> Analysis:
    return analyze_landmarks(
        landmarks, source=source(landmarks), settings=Settings(height_cm=STATURE_CM, speed_mps=3.0)
    )


@pytest.mark.parametrize("factor", [0.7, 0.9, 1.0, 1.2, 1.5])
def test_the_stretch_is_that_of_the_picture(factor):
    whole, some = (shank_stretch(seen(squeezed(RUNNER.landmarks(), x))[0]) for x in (1.0, factor))
    assert some / whole == pytest.approx(factor, rel=0.02)


@pytest.mark.parametrize("direction", ["left", "right"])
@pytest.mark.parametrize("yaw_deg", [-20, -10, 0, 10, 20])
@pytest.mark.parametrize("fps", [30, 120])
def test_a_good_picture_is_not_squeezed_whichever_way_it_is_seen(direction, yaw_deg, fps):
    runner = replace(RUNNER, direction=direction, yaw_deg=yaw_deg, fps=fps)
    assert not is_squeezed(*scene_of(runner))


@pytest.mark.parametrize("x, y", [(0.75, 1.0), (1.0, 0.75), (0.56, 1.0), (1.78, 1.0)])
def test_a_squeezed_picture_is_told_and_shows_times_alone(x, y):
    analysis = analysed(squeezed(RUNNER.landmarks(), x, y))
    assert "squeezed" in [reason.code for reason in analysis.quality.reasons]
    assert all(analysis.metrics[name].value is not None for name in TIMES)
    assert all(analysis.metrics[name].value is None for name in SHAPES)
    assert not {curve.name for curve in analysis.measures.curves} & {"trunk_lean_deg", "knee_flexion_deg"}


def test_a_good_picture_shows_shapes():
    analysis = analysed(RUNNER.landmarks())
    assert "squeezed" not in [reason.code for reason in analysis.quality.reasons]
    assert all(analysis.metrics[name].value is not None for name in SHAPES)


@pytest.mark.parametrize("yaw_deg", [90, -90])
def test_from_behind_and_from_the_front_nothing_is_told(yaw_deg):
    landmarks = squeezed(replace(RUNNER, yaw_deg=yaw_deg).landmarks(), 0.6)
    assert not is_squeezed(*seen(landmarks))


def test_too_few_frames_tell_nothing():
    few = taken(squeezed(RUNNER.landmarks(), 0.6), slice(0, 25))
    assert not is_squeezed(*seen(few))


def test_a_shank_that_is_never_seen_tells_nothing():
    unseen = hidden(RUNNER.landmarks(), points=columns("left", "knee"))
    assert np.isnan(shank_stretch(make_track(unseen)))
