"""Three pairs whose differences are 1, 2 and 3, so that the axis of differences leads from -0.15 to 3.15."""

import pytest

from lab.beside_reference import Agreed
from lab.figure import BOTTOM, TOP, figure
from vision import Limits, limits_of_agreement

PAIRS = ((171.0, 170.0), (174.0, 172.0), (180.0, 177.0))


def agreed(pairs=PAIRS, unit="spm", limits=None):
    limits = limits or limits_of_agreement(*zip(*pairs, strict=True))
    return Agreed("cadence_spm", unit, "Cadence", 1, limits, None, pairs)


def height(difference):
    return pytest.approx(BOTTOM - (BOTTOM - TOP) * (difference + 0.15) / 3.3, abs=0.051)


def test_the_bias_lies_where_the_mean_difference_does_and_few_pairs_have_no_limits():
    found = figure(agreed())
    (bias,) = found.lines
    assert (bias.kind, bias.y, bias.top, bias.bottom) == ("bias", height(2), height(2), height(2))
    assert [y for _, y in found.dots] == [height(1), height(2), height(3)]


def test_a_reference_that_reads_more_lies_below_the_line_of_no_difference():
    found = figure(agreed(tuple((theirs, ours) for ours, theirs in PAIRS)))
    no_difference = next(tick.at for tick in found.up if tick.label == "0")
    assert all(y > no_difference for y in (found.lines[0].y, *(y for _, y in found.dots)))


def test_limits_widen_the_axis_and_show_their_intervals():
    limits = Limits(3, 2.0, 1.0, 3.0, 0.5, lower=1.0, lower_low=0.0, lower_high=2.0, upper=3.0)
    bias, lower, upper = figure(agreed(limits=limits)).lines
    assert (bias.y, bias.top, bias.bottom) == (height(2), height(3), height(1))
    assert (lower.y, lower.top, lower.bottom) == (height(1), height(2), height(0))
    assert (upper.y, upper.top, upper.bottom) == (height(3),) * 3


def test_seconds_are_drawn_as_milliseconds():
    found = figure(agreed(tuple((ours / 1000, theirs / 1000) for ours, theirs in PAIRS), unit="s"))
    assert (found.unit, found.lines[0].y) == ("ms", height(2))
    assert "174" in {tick.label for tick in found.across}
