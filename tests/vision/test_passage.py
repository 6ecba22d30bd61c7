"""A runner who passes a standing camera: how fast, how far each step, and how squarely it is seen."""

from dataclasses import replace

import numpy as np
import pytest

from tests.vision.synthetic_runner import STATURE_CM, Runner, analysis_of, events_of, scene_of, source
from vision import Settings, analyze_landmarks
from vision.passage import SQUARE_WITHIN_DEG, with_passage

PASSING = Runner(ground_mps=3.0, duration_s=3.2, noise_px=0.4, parallax=0.0)


def within(estimate, value):
    return estimate.low <= value <= estimate.high


def seen_through_a_lens(runner, distance_m):
    """The runner's landmarks with the perspective of a camera in the middle of the passage."""
    landmarks = runner.landmarks()
    middle_px = landmarks.position_px[:, [23, 24], 0].mean()
    off_m = (landmarks.position_px[:, [23, 24], 0].mean(axis=1) - middle_px) / runner.px_per_m
    position = landmarks.position_px.copy()
    for index, name in enumerate(landmarks.skeleton.landmarks):
        side = name.split("_")[0] if "_" in name else None
        half_m = {"shoulder": 0.175}.get(name.split("_")[-1], 0.08)
        nearer_m = half_m if side == runner.direction else -half_m if side in ("left", "right") else 0.0
        position[:, index, 0] += runner.px_per_m * off_m * nearer_m / distance_m
    return replace(landmarks, position_px=position)


@pytest.mark.parametrize("direction", ["left", "right"])
@pytest.mark.parametrize("speed_mps, cadence_spm, contact_s", [(2.5, 160.0, 0.3), (4.0, 176.0, 0.25)])
def test_speed_and_step_length_are_measured_where_the_feet_stand(
    direction, speed_mps, cadence_spm, contact_s
):
    runner = replace(
        PASSING,
        direction=direction,
        speed_mps=speed_mps,
        ground_mps=speed_mps,
        cadence_spm=cadence_spm,
        contact_time_s=contact_s,
    )
    landmarks = runner.landmarks()
    metrics = analyze_landmarks(
        landmarks, source=source(landmarks), settings=Settings(height_cm=STATURE_CM)
    ).metrics
    assert metrics["speed_mps"].value == pytest.approx(speed_mps, rel=0.03)
    assert metrics["step_length_m"].value == pytest.approx(speed_mps * 60 / cadence_spm, rel=0.03)
    for side in (metrics["step_length_m"].left, metrics["step_length_m"].right):
        assert within(side, speed_mps * 60 / cadence_spm)


def test_ratio_and_stiffness_rest_on_the_measured_speed_as_on_a_told_one():
    landmarks = PASSING.landmarks()
    measured, told = (
        analyze_landmarks(
            landmarks,
            source=source(landmarks),
            settings=Settings(height_cm=STATURE_CM, mass_kg=70.0, speed_mps=speed_mps),
        ).metrics
        for speed_mps in (None, PASSING.speed_mps)
    )
    length_m, bounce_m = (measured[name].value for name in ("step_length_m", "vertical_oscillation_m"))
    assert measured["vertical_ratio_pct"].value == pytest.approx(100 * bounce_m / length_m)
    assert told["step_length_m"].value == length_m, "the feet tell where they stand"
    stiffness = measured["leg_stiffness_kn_m"].overall
    assert stiffness.value == pytest.approx(told["leg_stiffness_kn_m"].value, rel=0.05)
    assert within(stiffness, told["leg_stiffness_kn_m"].value)


def test_without_a_height_the_times_stand_and_the_lengths_are_missing():
    landmarks = PASSING.landmarks()
    metrics = analyze_landmarks(landmarks, source=source(landmarks)).metrics
    assert metrics["cadence_spm"].value == pytest.approx(PASSING.cadence_spm, abs=1.0)
    assert "height" in metrics["speed_mps"].overall.why_missing
    assert metrics["step_length_m"].value is None
    assert metrics["shank_angle_deg"].value is not None


@pytest.mark.parametrize("whole_steps", [3, 4, 5])
def test_a_few_steps_are_enough_and_their_intervals_say_how_few(whole_steps):
    runner = replace(PASSING, duration_s=whole_steps * PASSING.step_time_s + 0.45)
    analysis = analysis_of(runner)
    assert analysis.quality.verdict == "limited"
    assert "few_steps" in [reason.code for reason in analysis.quality.reasons]
    assert whole_steps <= len(analysis.events.steps) <= whole_steps + 1
    for name, truth in (("cadence_spm", runner.cadence_spm), ("contact_time_s", runner.contact_time_s)):
        estimate = analysis.metrics[name].overall
        assert estimate.value is None or within(estimate, truth)


def test_two_steps_are_too_few():
    analysis = analysis_of(replace(PASSING, duration_s=0.9))
    assert analysis.quality.reasons[0].code == "too_few_steps"


def test_a_treadmill_and_a_following_camera_show_no_passage():
    track, scene = scene_of(Runner())
    assert with_passage(scene, track, events_of(Runner())).passage is None
    track, scene = scene_of(PASSING)
    following = replace(scene, camera="moving")
    assert with_passage(following, track, events_of(PASSING)).passage is None
    assert "standing camera" in analysis_of(Runner()).metrics["speed_mps"].overall.why_missing


@pytest.mark.parametrize("distance_m", [4.0, 6.0, 10.0])
def test_the_angle_of_view_is_told_by_the_shoulders_whatever_the_lens(distance_m):
    landmarks = seen_through_a_lens(PASSING, distance_m)
    analysis = analyze_landmarks(landmarks, source=source(landmarks))
    passage = analysis.scene.passage
    half_way_m = 3.0 * PASSING.duration_s / 2
    ends_px = PASSING.px_per_m * np.array([-half_way_m, 0.0, half_way_m])
    middle_px = analysis.track.point("mid_hip", raw=True)[:, 0].mean()
    true_deg = np.degrees(np.arctan([-half_way_m / distance_m, 0.0, half_way_m / distance_m]))
    np.testing.assert_allclose(passage.angle_deg(middle_px + ends_px), true_deg, atol=4.0)


def test_posture_is_read_where_the_runner_is_seen_squarely():
    far, close = (
        analyze_landmarks(clip, source=source(clip))
        for clip in (
            seen_through_a_lens(replace(PASSING, duration_s=6.0), 14.0),
            seen_through_a_lens(PASSING, 5.0),
        )
    )
    assert far.scene.passage.square_within_deg == SQUARE_WITHIN_DEG
    assert "off_square" not in [reason.code for reason in far.quality.reasons]
    assert close.scene.passage.square_within_deg > SQUARE_WITHIN_DEG
    assert "off_square" in [reason.code for reason in close.quality.reasons]
    for analysis in (far, close):
        assert analysis.metrics["shank_angle_deg"].overall.n < analysis.metrics["contact_time_s"].overall.n


def test_a_moving_camera_says_what_it_still_measures():
    landmarks = PASSING.landmarks()
    analysis = analyze_landmarks(landmarks, source=source(landmarks), camera="moving")
    (message,) = [r.message for r in analysis.quality.reasons if r.code == "moving_camera"]
    assert "speed" in message
    assert analysis.metrics["step_length_m"].value is None
    assert analysis.metrics["cadence_spm"].value == pytest.approx(PASSING.cadence_spm, abs=1.0)
