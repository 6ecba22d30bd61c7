"""Stretches of one pace are told from pauses, from walking and from parts that play slowly."""

from dataclasses import replace

import numpy as np
import pytest
from bad_twins import walker
from synthetic_runner import Runner

from vision.datatypes import Landmarks
from vision.pace import read_pace

RUNNER = Runner(noise_px=1.0, duration_s=8.0)


def one_after_the_other(*parts: Landmarks) -> Landmarks:
    """Parts of one clip, at the rate of the first."""
    spacing_s = float(np.median(np.diff(parts[0].time_s)))
    position = np.concatenate([part.position_px for part in parts])
    confidence = np.concatenate([part.confidence for part in parts])
    time_s = np.arange(len(position)) * spacing_s
    return replace(parts[0], time_s=time_s, position_px=position, confidence=confidence)


@pytest.mark.parametrize("fps", [30.0, 60.0, 240.0])
def test_a_steady_run_is_one_stretch(fps):
    assert read_pace(replace(RUNNER, fps=fps).landmarks()).chosen is None


def test_a_slow_drift_of_cadence_is_one_stretch():
    landmarks = RUNNER.landmarks()
    drifting = replace(landmarks, time_s=landmarks.time_s * (1 + 0.004 * landmarks.time_s))
    assert read_pace(drifting).chosen is None


@pytest.mark.parametrize("times", [1.5, 2, 4])
def test_a_part_that_plays_slowly_is_left_out(times):
    """Real time for five seconds, then slow motion."""
    landmarks = RUNNER.landmarks()
    spacing_s = np.where(landmarks.time_s < 5, 1, times) / RUNNER.fps
    pace = read_pace(replace(landmarks, time_s=np.cumsum(spacing_s)))
    assert pace.codes == ("speed_ramp",)
    assert pace.chosen.end_s == pytest.approx(5, abs=0.9)
    assert pace.chosen.stride_s == pytest.approx(RUNNER.stride_time_s, rel=0.02)


@pytest.mark.parametrize("start_s", [2.0, 2.4, 2.9])
def test_a_stride_or_two_that_play_slowly_are_left_out(start_s):
    """A second and a half at half the speed, between real time."""
    landmarks = RUNNER.landmarks()
    slow = (landmarks.time_s >= start_s) & (landmarks.time_s < start_s + 1.5)
    pace = read_pace(replace(landmarks, time_s=np.cumsum(np.where(slow, 2, 1) / RUNNER.fps)))
    assert "speed_ramp" in pace.codes
    assert pace.chosen.stride_s == pytest.approx(RUNNER.stride_time_s, rel=0.02)
    assert pace.chosen.start_s > start_s + 2.5


@pytest.mark.parametrize("times", [2, 4])
@pytest.mark.parametrize("fps", [30.0, 60.0])
@pytest.mark.parametrize("at_s", [2.2, 2.4, 4.1])
def test_a_few_steps_that_play_slowly_are_left_out(at_s, fps, times):
    """1.2 seconds of slow motion: less than two strides, too few for a pace of their own."""
    landmarks = replace(RUNNER, fps=240.0).landmarks()
    time_s = np.cumsum(np.where(np.abs(landmarks.time_s - at_s) < 0.6 / times, times, 1) / 240)
    shown = np.searchsorted(time_s, np.arange(1 / 240, time_s[-1], 1 / fps))
    part = one_after_the_other(
        replace(
            landmarks,
            time_s=np.arange(len(shown)) / fps,
            position_px=landmarks.position_px[shown],
            confidence=landmarks.confidence[shown],
        )
    )
    pace = read_pace(part)
    slowed_s = at_s - 0.6 / times, at_s - 0.6 / times + 1.2
    assert pace.codes == ("speed_ramp",)
    assert not pace.chosen.start_s + 0.05 < slowed_s[1] < pace.chosen.end_s
    assert not pace.chosen.start_s < slowed_s[0] < pace.chosen.end_s - 0.05
    assert pace.chosen.stride_s == pytest.approx(RUNNER.stride_time_s, rel=0.02)


