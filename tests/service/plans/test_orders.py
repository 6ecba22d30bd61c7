from datetime import date

import pytest
from pydantic import ValidationError

from coaching import InvalidEntry
from service.plans.orders import LoggedRun, PlanOrder

MONDAY = date(2026, 11, 30)


def test_days_are_written_with_commas_or_spread_over_the_week():
    assert PlanOrder(days="mon, thu").settings(MONDAY).days == ("mon", "thu")
    assert PlanOrder(runs=4).settings(MONDAY).days == ("tue", "thu", "sat", "sun")
    assert PlanOrder().settings(MONDAY).start == MONDAY


def test_a_run_becomes_an_entry():
    entry = LoggedRun(session="w1-tue", pain="calf:2,knee:0.5", jaw="tense", breathing="calm").entry(MONDAY)
    assert [(report.site, report.score) for report in entry.pain] == [("calf", 2.0), ("knee", 0.5)]
    assert (entry.check.jaw_loose, entry.check.breathing_calm, entry.check.shoulders_loose) == (
        False,
        True,
        None,
    )
    assert entry.day == MONDAY


def test_a_run_that_has_not_been_is_not_logged():
    with pytest.raises(InvalidEntry, match="has not been yet"):
        LoggedRun(day="2026-12-01", minutes=30).entry(MONDAY)


@pytest.mark.parametrize("said", [{"effort": 11}, {"effort": "nan"}, {"pain": "calf"}, {"pain": "calf:"}])
def test_what_cannot_be_is_refused(said):
    with pytest.raises(ValidationError):
        LoggedRun(**said)
