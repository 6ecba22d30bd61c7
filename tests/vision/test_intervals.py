"""What an interval says, and that it is true: 95 % of intervals hold the truth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.datatypes import Estimate
from vision.intervals import Scatter, estimate, missing, scaled


def test_steps_and_definition_widen_the_interval_together():
    values = np.array([10.0, 12.0, 11.0, 9.0, 13.0])
    made = estimate(11.0, values=values, systematic_sd=2.0)
    random_half = 2.776445 * values.std(ddof=1) / np.sqrt(5)  # Student's t of 4 degrees of freedom
    assert made.high - 11.0 == pytest.approx(np.hypot(random_half, 1.96 * 2.0), rel=1e-5)
    assert 11.0 - made.low == pytest.approx(made.high - 11.0)
    assert made.n == 5


def test_equal_steps_leave_what_no_step_averages_out():
    made = estimate(4.0, values=np.full(9, 4.0), systematic_sd=0.5)
    assert (made.low, made.high) == pytest.approx((4 - 0.98, 4 + 0.98))


def test_a_single_step_does_not_tell_its_scatter():
    made = estimate(4.0, values=np.array([4.0]), systematic_sd=0.5)
    assert (made.value, made.n) == (None, 1)
    assert made.why_missing


def test_unknown_steps_do_not_count():
    made = estimate(4.0, values=np.array([4.0, np.nan, 4.2, 3.8]), systematic_sd=0.0)
    assert made.n == 3


def test_a_measure_of_the_folded_stride_counts_the_strides_behind_it():
    made = estimate(3.0, values=np.full(8, np.nan), systematic_sd=1.0, random_sd=0.75)
    assert made.n == 8
    assert made.high - 3.0 == pytest.approx(1.96 * 1.25), "both parts of the interval"


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_an_unknown_value_is_missing_with_a_reason(value):
    made = estimate(value, values=np.array([1.0, 2.0]), systematic_sd=1.0)
    assert (made.value, made.low, made.high) == (None, None, None)
    assert made.why_missing


def test_missing_says_why_and_after_how_many_steps():
    assert missing("the scale is unknown", 3) == Estimate(None, None, None, 3, "the scale is unknown")


@pytest.mark.parametrize("steps", [3, 10, 40])
def test_ninety_five_of_a_hundred_intervals_hold_the_truth(steps):
    rng = np.random.default_rng(steps)
    samples = rng.normal(250.0, 8.0, (4000, steps))
    made = [estimate(row.mean(), values=row, systematic_sd=0.0) for row in samples]
    assert np.mean([e.low <= 250.0 <= e.high for e in made]) == pytest.approx(0.95, abs=0.012)


def test_coverage_holds_with_an_error_that_all_steps_share():
    rng = np.random.default_rng(1)
    samples = rng.normal(250.0, 8.0, (4000, 20)) + rng.normal(0, 6.0, (4000, 1))
    made = [estimate(row.mean(), values=row, systematic_sd=6.0) for row in samples]
    assert np.mean([e.low <= 250.0 <= e.high for e in made]) == pytest.approx(0.95, abs=0.012)


@given(
    st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=20),
    st.floats(0, 1e3),
    st.floats(0.001, 1e3),
    st.floats(0, 0.5),
)
def test_a_scaled_estimate_keeps_its_value_inside(values, systematic_sd, factor, relative_sd):
    made = estimate(float(np.mean(values)), values=np.array(values), systematic_sd=systematic_sd)
    grown = scaled(made, factor, relative_sd=relative_sd)
    assert grown.value == pytest.approx(made.value * factor)
    assert grown.low <= grown.value <= grown.high
    assert grown.high - grown.low >= (made.high - made.low) * factor * (1 - 1e-9) - 1e-9
    assert grown.n == made.n


def test_an_uncertain_factor_widens_the_interval():
    made = Estimate(0.36, 0.35, 0.37, 20)
    grown = scaled(made, 3.0, relative_sd=0.02)
    assert grown.high - grown.value == pytest.approx(np.hypot(0.03, 1.96 * 0.02 * 1.08))


def test_what_is_missing_stays_missing():
    assert scaled(missing("no"), 3.0) == missing("no")


def test_two_legs_tell_one_scatter_about_their_own_means():
    scatter = Scatter.of(np.array([1.0, 3.0, np.nan]), np.array([11.0, 13.0, 12.0]))
    assert scatter == Scatter(pytest.approx(np.sqrt(4 / 3)), 3)
    assert scatter.half_width_of_mean(4) == pytest.approx(3.182446 * np.sqrt(4 / 3) / 2, rel=1e-5)


def test_a_leg_of_one_step_borrows_the_scatter_of_the_other():
    scatter = Scatter.of(np.array([5.0]), np.array([1.0, 2.0, 3.0]))
    made = estimate(5.0, values=np.array([5.0]), systematic_sd=0.0, scatter=scatter)
    assert made.n == 1
    assert made.high - 5.0 == pytest.approx(4.302653, rel=1e-5)
