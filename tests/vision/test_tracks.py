"""Legs that were exchanged, copied or lost, put right by the runner's own stride."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from bad_twins import LEG, SIDED, blocks, columns, copied_to, exchanged, hidden, standing_still
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from synthetic_runner import Runner

from vision.datatypes import Landmarks
from vision.tracks import repair_legs

RUNNER = Runner(noise_px=2.0, duration_s=6.0)
LEGS = columns("left", *LEG) + columns("right", *LEG)


@cache
def clean(runner: Runner = RUNNER) -> Landmarks:
    return runner.landmarks()


def wrong_frames(repaired: Landmarks, truth: Landmarks) -> int:
    """Frames in which a leg is known and not where it was."""
    off = np.nan_to_num(np.abs(repaired.position_px - truth.position_px)[:, LEGS]).max(axis=(1, 2))
    return int((off > 1e-9).sum())


def test_a_clean_stride_comes_back_as_it_was():
    repaired = repair_legs(clean())
    assert not repaired.exchanged.any()
    assert not repaired.dropped.any()
    np.testing.assert_array_equal(repaired.landmarks.position_px, clean().position_px)
    assert repaired.period_s == pytest.approx(RUNNER.stride_time_s, rel=2e-3)


@pytest.mark.parametrize("fps, frames", [(30, 3), (60, 6), (120, 12)])
def test_legs_exchanged_in_blocks_are_put_back(fps, frames):
    truth = clean(replace(RUNNER, fps=fps))
    marks = blocks(len(truth.time_s), 0.15, frames=frames)
    repaired = repair_legs(exchanged(truth, marks))
    assert wrong_frames(repaired.landmarks, truth) <= 0.01 * len(marks)
    assert (repaired.exchanged != marks).mean() <= 0.01


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.0, 0.2), st.integers(1, 8))
def test_any_exchanges_of_up_to_a_fifth_of_the_frames_are_undone(seed, share, frames):
    truth = clean()
    marks = blocks(len(truth.time_s), share, frames=frames, seed=seed)
    assume(marks.mean() <= 0.2)
    repaired = repair_legs(exchanged(truth, marks))
    assert wrong_frames(repaired.landmarks, truth) <= 0.01 * len(marks)


def test_the_majority_of_frames_names_the_legs():
    truth = clean()
    everywhere = np.ones(len(truth.time_s), bool)
    mostly = everywhere & ~blocks(len(truth.time_s), 0.2)
    repaired = repair_legs(exchanged(truth, mostly))
    assert wrong_frames(repaired.landmarks, exchanged(truth, everywhere)) <= 0.01 * len(mostly)
    assert repaired.exchanged.mean() < 0.5


def test_confidence_moves_with_its_leg():
    truth = clean()
    confidence = truth.confidence.copy()
    confidence[:, columns("left", *LEG)] = 0.6
    marks = blocks(len(truth.time_s), 0.15)
    mixed = exchanged(replace(truth, confidence=confidence), marks)
    swapped = mixed.confidence.copy()
    rows = np.flatnonzero(marks)[:, None]
    swapped[rows, columns("left", *LEG)], swapped[rows, columns("right", *LEG)] = 0.95, 0.6
    repaired = repair_legs(replace(mixed, confidence=swapped)).landmarks
    sure = ~np.isnan(repaired.position_px[:, LEGS, 0])
    assert (repaired.confidence[:, LEGS][sure] == confidence[:, LEGS][sure]).mean() > 0.99


def test_a_far_leg_drawn_onto_the_near_one_is_dropped_where_the_legs_are_apart():
    truth = clean()
    marks = blocks(len(truth.time_s), 0.08, frames=3)
    repaired = repair_legs(copied_to(truth, "left", marks))
    ankles = truth.position_px[:, columns("left", "ankle") + columns("right", "ankle")]
    apart = np.linalg.norm(ankles[:, 0] - ankles[:, 1], axis=1) > 0.5 * 0.85 * RUNNER.px_per_m
    assert (marks & apart).sum() >= 8
    assert repaired.dropped[marks & apart, 0].all()
    assert np.isnan(repaired.landmarks.position_px[marks & apart][:, columns("left", *LEG)]).all()
    assert (repaired.landmarks.confidence[marks & apart][:, columns("left", *LEG)] == 0).all()
    assert repaired.dropped[~marks].mean() < 0.01


def test_a_chain_on_a_wrong_place_between_the_feet_is_dropped():
    truth = clean()
    marks = blocks(len(truth.time_s), 0.05, frames=2, seed=5)
    position = truth.position_px.copy()
    legs = [columns("left", *LEG), columns("right", *LEG)]
    middle = (position[:, legs[0]] + position[:, legs[1]]) / 2 - (0, 90)
    for leg in legs:
        position[np.flatnonzero(marks)[:, None], leg] = middle[marks]
    repaired = repair_legs(replace(truth, position_px=position))
    assert repaired.dropped[marks].mean() > 0.9
    assert repaired.dropped[~marks].mean() < 0.01


def test_missing_frames_do_not_stop_the_repair():
    truth = clean()
    n = len(truth.time_s)
    marks, gaps = blocks(n, 0.15), blocks(n, 0.2, seed=9)
    repaired = repair_legs(hidden(exchanged(truth, marks), gaps))
    assert wrong_frames(repaired.landmarks, truth) <= 0.01 * n
    assert np.isnan(repaired.landmarks.position_px[gaps]).all()


def test_slow_motion_is_repaired_alike():
    truth = clean()
    slow = replace(truth, time_s=truth.time_s * 4)
    repaired = repair_legs(exchanged(slow, blocks(len(slow.time_s), 0.15)))
    assert wrong_frames(repaired.landmarks, truth) <= 0.01 * len(slow.time_s)
    assert repaired.period_s == pytest.approx(4 * RUNNER.stride_time_s, rel=2e-3)


def test_a_still_person_comes_back_unchanged_without_a_period():
    still = standing_still(replace(RUNNER, noise_px=0.0))
    repaired = repair_legs(still)
    assert np.isnan(repaired.period_s)
    assert not repaired.exchanged.any()
    assert not repaired.dropped.any()
    np.testing.assert_array_equal(repaired.landmarks.position_px, still.position_px)


def test_arms_and_trunk_are_left_alone():
    truth = clean()
    everything = exchanged(truth, blocks(len(truth.time_s), 0.15), SIDED)
    repaired = repair_legs(everything).landmarks
    others = [k for k in range(33) if k not in LEGS]
    np.testing.assert_array_equal(repaired.position_px[:, others], everything.position_px[:, others])


def test_the_input_stays_as_it_was():
    mixed = exchanged(clean(), blocks(len(clean().time_s), 0.15))
    before = mixed.position_px.copy()
    repair_legs(mixed)
    np.testing.assert_array_equal(mixed.position_px, before)


@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=6, deadline=None)
def test_repaired_legs_stay_as_they_are(seed):
    """Landmarks that were saved are repaired once more when they are read."""
    rng = np.random.default_rng(seed)
    position = clean().position_px.copy()
    n = len(position)
    for frame in rng.choice(n, n // 8, replace=False):
        position[frame, LEGS] += rng.normal(0, 40, (len(LEGS), 2))
    once = repair_legs(replace(clean(), position_px=position))
    again = repair_legs(once.landmarks)
    assert not again.exchanged.any() and not again.dropped.any()
    np.testing.assert_array_equal(again.landmarks.position_px, once.landmarks.position_px)