def test_a_step_that_is_overlooked_or_cut_out_does_not_play_slowly():
    landmarks = RUNNER.landmarks()
    for rows in (np.delete(np.arange(480), slice(200, 227)), np.delete(np.arange(480), slice(200, 250))):
        assert (
            "speed_ramp"
            not in read_pace(
                replace(
                    landmarks,
                    time_s=np.arange(len(rows)) / RUNNER.fps,
                    position_px=landmarks.position_px[rows],
                    confidence=landmarks.confidence[rows],
                )
            ).codes
        )


def test_another_cadence_is_no_slow_motion():
    """150 and then 182 steps a minute, each with the bounce that belongs to it."""
    slow = replace(RUNNER, cadence_spm=150, contact_time_s=0.28, speed_mps=2.6, duration_s=4.0)
    quick = replace(RUNNER, cadence_spm=182, contact_time_s=0.22, speed_mps=3.4, duration_s=6.0)
    pace = read_pace(one_after_the_other(slow.landmarks(), quick.landmarks()))
    assert "speed_ramp" not in pace.codes
    assert "cadence_change" in pace.codes
    assert pace.chosen.stride_s == pytest.approx(quick.stride_time_s, rel=0.02)
    assert pace.cadences_spm == pytest.approx((150, 182), rel=0.02)


def test_walking_beside_running_is_left_out():
    walking = replace(walker(), duration_s=6.0).landmarks()
    pace = read_pace(one_after_the_other(RUNNER.landmarks(), walking))
    assert "pause" in pace.codes
    assert pace.chosen.stride_s == pytest.approx(RUNNER.stride_time_s, rel=0.02)


@pytest.mark.parametrize("walked_s", [2.2, 2.6])
@pytest.mark.parametrize("first", [True, False])
def test_a_few_walking_steps_at_an_end_are_left_out(walked_s, first):
    walking = replace(walker(), duration_s=walked_s).landmarks()
    parts = (walking, RUNNER.landmarks()) if first else (RUNNER.landmarks(), walking)
    pace = read_pace(one_after_the_other(*parts))
    assert pace.codes == ("pause",)
    assert pace.chosen.stride_s == pytest.approx(RUNNER.stride_time_s, rel=0.02)
    run_s = np.array([0.0, RUNNER.duration_s]) + walked_s * first
    assert (pace.chosen.start_s, pace.chosen.end_s) == pytest.approx(run_s, abs=0.9)


@pytest.mark.parametrize("where", ["start", "middle", "end"])
def test_standing_still_is_a_pause(where):
    landmarks = RUNNER.landmarks()
    still = landmarks.position_px[[60] * 150] + np.random.default_rng(2).normal(0, 1, (150, 33, 2))
    stands = replace(
        landmarks,
        time_s=landmarks.time_s[:150],
        position_px=still,
        confidence=landmarks.confidence[:150],
    )
    early, late = (
        replace(
            landmarks,
            time_s=landmarks.time_s[part],
            position_px=landmarks.position_px[part],
            confidence=landmarks.confidence[part],
        )
        for part in (slice(0, 180), slice(180, None))
    )
    order = {"start": (stands, late), "middle": (early, stands, late), "end": (late, stands)}[where]
    pace = read_pace(one_after_the_other(*order))
    assert pace.codes == ("pause",)
    assert pace.chosen.end_s - pace.chosen.start_s == pytest.approx(300 / 60, abs=0.8)


def test_nobody_has_no_pace():
    landmarks = RUNNER.landmarks()
    assert read_pace(replace(landmarks, position_px=landmarks.position_px * np.nan)).chosen is None


@pytest.mark.parametrize("fps", [30.0, 60.0])
@pytest.mark.parametrize("ends", [(1.0, 1.6), (1.5, 0.95)])
def test_a_speed_that_glides_all_the_time_is_told_from_one_that_leaps(ends, fps):
    landmarks = replace(RUNNER, fps=fps).landmarks()
    n = len(landmarks.time_s)
    gliding = replace(landmarks, time_s=np.cumsum(np.linspace(*ends, n)) / fps)
    assert read_pace(gliding).codes == ("speed_ramp",)
    assert read_pace(gliding).glides
    leaping = replace(landmarks, time_s=np.cumsum(np.repeat(ends, n // 2)) / fps)
    assert read_pace(leaping).codes == ("speed_ramp",)
    assert not read_pace(leaping).glides
