import copy

import builders
import pytest

from vision import UnreadableReport, agreement, corrected_pair
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
