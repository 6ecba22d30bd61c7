"""How far drawn knees jump is measured at every frame rate, and a limp or a drift is no jump."""

from dataclasses import replace

import numpy as np
import pytest
from synthetic_runner import Runner, analysis_of, events_of, scene_of, source

from vision import Analysis, Network, analyze_landmarks
from vision.datatypes import GaitEvents, Landmarks
from vision.jumps import USUAL_JUMPS_PCT, knee_jumps_pct
from vision.quality.pictures import ROUGH_JUMPS_PCT
from vision.skeletons import BLAZEPOSE_33

RUNNER = Runner(duration_s=8.0, fps=60.0)
KNEES = [BLAZEPOSE_33.index(f"{side}_knee") for side in ("left", "right")]


def jumping(px: float, runner: Runner = RUNNER, seed: int = 0) -> Landmarks:
    """Knees that miss their place by so much, each frame anew and in each direction."""
    landmarks = runner.landmarks()
    noise = np.random.default_rng(seed).normal(0, px, (len(landmarks.time_s), 2, 2))
    position = landmarks.position_px.copy()
    position[:, KNEES] += noise
    return replace(landmarks, position_px=position)


def analysed(landmarks: Landmarks) -> Analysis:
    return analyze_landmarks(landmarks, source=source(landmarks), network=Network("blazepose", "heavy"))


def jumps_of(analysis: Analysis) -> float:
    return knee_jumps_pct(analysis.track, analysis.scene, analysis.events)


@pytest.mark.parametrize("fps", [30.0, 60.0, 120.0])
def test_a_jump_is_measured_at_every_frame_rate(fps):
    analysis = analysed(jumping(4.0, replace(RUNNER, fps=fps)))
    median_of_two = 1.18  # of the length of a normal vector, in standard deviations of one component
    expected = 100 * median_of_two * 4.0 / analysis.scene.leg_length_px
    assert jumps_of(analysis) == pytest.approx(expected, rel=0.2)


@pytest.mark.parametrize(
    "runner",
    [RUNNER, replace(RUNNER, limp_s=0.03), replace(RUNNER, direction="left", cadence_spm=185.0)],
    ids=["steady", "limping", "quick"],
)
def test_a_steady_runner_does_not_jump(runner):
    analysis = analysis_of(runner)
    assert jumps_of(analysis) < USUAL_JUMPS_PCT
    assert "jumping_joints" not in [reason.code for reason in analysis.quality.reasons]


def test_joints_that_jump_are_said_and_widen_the_intervals_of_what_they_move():
    calm, rough = (analysed(jumping(px)) for px in (0.5, 6.0))
    assert jumps_of(rough) > ROUGH_JUMPS_PCT
    assert [reason.code for reason in rough.quality.reasons] == ["jumping_joints"]
    for name in ("knee_flexion_peak_swing_deg", "vertical_oscillation_pct_leg"):
        widths = [m.high - m.low for m in (calm.metrics[name], rough.metrics[name])]
        assert widths[1] > 1.2 * widths[0], name


def test_it_is_unknown_without_events_or_frames():
    track, scene = scene_of(RUNNER)
    assert np.isnan(knee_jumps_pct(track, scene, GaitEvents((), (), RUNNER.stride_time_s)))
    gone = replace(track, raw_px=np.full_like(track.raw_px, np.nan))
    assert np.isnan(knee_jumps_pct(gone, scene, events_of(RUNNER)))
