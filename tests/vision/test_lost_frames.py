"""Frames that a file lost are counted and their time is put back; a run that lost none keeps its times."""

from dataclasses import replace

import numpy as np
import pytest
from bad_twins import blocks, exchanged, taken
from synthetic_runner import Runner

from vision.datatypes import Landmarks
from vision.lost_frames import MISSING_S, UNSEEN_S, Mended, noise_s, with_missing_time
from vision.tracks import repair_legs

RUNNER = Runner(noise_px=1.0, duration_s=8.0)


def repaired(landmarks: Landmarks) -> Landmarks:
    return repair_legs(landmarks).landmarks


def robbed(landmarks: Landmarks, gone: list[int]) -> Landmarks:
    """Without these frames, the others at an even rate, as a converter writes them."""
    rows = np.delete(np.arange(len(landmarks.time_s)), gone)
    return replace(taken(landmarks, rows), time_s=landmarks.time_s[: len(rows)])


def mended(landmarks: Landmarks) -> Mended:
    return with_missing_time(landmarks, repaired)


@pytest.mark.parametrize("fps", [30.0, 60.0, 120.0])
def test_a_run_that_lost_nothing_keeps_its_times(fps):
    landmarks = replace(RUNNER, fps=fps).landmarks()
    found = mended(landmarks)
    assert (found.missing, found.unseen_s, found.sure) == (0, 0.0, True)
    assert found.landmarks is landmarks


@pytest.mark.parametrize("gone", [[200], [90, 210, 350]], ids=["one", "three"])
def test_lost_frames_are_counted_and_every_other_one_gets_its_time(gone):
    landmarks = RUNNER.landmarks()
    found = mended(robbed(landmarks, gone))
    assert found.missing == len(gone)
    assert found.sure
    true_s = np.delete(landmarks.time_s, gone)
    off = np.abs(found.landmarks.time_s - true_s)
    assert np.median(off) < 1e-9
    assert off.max() <= len(gone) / RUNNER.fps + 1e-9


def test_room_is_left_for_losses_that_hide():
    found = mended(robbed(RUNNER.landmarks(), [90, 210, 350]))
    assert found.unseen_s == pytest.approx(UNSEEN_S + 3 * MISSING_S)


def test_too_many_losses_leave_the_times_in_doubt():
    gone = np.flatnonzero(np.random.default_rng(3).random(480) < 0.08).tolist()
    assert not mended(robbed(RUNNER.landmarks(), gone)).sure


def test_legs_that_are_confused_lose_no_time():
    assert mended(exchanged(RUNNER.landmarks(), blocks(480, 0.1))).missing == 0


def test_times_stay_in_order():
    found = mended(robbed(RUNNER.landmarks(), [150, 151, 152, 300]))
    assert (np.diff(found.landmarks.time_s) > 0).all()


def test_the_noise_of_a_clock_is_that_between_frames_and_not_its_leaps():
    ticks = np.random.default_rng(0).normal(0, 0.002, 400)
    ticks[200] = 0.5
    assert noise_s(np.cumsum(ticks)) == pytest.approx(0.002, rel=0.2)
    assert np.isnan(noise_s(np.full(20, np.nan)))
