"""A clip that is played backwards or over and over shows nothing new; two strides are never that alike."""

from dataclasses import replace
from time import process_time

import numpy as np
import pytest
from bad_twins import hidden, taken
from synthetic_runner import Runner

from vision.datatypes import Landmarks
from vision.replays import find_replays

RUNNER = Runner(noise_px=0.7, duration_s=6.0)
VARIED = 0.02
"""Of a stride, by which places in it vary from stride to stride."""


def run(runner: Runner = RUNNER, *, seed: int = 0) -> Landmarks:
    """Landmarks of somebody whose strides are not all the same."""
    rng, n = np.random.default_rng(seed), round(runner.duration_s * runner.fps)
    knots = np.arange(0, runner.duration_s + 0.4, 0.35)
    shift_s = np.interp(np.arange(n) / runner.fps, knots, rng.normal(0, VARIED * 0.7, len(knots)))
    other = replace(runner, duration_s=runner.duration_s + 1).landmarks()
    position = other.position_px.reshape(len(other.time_s), -1)
    moved = np.column_stack(
        [np.interp(np.arange(n) / runner.fps + 0.3 + shift_s, other.time_s, c) for c in position.T]
    )
    whole = taken(other, np.arange(n))
    return replace(whole, position_px=moved.reshape(whole.position_px.shape))


def shown(landmarks: Landmarks, rows: np.ndarray, *, seed: int = 1) -> Landmarks:
    """These frames one after the other, each compressed in its own way."""
    time_s = np.arange(len(rows)) * landmarks.spacing_s
    noise = np.random.default_rng(seed).normal(0, 0.7, (len(rows), *landmarks.position_px.shape[1:]))
    again = taken(landmarks, rows)
    return replace(again, time_s=time_s, position_px=again.position_px + noise)


FROM_BEHIND = replace(RUNNER, yaw_deg=90.0)
PASSING = replace(RUNNER, ground_mps=1.0, duration_s=4.0)


@pytest.mark.parametrize("runner", [RUNNER, FROM_BEHIND, PASSING, replace(RUNNER, direction="left")])
@pytest.mark.parametrize("twice", [0, 1])
def test_pictures_that_come_in_reverse_order_are_found(runner, twice):
    landmarks = run(runner)
    rows = np.arange(160)
    found = find_replays(shown(landmarks, np.concatenate([rows, rows[::-1][1 - twice :]])))
    assert found.turns == (160,)
    assert not found.backwards[:159].any()
    assert found.backwards[160:].all()
    assert not found.again.any()


def test_the_part_that_plays_forwards_is_told_by_the_feet():
    rows = np.arange(150)
    found = find_replays(shown(run(), np.concatenate([rows[::-1], rows])))
    assert found.turns == (150,)
    assert found.backwards[:150].all()
    assert not found.backwards[150:].any()


def test_a_part_of_other_seconds_that_plays_backwards_is_found():
    landmarks = run()
    found = find_replays(shown(landmarks, np.concatenate([np.arange(150), np.arange(180, 330)[::-1]])))
    assert not found.backwards[:115].any()
    assert found.backwards[156:].all(), "a stride may be taken for the one before"
    whole = find_replays(shown(landmarks, np.arange(330)[::-1]))
    assert not whole.backwards.any(), "refused as a whole"


def test_every_turn_is_found():
    rows = np.concatenate([np.arange(100), np.arange(100)[::-1]] * 2)
    found = find_replays(shown(run(), rows))
    np.testing.assert_allclose(found.turns, (100, 200, 300), atol=1)
    assert found.backwards[100:200].all() and not found.backwards[200:300].any()


def test_frames_that_are_not_looked_at_hide_no_turn():
    landmarks = run(replace(RUNNER, fps=240.0, duration_s=3.0))
    rows = np.arange(400)
    both = shown(landmarks, np.concatenate([rows, rows[::-1]]))
    found = find_replays(hidden(both, np.arange(800) % 2 == 1))
    assert found.turns[0] == pytest.approx(400, abs=1)


@pytest.mark.parametrize("period, times", [(128, 3), (150, 2), (97, 3)])
def test_a_loop_shows_something_new_only_once(period, times):
    found = find_replays(shown(run(), np.tile(np.arange(period), times)))
    assert found.turns == ()
    assert np.flatnonzero(found.again)[0] == pytest.approx(period, abs=2)
    assert found.again[period + 2 :].all()


@pytest.mark.parametrize("slower", [1.0, 2.0, 4.0])
@pytest.mark.parametrize("fps", [30.0, 60.0, 120.0])
@pytest.mark.parametrize("yaw_deg", [0.0, 20.0, 90.0, -90.0])
def test_a_run_repeats_nothing(fps, yaw_deg, slower):
    landmarks = run(replace(RUNNER, fps=fps, yaw_deg=yaw_deg), seed=2)
    found = find_replays(replace(landmarks, time_s=landmarks.time_s * slower))
    assert found.turns == ()
    assert not found.again.any()


def test_nothing_is_said_of_a_short_or_an_empty_clip():
    landmarks = run()
    for some in (taken(landmarks, np.arange(20)), hidden(landmarks)):
        found = find_replays(some)
        assert found.turns == ()
        assert not found.again.any() and not found.backwards.any()


@pytest.mark.parametrize("slower", [4.0, 8.0])
def test_a_run_slowed_so_far_that_a_second_is_part_of_a_stride_plays_forwards(slower):
    landmarks = run(replace(RUNNER, fps=240.0))
    assert not find_replays(replace(landmarks, time_s=landmarks.time_s * slower)).backwards.any()


def test_nothing_plays_backwards_in_a_picture_on_its_side():
    landmarks = run()
    assert not find_replays(replace(landmarks, position_px=landmarks.position_px[..., ::-1])).backwards.any()


@pytest.mark.slow
def test_a_long_clip_takes_time_in_step_with_its_length():
    """Processor time of four times the length: 8 leaves room for a busy machine; squared it would be 16."""

    def busy_s(duration_s: float) -> float:
        landmarks = run(replace(RUNNER, duration_s=duration_s))
        start = process_time()
        find_replays(landmarks)
        return process_time() - start

    assert busy_s(240.0) < 8 * busy_s(60.0)
