"""Measures from behind against the numbers that the synthetic runner was made with."""

from dataclasses import replace

import numpy as np
import pytest

from tests.vision.rendered_truth import needs_rendered, rendered_truth
from tests.vision.synthetic_runner import STATURE_CM, Runner, analysis_of, source
from vision import Network, Settings, analyze_landmarks
from vision.mass import center_of_mass
from vision.rear import detect_events_from_behind, measure_from_behind

BEHIND = Runner(yaw_deg=90.0, parallax=0.0, noise_px=0.4, side_lean_deg=3.0)


HEAVY = Network("blazepose", "heavy")


def metrics_of(network=HEAVY, **change):
    landmarks = replace(BEHIND, **change).landmarks()
    return analyze_landmarks(
        landmarks, source=source(landmarks), network=network, settings=Settings(height_cm=STATURE_CM)
    ).metrics


def within(metric, value):
    return metric.low <= value <= metric.high


@pytest.mark.parametrize("fps", [30, 60, 240])
def test_cadence_and_step_times_are_those_of_the_runner(fps):
    metrics = metrics_of(fps=fps)
    assert metrics["cadence_spm"].value == pytest.approx(BEHIND.cadence_spm, abs=0.2)
    assert metrics["step_time_s"].value == pytest.approx(BEHIND.step_time_s, abs=0.001)
    assert metrics["stride_time_s"].value == pytest.approx(BEHIND.stride_time_s, abs=0.001)


@pytest.mark.parametrize("side_lean_deg", [-2.0, 0.0, 4.0])
def test_the_trunk_leans_towards_the_standing_leg(side_lean_deg):
    lean = metrics_of(side_lean_deg=side_lean_deg)["lateral_trunk_lean_deg"]
    for estimate in (lean.overall, lean.left, lean.right):
        assert estimate.value == pytest.approx(side_lean_deg, abs=0.3)


def test_a_rolled_camera_moves_the_sides_apart_but_not_their_mean():
    lean = metrics_of(roll_deg=3.0)["lateral_trunk_lean_deg"]
    assert lean.value == pytest.approx(3.0, abs=0.3)
    assert abs(lean.left.value - lean.right.value) == pytest.approx(6.0, abs=0.6)
    assert all(within(side, 3.0) for side in (lean.left, lean.right))
    assert lean.high - lean.low < 0.5 * (lean.left.high - lean.left.low)


@pytest.mark.parametrize("step_width_m", [-0.03, 0.02, 0.08, 0.15])
def test_the_step_width_is_that_between_the_heels(step_width_m):
    width = metrics_of(step_width_m=step_width_m)["step_width_m"]
    # the scale is that of people, whose legs swing towards the camera; these legs do not shorten in it
    assert width.value == pytest.approx(step_width_m, rel=0.15, abs=0.004)
    assert within(width, step_width_m)


@pytest.mark.parametrize("step_width_m, share", [(-0.04, 1.0), (0.06, 0.0)])
def test_feet_across_the_hips_path_count_as_crossing(step_width_m, share):
    crossing = metrics_of(step_width_m=step_width_m)["crossover"]
    assert (crossing.value, crossing.low, crossing.high) == (share, share, share)
    assert crossing.overall.n > 20


def test_feet_on_the_line_may_cross_or_not():
    crossing = metrics_of(step_width_m=0.0)["crossover"]
    assert (crossing.low, crossing.high) == (0.0, 1.0)


def test_the_bounce_is_that_of_the_runner():
    assert within(metrics_of()["vertical_oscillation_m"], BEHIND.bounce_m)


def test_without_a_height_lengths_are_missing_and_crossing_is_not():
    landmarks = BEHIND.landmarks()
    metrics = analyze_landmarks(landmarks, source=source(landmarks)).metrics
    assert "height" in metrics["step_width_m"].overall.why_missing
    assert metrics["crossover"].value == 0.0
    assert metrics["lateral_trunk_lean_deg"].value == pytest.approx(3.0, abs=0.3)


def test_landmarks_of_an_unknown_tracker_count_twice():
    """Their steps scatter as before; with hardly any noise, nearly all of an interval is the definition's."""
    known, unknown = (metrics_of(network, noise_px=0.05) for network in (HEAVY, Network()))
    for name in ("lateral_trunk_lean_deg", "step_width_m", "vertical_oscillation_pct_leg"):
        narrow, wide = ((m.high - m.low) / 2 for m in (known[name], unknown[name]))
        assert unknown[name].value == pytest.approx(known[name].value, rel=0.02)
        assert 1.5 * narrow < wide
        if name != "vertical_oscillation_pct_leg":  # their hips may bounce by themselves
            assert wide < 2 * narrow + 1e-9
    for name in ("cadence_spm", "step_time_s"):
        assert unknown[name] == known[name]


def test_whether_a_foot_crosses_is_less_sure_with_an_unknown_tracker():
    """Heels 15 mm across are beyond the doubt of the known network, 10 mm, and within twice that."""
    known, unknown = (metrics_of(network, step_width_m=-0.03)["crossover"] for network in (HEAVY, Network()))
    assert (known.low, known.value, known.high) == (1.0, 1.0, 1.0)
    assert (unknown.low, unknown.value, unknown.high) == (0.0, 1.0, 1.0)


def test_what_only_the_side_shows_is_missing_with_the_reason():
    metrics = metrics_of()
    for name in ("shank_angle_deg", "foot_hip_distance_m", "trunk_lean_mean_deg", "foot_strike_pattern"):
        assert metrics[name].overall.why_missing == "it can be seen only from the side"
    for name in ("contact_time_s", "flight_time_s", "duty_factor", "symmetry_angle_pct"):
        assert "toes" in metrics[name].overall.why_missing
    assert not any("pronation" in name for name in metrics)


def test_the_side_view_says_which_measures_are_seen_from_behind():
    metrics = analysis_of(Runner()).metrics
    for name in ("pelvic_drop_deg", "lateral_trunk_lean_deg", "step_width_m", "crossover"):
        assert metrics[name].overall.why_missing == "it can be seen only from behind"


def test_every_number_has_steps_and_frames_behind_it():
    analysis = analysis_of(BEHIND)
    for name in ("lateral_trunk_lean_deg", "step_width_m", "crossover", "cadence_spm"):
        metric = analysis.metrics[name]
        assert metric.overall.n >= 20
        assert all(0 <= e.frame < analysis.source.frames for e in metric.evidence)
        assert len(metric.evidence) == 2
    assert len(analysis.measures.steps) == len(analysis.events.steps)
    assert {"step_width_m", "lateral_trunk_lean_deg"} <= set(analysis.measures.steps[0].values)


@needs_rendered
def test_a_rendered_runner_is_measured_as_the_truth_says():
    truth, _ = rendered_truth("dev05")
    events = detect_events_from_behind(truth.track, truth.scene)
    com_px = center_of_mass(truth.track, sex=None)
    metrics = measure_from_behind(truth.track, truth.scene, events, com_px=com_px).metrics
    heels_m = 2 * 0.0238  # joints3d, in every midstance
    assert within(metrics["step_width_m"], heels_m)
    assert metrics["lateral_trunk_lean_deg"].value == pytest.approx(0.78, abs=0.15)  # joints3d in midstance
    assert np.isclose(metrics["cadence_spm"].value, 169.81, atol=0.2)
