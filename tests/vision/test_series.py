"""Reading a series at an instant: before a kink, between frames, over spans and over the folded stride."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vision.datatypes import Floats
from vision.series import (
    PerStep,
    at_contact,
    at_instants,
    folded_stride,
    over_spans,
    spans,
    without_drift,
)


def frame_times(fps: float, duration_s: float = 10.0) -> Floats:
    return np.arange(round(duration_s * fps)) / fps


# ---- posture at contact ------------------------------------------------------------------------------


CONTACTS = 0.5 + 0.7137 * np.arange(12)


def since_contact(time_s: Floats) -> Floats:
    """Time from the nearest contact, negative before it."""
    nearest = CONTACTS[np.abs(time_s[:, None] - CONTACTS).argmin(axis=1)]
    return time_s - nearest


@pytest.mark.parametrize("fps", [30, 60, 240])
def test_what_happens_after_the_contact_does_not_leak_into_the_posture_at_it(fps):
    time_s = frame_times(fps)
    since = since_contact(time_s)
    angle = np.where(since <= 0.003, 10 + 60 * since + 300 * since**2, 999.0)
    read = at_contact(time_s, angle, CONTACTS)
    assert read.pooled == pytest.approx(10.0, abs=1e-6)


@settings(max_examples=20, deadline=None)
@given(st.floats(-90, 90), st.floats(-400, 400), st.floats(-3000, 3000))
def test_any_parabola_is_read_exactly_at_the_contact(value, rate, bend):
    time_s = frame_times(60)
    since = since_contact(time_s)
    read = at_contact(time_s, value + rate * since + bend * since**2, CONTACTS)
    assert read.pooled == pytest.approx(value, abs=1e-6 * (1 + abs(rate) + abs(bend)))


def test_at_30_frames_a_second_steps_in_lock_with_the_frames_still_show_a_parabola():
    """Every contact lies 10 ms after a frame, so that only the samples at -10, -43 and -77 ms are there."""
    time_s = frame_times(30)
    contacts = 0.51 + 0.7 * np.arange(5)
    since = time_s - contacts[np.abs(time_s[:, None] - contacts).argmin(axis=1)]
    read = at_contact(time_s, 10 + 60 * since + 900 * since**2, contacts)
    assert read.pooled == pytest.approx(10.0, abs=1e-6)


def test_each_step_has_its_own_value_beside_the_pooled_one():
    time_s = frame_times(60)
    own = np.random.default_rng(0).normal(0, 2, len(CONTACTS))
    nearest = np.abs(time_s[:, None] - CONTACTS).argmin(axis=1)
    read = at_contact(time_s, 20 + 80 * since_contact(time_s) + own[nearest], CONTACTS)
    assert read.values - own == pytest.approx(20, abs=0.8)
    assert read.pooled == pytest.approx(20 + np.median(own), abs=1.0)


def test_one_wild_step_does_not_move_the_pooled_value():
    time_s = frame_times(60)
    angle = 20 + 80 * since_contact(time_s)
    angle[np.abs(time_s - CONTACTS[4]) < 0.1] += 60
    read = at_contact(time_s, angle, CONTACTS)
    assert read.pooled == pytest.approx(20, abs=0.5)
    assert read.values[4] == pytest.approx(80, abs=1.0)


def test_steps_without_frames_before_contact_are_unknown():
    time_s = frame_times(60)
    angle = 20 + 80 * since_contact(time_s)
    angle[(time_s > CONTACTS[3] - 0.1) & (time_s < CONTACTS[3] + 0.1)] = np.nan
    read = at_contact(time_s, angle, CONTACTS)
    assert np.isnan(read.values[3])
    assert np.delete(read.values, 3) == pytest.approx(20, abs=1e-6)


def test_with_fewer_than_four_frames_nothing_is_read():
    read = at_contact(frame_times(60), np.full(600, np.nan), CONTACTS)
    assert np.isnan(read.pooled)
    assert np.isnan(read.values).all()
    assert len(at_contact(frame_times(60), np.zeros(600), np.array([])).values) == 0


def test_posture_at_contact_needs_frames_close_to_it():
    """A parabola over a gap would run on; three frames in the last 20 ms hold it."""
    contact_s = np.array([1.0, 2.0, 3.0])
    far = np.concatenate([t + np.array([-0.070, -0.045, -0.030]) for t in contact_s])
    near = np.sort(np.concatenate([far, contact_s - 0.010]))
    assert np.isnan(at_contact(far, 5 * far, contact_s).pooled)
    assert np.isfinite(at_contact(near, 5 * near, contact_s).pooled)


# ---- at instants and over spans ----------------------------------------------------------------------


@pytest.mark.parametrize("fps", [30, 60, 240])
def test_between_frames_a_line_is_read(fps):
    instants = np.array([1.004, 2.5, 3.333])
    assert at_instants(frame_times(fps), 3 * frame_times(fps) - 1, instants).values == pytest.approx(
        3 * instants - 1
    )


def test_at_an_unseen_instant_the_value_is_unknown():
    time_s = frame_times(60)
    seen = np.where((time_s > 1) & (time_s < 2), np.nan, time_s)
    read = at_instants(time_s, seen, np.array([0.5, 1.5]))
    assert np.isnan(read.values[1])
    assert read.pooled == pytest.approx(0.5)


def test_over_a_span_the_mean_needs_half_of_the_frames():
    time_s = frame_times(50, 4)
    series = np.where(time_s < 1, 5.0, 7.0)
    series[(time_s >= 2) & (time_s < 2.4)] = np.nan
    series[(time_s >= 3) & (time_s < 3.6)] = np.nan
    mean = over_spans(time_s, series, np.array([0, 0.5, 2, 3.0, 9]), np.array([1, 1.5, 3, 4.0, 10]))
    assert mean.values[:3] == pytest.approx([5, 6, 7])
    assert np.isnan(mean.values[3:]).all()
    assert mean.pooled == pytest.approx(6)


def test_the_mean_of_steps_leaves_unknown_ones_out():
    assert PerStep.mean_of(np.array([1.0, np.nan, 3.0])).pooled == 2.0
    assert np.isnan(PerStep.mean_of(np.array([np.nan])).pooled)
    assert np.isnan(PerStep.mean_of(np.array([])).pooled)


# ---- folded over the stride --------------------------------------------------------------------------


def test_a_periodic_quantity_is_folded_from_contact_to_contact():
    phase = np.linspace(-0.4, 12.3, 700)
    wave = 5 + 3 * np.sin(2 * np.pi * phase) + np.cos(4 * np.pi * phase)
    wave[np.random.default_rng(1).random(700) < 0.05] += 50
    place = np.linspace(0, 1, 201)
    curve = folded_stride(wave, phase, order=4)
    expected = 5 + 3 * np.sin(2 * np.pi * place) + np.cos(4 * np.pi * place)
    assert curve == pytest.approx(expected, abs=0.02)


def test_too_few_frames_give_no_folded_stride():
    assert np.isnan(folded_stride(np.zeros(30), np.linspace(0, 3, 30), order=6)).all()
    assert np.isnan(folded_stride(np.zeros(300), np.full(300, np.nan), order=4)).all()


def test_a_wander_is_taken_out_and_the_bounce_stays():
    time_s = frame_times(60)
    bounce = 8 * np.cos(2 * np.pi * time_s / 0.35)
    steady = without_drift(bounce + 30 * time_s + 200, time_s, 0.7)
    inside = np.isfinite(steady)
    assert steady[inside] == pytest.approx(bounce[inside], abs=0.15)
    assert (time_s[~inside] < 0.36).sum() + (time_s[~inside] > 9.6).sum() == (~inside).sum()


def test_nothing_known_stays_unknown():
    assert np.isnan(without_drift(np.full(60, np.nan), np.arange(60) / 60, 0.7)).all()


TIMES = st.lists(st.floats(0.0, 10.0) | st.just(float("nan")), max_size=12)


@settings(max_examples=50, deadline=None)
@given(TIMES, st.integers(0, 10_000), st.sampled_from([30.0, 60.0, 239.76]))
def test_instants_are_read_off_the_straight_line_through_the_samples_beside_them(instants, seed, fps):
    rng, time_s = np.random.default_rng(seed), frame_times(fps)
    series = np.where(rng.random(len(time_s)) < 0.1, np.nan, rng.normal(100, 30, len(time_s)))
    known = np.isfinite(series)
    reach_s = max(0.025, 1.01 * float(np.median(np.diff(time_s[known]))))
    for instant, value in zip(instants, at_instants(time_s, series, np.array(instants)).values, strict=True):
        near = known & (np.abs(time_s - instant) <= reach_s)
        line = np.polyfit(time_s[near] - instant, series[near], 1)[1] if near.sum() > 1 else np.nan
        assert value == pytest.approx(line, rel=1e-9, abs=1e-6, nan_ok=True)


@settings(max_examples=50, deadline=None)
@given(TIMES, TIMES)
def test_a_span_holds_the_frames_from_its_start_to_before_its_end(start, end):
    time_s, pairs = frame_times(30), list(zip(start, end, strict=False))
    found = spans(time_s, *(np.array([pair[side] for pair in pairs]) for side in (0, 1)))
    for (first, last), span in zip(pairs, found, strict=True):
        inside = time_s[(time_s >= first) & (time_s < last)]
        np.testing.assert_array_equal(time_s[span], inside)
