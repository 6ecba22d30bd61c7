import copy

import builders
import numpy as np
import pytest

from vision import UnreadableReport, agreement, corrected_pair
from vision.agreement import FEW_PAIRS, limits_of_agreement
from vision.report import report_json

FIRST = report_json(builders.analysis())
MOVED = {"kind": "event_moved", "side": "left", "event": "toe_off", "time_s": 1.25, "to_s": 1.24}


def revised(*corrections, **values):
    """The report with other values of some measures, as these corrections made them."""
    other = copy.deepcopy(FIRST)
    other["provenance"]["revision"] = {"number": 1, "corrections": list(corrections), "uncertainty_px": {}}
    for name, value in values.items():
        other["metrics"][name] |= {"value": value, "corrected": True}
    return other


def test_bias_and_limits_are_those_of_bland_and_altman():
    """Differences 1 to 5: mean 3, SD sqrt(2.5); t of 4 degrees of freedom is 2.776."""
    found = limits_of_agreement([11, 22, 33, 44, 55], [10, 20, 30, 40, 50])
    sd = np.sqrt(2.5)
    reach = 2.776445 * sd / np.sqrt(5)
    assert (found.n, found.bias, found.sd) == (5, 3.0, pytest.approx(sd))
    assert (found.bias_low, found.bias_high) == pytest.approx((3 - reach, 3 + reach), rel=1e-5)
    assert (found.lower, found.upper) == pytest.approx((3 - 1.96 * sd, 3 + 1.96 * sd))
    wide = np.sqrt(3) * reach
    assert (found.lower_low, found.lower_high) == pytest.approx(
        (found.lower - wide, found.lower + wide), rel=1e-5
    )
    assert (found.upper_low, found.upper_high) == pytest.approx(
        (found.upper - wide, found.upper + wide), rel=1e-5
    )


def test_the_limits_hold_19_of_20_differences_and_their_intervals_the_true_limits():
    rng, held, cases, within = np.random.default_rng(3), 0, 800, []
    for _ in range(cases):
        corrected = rng.normal(250, 20, 30)
        found = limits_of_agreement(corrected + rng.normal(4, 6, 30), corrected)
        held += found.upper_low <= 4 + 1.96 * 6 <= found.upper_high
        within.append(np.mean(np.abs(rng.normal(4, 6, 100) - found.bias) < 1.96 * found.sd))
    assert np.mean(within) == pytest.approx(0.95, abs=0.015)
    assert held / cases == pytest.approx(0.95, abs=0.03)


@pytest.mark.parametrize(("n", "bias"), [(0, None), (1, 2.0), (4, 2.0)])
def test_few_pairs_have_no_limits(n, bias):
    found = limits_of_agreement([5.0] * n, [3.0] * n)
    assert (found.n, found.bias, found.sd, found.lower, found.upper) == (n, bias, None, None, None)
    assert found.why_missing == FEW_PAIRS


def test_only_what_was_corrected_is_told_apart():
    pair = corrected_pair(FIRST, revised(MOVED, contact_time_s=0.2355))
    assert pair.values == {"contact_time_s": (0.2455, 0.2355)}
    table = agreement([pair] * 5)
    assert (table.reports, table.retold) == (5, 0)
    (measure,) = table.measures
    assert (measure.name, measure.unit, measure.limits.bias) == ("contact_time_s", "s", pytest.approx(0.010))
    toe_off = next(each for each in table.events if each.name == "toe_off")
    assert (toe_off.limits.n, toe_off.unit, toe_off.limits.bias) == (5, "ms", pytest.approx(10.0))


def test_events_that_were_missed_or_were_none_are_counted():
    added = {"kind": "event_added", "side": "left", "event": "initial_contact", "time_s": 2.0}
    removed = {"kind": "event_removed", "side": "left", "event": "toe_off", "time_s": 2.0}
    contact, toe_off = agreement(
        [corrected_pair(FIRST, revised(added, added | {"time_s": 3.0}, removed))]
    ).events
    assert (contact.added, contact.removed, toe_off.added, toe_off.removed) == (2, 0, 0, 1)
    assert contact.limits.n == 0


def test_measures_do_not_count_where_another_speed_was_told():
    facts = {"kind": "facts_corrected", "speed_mps": 3.5}
    table = agreement([corrected_pair(FIRST, revised(facts, MOVED, step_length_m=1.25))])
    assert (table.reports, table.retold, table.measures) == (1, 1, ())
    assert table.events[1].limits.n == 1


def test_a_measure_that_was_unknown_before_or_is_now_makes_no_pair():
    assert corrected_pair(FIRST, revised(contact_time_s=None, leg_stiffness_kn_m=9.0)).values == {}


def test_a_report_that_nobody_corrected_is_none():
    with pytest.raises(UnreadableReport):
        corrected_pair(FIRST, FIRST)
