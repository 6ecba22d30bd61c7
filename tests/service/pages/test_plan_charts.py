from dataclasses import replace
from datetime import timedelta

import pytest
from runners import START, baseline, estimate, settings

from coaching import Entry, Recheck, logged, make_plan
from service.pages.plan_charts import BOTTOM, LEFT, RIGHT, TOP, plan_chart


@pytest.fixture(scope="module")
def plan():
    made = make_plan(baseline(150.0), settings())
    seen = Recheck(speed_mps=3.0, cadence=estimate(156.0, 1.0))
    return logged(made, Entry(day=START + timedelta(days=13), recheck=seen))


def test_what_was_measured_lies_where_its_week_and_cadence_are(plan):
    chart = plan_chart(plan)
    first, check = chart.measured
    at = {tick.label: tick.at for tick in chart.spm}
    assert at["150"] == pytest.approx(first.y)
    assert at["160"] < check.y < at["155"] < first.y
    assert check.high_y < check.y < check.low_y
    weeks = {tick.label: tick.at for tick in chart.weeks}
    assert first.x < weeks["1"] < weeks["2"] < check.x < weeks["3"]
    assert (
        f"Video of {START + timedelta(days=13):%-d %B %Y}: 156.0 spm (155.0\N{EN DASH}157.0)." in chart.words
    )


def test_all_of_it_lies_within_the_picture(plan):
    alone = plan_chart(make_plan(baseline(150.0, speed_mps=5.5), settings()))
    assert (alone.band, alone.target, alone.weeks, len(alone.measured)) == (None, "", (), 1)
    for chart in (plan_chart(plan), alone):
        assert all(LEFT <= tick.at <= RIGHT for tick in chart.weeks)
        assert all(TOP <= tick.at <= BOTTOM for tick in chart.spm)
        for mark in chart.measured:
            assert LEFT <= mark.x <= RIGHT
            assert TOP <= mark.high_y <= mark.y <= mark.low_y <= BOTTOM


def test_weeks_at_ones_own_cadence_are_said_so(plan):
    pause = replace(plan.weeks[0], stage=0)
    words = plan_chart(replace(plan, weeks=(pause, *plan.weeks[1:]))).words
    assert "Week 1: your own cadence." in words
