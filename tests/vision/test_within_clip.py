import copy

import builders
import numpy as np
import pytest
from synthetic_runner import Runner, analysis_of

from vision import InvalidSetting, UnreadableReport, compare_legs, compare_parts
from vision.both_legs import NO_SCALE
from vision.intervals import Scatter
from vision.passage import NOT_PASSING
from vision.report import report_json
from vision.within_clip import FEW_STEPS, OF_BOTH, TOO_FEW_STEPS


@pytest.fixture
def report():
    return copy.deepcopy(_REPORT)


_REPORT = report_json(builders.analysis())


def with_steps(report, left, right, name="contact_time_s"):
    """The report with these values of its steps, which land by turns, one second apart."""
    rows = [("left", value) for value in left], [("right", value) for value in right]
    by_turns = [row for pair in zip(*rows, strict=True) for row in pair]
    report["steps"] = [
        {
            "side": side,
            "leg": None,
            "initial_contact_s": float(i),
            "toe_off_s": i + 0.2,
            "withheld": [],
            name: value,
        }
        for i, (side, value) in enumerate(by_turns)
    ]
    return report


def measure(metrics, name="contact_time_s"):
    return next(metric for metric in metrics if metric.name == name)


def test_what_both_legs_share_leaves_their_difference(report):
    """Shared 3, opposite 1, random 2 each and so 2 / sqrt(2) of both: apart by sqrt((2 x 1)^2 + 2 x 2^2)."""
    of_leg, of_both = float(np.sqrt(9 + 1 + 4)), float(np.sqrt(9 + 2))
    for side, value in (("left", 10.0), ("right", 14.0)):
        report["metrics"]["shank_angle_deg"][side] |= {
            "value": value,
            "low": value - of_leg,
            "high": value + of_leg,
        }
    report["metrics"]["shank_angle_deg"] |= {"value": 12.0, "low": 12 - of_both, "high": 12 + of_both}
    found = measure(compare_legs(report), "shank_angle_deg").overall
    assert (found.value, found.high - found.value) == (4.0, pytest.approx(np.sqrt(12)))
    assert found.beyond_both and found.detectable == pytest.approx(np.sqrt(12))


def test_a_measure_of_both_legs_together_has_no_difference_of_legs(report):
    for side in ("left", "right"):
        report["metrics"]["trunk_lean_range_deg"][side] |= {"value": 4.0, "low": 2.0, "high": 6.0}
    found = measure(compare_legs(report), "trunk_lean_range_deg").overall
    assert (found.beyond_both, found.why_missing) == (None, OF_BOTH)


def test_a_leg_that_was_not_measured_says_why(report):
    report["metrics"]["contact_time_s"]["left"] |= {
        "value": None,
        "low": None,
        "high": None,
        "why_missing": "hidden",
    }
    found = measure(compare_legs(report)).overall
    assert (found.beyond_both, found.why_missing) == (None, "left leg: hidden")


def test_the_last_third_is_told_against_the_first(report):
    left = [0.20, 0.22] * 2 + [9.0] * 4 + [0.26, 0.28] * 2
    parts = compare_parts(with_steps(report, left, np.array(left) + 0.1))
    assert (parts.first.steps, parts.second.steps, parts.split_s) == (8, 8, None)
    assert parts.first.to_s == pytest.approx(23 / 3) and parts.second.from_s == pytest.approx(46 / 3)
    contact = measure(parts.metrics)
    assert (contact.overall.a.value, contact.overall.b.value) == (pytest.approx(0.26), pytest.approx(0.32))
    assert (contact.left.value, contact.right.value) == (pytest.approx(0.06), pytest.approx(0.06))


def test_the_interval_of_the_parts_is_students_of_all_steps(report):
    """Steps by turns up and down tell nothing of the one before, so that they count in full."""
    values = np.array([0.20, 0.22, 0.20, 0.22])
    report = with_steps(report, np.tile(values, 2), np.tile(values, 2))
    found = measure(compare_parts(report, 7.5).metrics).overall
    half = Scatter.of(*[values] * 4).half_width_of_mean(4)
    assert found.value == 0 and found.high == pytest.approx(half)  # sqrt(4) / 2 times that of one mean
    assert not found.beyond_both


def test_steps_that_are_like_those_before_count_as_fewer(report):
    up_and_down, in_runs = [0, 2, 0, 2, 0, 2, 0, 2], [0, 0, 0, 0, 2, 2, 2, 2]
    one, other = (
        measure(compare_parts(with_steps(report, values * 2, values * 2), 15.5).metrics).overall
        for values in (up_and_down, in_runs)
    )
    assert other.high > 2 * one.high


def test_a_split_of_the_coach_parts_the_steps(report):
    parts = compare_parts(with_steps(report, range(30), range(30)), 20)
    assert (parts.first.steps, parts.second.steps) == (20, 40)
    assert parts.second.from_s == 20 and parts.first.to_s < 20
    assert parts.cautions == ()


def test_few_steps_are_said_and_too_few_are_not_compared(report):
    parts = compare_parts(with_steps(report, range(8), range(8)), 2)
    assert "few_steps" in {caution.code for caution in parts.cautions} and FEW_STEPS > 1
    assert measure(parts.metrics).overall.why_missing == TOO_FEW_STEPS


def test_what_may_not_be_averaged_is_not_and_says_why(report):
    report = with_steps(report, range(12), range(12))
    report["withheld"] = {"contact_time_s": "the frame rate is too low"}
    found = measure(compare_parts(report).metrics).overall
    assert (found.value, found.why_missing) == (None, "the frame rate is too low")


@pytest.mark.parametrize("split_s", [-1.0, 0.0, 23.5])
def test_a_split_outside_of_the_steps_says_where_they_are(report, split_s):
    with pytest.raises(InvalidSetting, match=r"between 0\.00 and 23\.00 s"):
        compare_parts(with_steps(report, range(12), range(12)), split_s)


def test_a_view_that_changes_on_the_way_is_said(report):
    report["quality"]["camera"] = "moving"
    assert "moving_camera" in {caution.code for caution in compare_parts(report).cautions}
    report["quality"]["camera"] = "static"
    speed = report["metrics"]["speed_mps"]
    speed |= {"value": None, "why_missing": NOT_PASSING}
    assert "passing" not in {caution.code for caution in compare_parts(report).cautions}
    for told_mps in (None, 3.0):
        report["provenance"]["settings"]["speed_mps"] = told_mps
        for value, why in ((3.0, None), (None, NO_SCALE)):
            speed |= {"value": value, "why_missing": why}
            assert "passing" in {caution.code for caution in compare_parts(report).cautions}


@pytest.mark.parametrize("of_one", [compare_legs, compare_parts])
def test_what_is_no_whole_report_says_so(of_one):
    with pytest.raises(UnreadableReport):
        of_one({"schema_version": 1})


def test_the_same_run_from_beginning_to_end_shows_few_changes():
    report = report_json(analysis_of(Runner(duration_s=20.0)))
    known = [
        m.overall.beyond_both for m in compare_parts(report).metrics if m.overall.beyond_both is not None
    ]
    assert len(known) > 10 and sum(known) <= 0.2 * len(known)
