"""A runner who grows or shrinks in the picture is told: times stay true, lengths are left out."""

from dataclasses import replace

import numpy as np
import pytest
from bad_twins import columns, moved
from synthetic_runner import STATURE_CM, Runner, source

from vision import Settings, analyze_landmarks, make_track, read_scene
from vision.datatypes import Analysis, Floats, Landmarks, Passage
from vision.zoom import relative_size, size_change

RUNNER = Runner(noise_px=1.0, duration_s=8.0, fps=30)
LENGTHS = ("foot_hip_distance_m", "foot_hip_distance_pct_leg", "vertical_oscillation_m", "vertical_ratio_pct")
STAY = ("cadence_spm", "contact_time_s", "trunk_lean_mean_deg", "knee_flexion_peak_swing_deg")


def sized(landmarks: Landmarks, size: Floats) -> Landmarks:
    """Magnified about a place in the picture, by another factor in every frame."""
    middle = np.array([640.0, 360.0])
    return replace(landmarks, position_px=(landmarks.position_px - middle) * size[:, None, None] + middle)


def zoomed(times: float, runner: Runner = RUNNER) -> Landmarks:
    landmarks = runner.landmarks()
    return sized(landmarks, np.linspace(1, times, len(landmarks.time_s)))


def analysed(landmarks: Landmarks) -> Analysis:
    settings = Settings(height_cm=STATURE_CM, speed_mps=3.0)
    return analyze_landmarks(landmarks, source=source(landmarks), settings=settings)


def codes(analysis: Analysis) -> set[str]:
    return {reason.code for reason in analysis.quality.reasons}


@pytest.mark.parametrize("times", [0.7, 1.1, 1.3, 1.6])
def test_a_zoom_is_told_with_its_reach_and_is_no_loss_of_frames(times):
    analysis = analysed(zoomed(times))
    assert "zoom" in codes(analysis)
    assert not codes(analysis) & {"dropped_frames", "cadence_change", "scene_cut", "speed_ramp", "squeezed"}
    message = next(reason.message for reason in analysis.quality.reasons if reason.code == "zoom")
    told = float(message.partition("%")[0].split()[-1]) / 100
    assert told == pytest.approx(max(times, 1 / times) - 1, rel=0.15)
    cadence = analysis.metrics["cadence_spm"]
    assert cadence.low < RUNNER.cadence_spm < cadence.high


@pytest.mark.parametrize("times", [1.1, 1.3])
def test_its_lengths_are_left_out_and_nothing_else(times):
    metrics = analysed(zoomed(times)).metrics
    assert all(metrics[name].value is None for name in LENGTHS)
    assert all("zooming" in metrics[name].overall.why_missing for name in LENGTHS)
    assert all(metrics[name].value is not None for name in STAY)


def test_a_runner_who_doubles_in_size_is_not_timed():
    analysis = analysed(zoomed(2.0))
    assert "lengths and times" in next(r.message for r in analysis.quality.reasons if r.code == "zoom")
    assert analysis.metrics["cadence_spm"].value is None
    assert analysis.metrics["knee_flexion_peak_swing_deg"].value is not None


@pytest.mark.parametrize("seconds", [2.5, 8.0])
@pytest.mark.parametrize("direction", ["left", "right"])
@pytest.mark.parametrize("yaw_deg", [-20, 0, 20, 90])
def test_a_runner_of_one_size_is_not_warned(seconds, direction, yaw_deg):
    runner = replace(RUNNER, duration_s=seconds, direction=direction, yaw_deg=yaw_deg)
    assert (relative_size(runner.landmarks()) == 1).all()


def test_a_good_clip_keeps_its_lengths():
    analysis = analysed(RUNNER.landmarks())
    assert "zoom" not in codes(analysis)
    assert all(analysis.metrics[name].value is not None for name in LENGTHS)


@pytest.mark.parametrize("times", [1.03, 1.05])
def test_a_runner_who_drifts_a_little_nearer_is_not_warned(times):
    assert (relative_size(zoomed(times)) == 1).all()


@pytest.mark.parametrize(
    "shape", [lambda u: 1 + 0.6 * np.minimum(u, 1 - u), lambda u: 1 + 0.3 * np.clip(8 * u - 4, 0, 1)]
)
def test_a_zoom_that_comes_and_goes_is_followed(shape):
    landmarks = RUNNER.landmarks()
    size = shape(np.linspace(0, 1, len(landmarks.time_s)))
    followed = relative_size(sized(landmarks, size))
    share = followed / size
    off = np.abs(share / np.median(share) - 1)
    assert np.median(off) < 0.01
    assert off.max() < 0.05


def test_from_behind_a_zoom_is_told_too():
    analysis = analysed(zoomed(1.3, replace(RUNNER, yaw_deg=90)))
    assert "zoom" in codes(analysis)
    assert analysis.metrics["step_width_m"].value is None


def test_slow_motion_that_zooms_is_still_refused():
    landmarks = zoomed(1.3, replace(RUNNER, fps=240))
    analysis = analysed(replace(landmarks, time_s=4 * landmarks.time_s))
    assert analysis.quality.verdict == "refused"
    assert "slow_motion" in codes(analysis)


def test_legs_that_seem_to_grow_by_themselves_tell_nothing():
    landmarks = RUNNER.landmarks()
    growth = np.linspace(1, 1.3, len(landmarks.time_s))[:, None, None]
    legs = [c for side in ("left", "right") for c in columns(side, "knee", "ankle", "heel", "toe")]

    def longer(p: Floats) -> None:
        hip = p[:, columns("left", "hip") + columns("right", "hip")].mean(axis=1, keepdims=True)
        p[:, legs] = hip + (p[:, legs] - hip) * growth

    assert (relative_size(moved(landmarks, longer)) == 1).all()


def test_a_runner_who_passes_grows_by_perspective():
    track = make_track(zoomed(1.3))
    scene = read_scene(track)
    assert size_change(track, scene) == pytest.approx(0.3, rel=0.1)
    assert size_change(track, replace(scene, passage=Passage(500.0, 0.0, 0.0, 0.0, 10.0))) == 0


def test_too_little_of_a_runner_tells_nothing():
    landmarks = zoomed(1.5)
    brief = slice(0, 20)
    few = Landmarks(
        landmarks.skeleton,
        landmarks.time_s[brief],
        landmarks.position_px[brief],
        landmarks.confidence[brief],
    )
    assert (relative_size(few) == 1).all()
    nobody = replace(landmarks, position_px=np.full_like(landmarks.position_px, np.nan))
    assert (relative_size(nobody) == 1).all()
