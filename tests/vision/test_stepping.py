"""The runner's legs tell the time of every stride and of every frame."""

from dataclasses import replace

import numpy as np
import pytest
from bad_twins import blocks, exchanged, hidden
from synthetic_runner import Runner

from vision.stepping import ahead_s, feet_apart, find_strides, jumps_s, lasting_jumps_s

RUNNER = Runner(noise_px=1.0, duration_s=8.0)


def test_every_stride_has_its_own_duration():
    strides = find_strides(RUNNER.landmarks())
    assert np.nanmedian(strides.duration_s) == pytest.approx(RUNNER.stride_time_s, rel=0.01)
    assert np.diff(strides.widest_s) == pytest.approx(RUNNER.step_time_s, abs=0.05)
    assert len(strides.widest_s) == pytest.approx(8 / RUNNER.step_time_s, abs=2)


def test_exchanged_legs_do_no_harm():
    landmarks = RUNNER.landmarks()
    confused = exchanged(landmarks, blocks(len(landmarks.time_s), 0.3))
    np.testing.assert_allclose(feet_apart(confused), feet_apart(landmarks))


def test_a_stride_that_is_not_seen_has_no_duration():
    strides = find_strides(hidden(RUNNER.landmarks(), slice(200, 260)))
    unseen = (strides.widest_s > 3.2) & (strides.widest_s < 4.5)
    assert np.isnan(strides.duration_s[unseen]).any()
    assert np.nanmedian(strides.duration_s) == pytest.approx(RUNNER.stride_time_s, rel=0.01)


def test_from_behind_no_stride_is_seen():
    landmarks = replace(RUNNER, yaw_deg=90).landmarks()
    assert len(find_strides(landmarks).widest_s) == 0
    assert np.isnan(ahead_s(landmarks)).all()


@pytest.mark.parametrize("lost", [1, 2])
def test_a_dropped_frame_steps_the_clock_by_its_time(lost):
    landmarks = RUNNER.landmarks()
    rows = np.delete(np.arange(480), np.arange(240, 240 + lost))
    shown = replace(
        landmarks,
        time_s=landmarks.time_s[: len(rows)],
        position_px=landmarks.position_px[rows],
        confidence=landmarks.confidence[rows],
    )
    jumps = jumps_s(ahead_s(shown), around=3)
    assert int(np.nanargmax(np.abs(jumps))) == pytest.approx(240, abs=2)
    assert np.nanmax(jumps) == pytest.approx(lost / 60, abs=0.004)
    steady = jumps_s(ahead_s(landmarks), around=3)
    assert np.nanmax(np.abs(steady)) < 0.006


def test_jumps_pass_over_frames_that_are_not_known():
    ahead = np.where(np.arange(40) < 20, 0.0, 1.0)
    ahead[18:22] = np.nan
    jumps = jumps_s(ahead, around=3)
    assert jumps[22] == np.nanmax(jumps) == 1.0
    assert np.isnan(jumps[18:22]).all()
    assert np.isnan(jumps_s(ahead[:4], around=3)).all()


@pytest.mark.parametrize("frames", [1, 2, 3, 4])
@pytest.mark.parametrize("off_s", [-0.34, -0.02, 0.02, 0.34])
def test_a_clock_that_comes_back_within_a_blink_has_not_jumped(frames, off_s):
    ahead = np.zeros(60)
    ahead[30 : 30 + frames] = off_s
    assert not lasting_jumps_s(ahead, around=3, spacing_s=1 / 60).any()


@pytest.mark.parametrize("step_s", [-0.02, 0.02, 0.34])
def test_a_jump_that_stays_is_kept_as_it_is(step_s):
    ahead = np.where(np.arange(60) < 30, 0.0, step_s)
    ahead[27:29] = np.nan
    jumps = lasting_jumps_s(ahead, around=3, spacing_s=1 / 60)
    assert jumps[30] == jumps_s(ahead, around=3)[30] == step_s
    assert not lasting_jumps_s(ahead[:4], around=3, spacing_s=1 / 60).any()
