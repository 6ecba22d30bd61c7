"""A camera that bobs with the steps is told from one that stands, sways or is held in a hand."""

from dataclasses import replace

import numpy as np
import pytest
from synthetic_runner import Runner, events_of, scene_of, source

from vision import analyze_landmarks
from vision.bobbing import RISE_MIN, Bob, bob_of
from vision.datatypes import Analysis, BackgroundMotion, Floats, Footage

RUNNER = Runner(fps=60.0, duration_s=10.0, noise_px=0.5)
STEP_HZ = RUNNER.cadence_spm / 60
MIDDLE_PX = (640.0, 360.0)
SAMPLES_S = np.arange(0.0, 9.9, 0.2)
LANDMARKS = RUNNER.landmarks()


def swing(height: float, hz: float, phase: float = 0.4) -> Floats:
    """Speed of what goes up and down by `height` in all."""
    return np.asarray(height * np.pi * hz * np.cos(2 * np.pi * hz * SAMPLES_S + phase))


def background(
    down_px_s: Floats | float, growth_per_s: Floats | float = 0.0, seed: int = 0
) -> BackgroundMotion:
    """Moves up and down, as a camera's flow shows it: with a tenth of a pixel a frame of noise."""
    shift = np.random.default_rng(seed).normal(0, 0.02 * RUNNER.fps, (len(SAMPLES_S), 2))
    shift[:, 1] += down_px_s
    still = np.zeros_like(SAMPLES_S)
    return BackgroundMotion(SAMPLES_S, shift, still + growth_per_s, still, MIDDLE_PX)


def of(motion: BackgroundMotion | None) -> Bob:
    return bob_of(motion, *scene_of(RUNNER), events_of(RUNNER))


def seen(motion: BackgroundMotion) -> Analysis:
    n = len(LANDMARKS.time_s)
    quiet = Footage(np.zeros(n), np.full(n, 5.0), np.full(n, 120.0), np.full(n, 0.3))
    return analyze_landmarks(LANDMARKS, source=source(LANDMARKS), footage=replace(quiet, background=motion))


@pytest.mark.parametrize("height_px", [3.0, 8.0, 20.0])
def test_what_the_camera_bobs_by_is_measured(height_px):
    leg_px = scene_of(RUNNER)[1].leg_length_px
    assert of(background(swing(height_px, STEP_HZ))).rise * leg_px == pytest.approx(height_px, rel=0.1)


@pytest.mark.parametrize(
    "motion",
    [
        background(0.0),
        background(swing(30.0, 0.3)),
        background(swing(12.0, STEP_HZ / 2)),
        background(swing(0.3, STEP_HZ)),
        None,
        replace(background(0.0), time_s=SAMPLES_S[:5], shift_px_s=np.zeros((5, 2))),
    ],
    ids=["stands", "sways", "rocks with the strides", "hardly bobs", "not seen", "hardly seen"],
)
def test_other_cameras_do_not_bob(motion):
    assert of(motion) == Bob()


def test_a_hand_that_moves_anyhow_does_not_bob():
    shakes = np.random.default_rng(1).normal(0, 40.0, (200, len(SAMPLES_S)))
    assert sum(of(background(shake, seed=k)).rise > RISE_MIN for k, shake in enumerate(shakes)) <= 2


def test_one_jolt_hides_no_bob():
    jolted = swing(8.0, STEP_HZ)
    jolted[17] = 4000.0
    assert of(background(jolted)).rise * scene_of(RUNNER)[1].leg_length_px == pytest.approx(8.0, rel=0.3)


def test_a_bob_that_keeps_step_with_the_samples_is_still_told():
    """At 150 steps a minute and five samples a second only a part of it is seen."""
    slow = replace(RUNNER, cadence_spm=150.0)
    track, scene = scene_of(slow)
    events = events_of(slow)
    found = [
        bob_of(background(swing(10.0, 2.5, phase)), track, scene, events).rise
        for phase in np.linspace(0, np.pi, 8, endpoint=False)
    ]
    assert sum(rise > RISE_MIN for rise in found) >= 6


def test_a_camera_that_bobs_leaves_out_the_rise_and_fall_and_nothing_else():
    bobbing, still = (seen(background(swing(height, STEP_HZ))) for height in (8.0, 0.0))
    assert [r.code for r in bobbing.quality.reasons] == ["bobbing_camera"]
    left_out = {
        name
        for name, metric in still.metrics.items()
        if metric.value is not None and bobbing.metrics[name].value is None
    }
    assert left_out == {"vertical_oscillation_pct_leg"}
    assert "bobs" in str(bobbing.metrics["vertical_oscillation_pct_leg"].overall.why_missing)


def test_a_zoom_that_pulses_with_the_steps_leaves_lengths_out():
    pulsing = seen(background(0.0, swing(0.1, STEP_HZ)))
    assert "zoom" in [r.code for r in pulsing.quality.reasons]
    assert pulsing.metrics["foot_hip_distance_pct_leg"].value is None
    assert pulsing.metrics["cadence_spm"].value is not None
