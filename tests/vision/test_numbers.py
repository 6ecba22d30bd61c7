"""How numbers are shown to people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.datatypes import Estimate
from vision.numbers import DISPLAYS, interval_text, number, span, typical_text, value_text, with_unit


@given(st.sampled_from(sorted(DISPLAYS)), st.floats(-500, 500), st.floats(0, 50))
def test_a_shown_value_lies_inside_its_shown_interval(unit, value, half):
    made = Estimate(value, value - half, value + half, 9)
    shown = value_text(made, unit).replace("\N{MINUS SIGN}", "-")
    ends = (
        interval_text(made, unit).replace("\N{EN DASH}", " to ").replace("\N{MINUS SIGN}", "-").split(" to ")
    )
    assert float(ends[0]) <= float(shown) <= float(ends[1])


def test_a_half_step_a_minute_is_not_rounded_away():
    assert with_unit(168.5, "spm") == "168.5 spm"


def test_there_is_no_negative_zero_and_the_minus_is_a_minus():
    assert number(-0.04, 1) == "0.0"
    assert number(-1.25, 2) == "\N{MINUS SIGN}1.25"
    assert number(float("nan"), 1) == "unknown"


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (2, 10, "2\N{EN DASH}10"),
        (None, 8, "below 8"),
        (5, None, "above 5"),
        (None, None, ""),
        (-2, 4, "\N{MINUS SIGN}2 to 4"),
    ],
)
def test_a_range_may_be_open(low, high, text):
    assert span(low, high, 0) == text


def test_a_typical_range_has_no_more_decimals_than_it_needs():
    assert typical_text(0.05, 0.10, "m") == "5\N{EN DASH}10"
    assert typical_text(7.5, 10, "deg") == "7.5\N{EN DASH}10.0"
