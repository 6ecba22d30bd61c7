from datetime import timedelta

import pytest
from runners import START, baseline, done, required, rule, settings, with_done

from coaching import Entry, logged, make_plan, newest_week


def test_the_run_of_a_week_with_a_video_is_as_long_as_ever():
    plan = make_plan(baseline(150.0), settings(easy_min=20.0, usual_effort=3.0))
    plan = with_done(done(plan, 1), "w2-tue", "w2-thu")
    assert rule(with_done(plan, "w2-sun", minutes=20.0)) == ("programme", "step_on")
    assert rule(with_done(plan, "w2-sun", minutes=31.0)) == ("too_much", "hold")


def test_usual_effort_is_learnt_from_the_first_three_runs():
    plan = make_plan(baseline(150.0), settings())
    for number, effort in ((1, 4.0), (2, 6.0)):
        for session in required(plan, number):
            plan = logged(plan, Entry(day=session.day, session=session.id, effort=effort))
    assert [week.decision.rule for week in plan.weeks[:2]] == ["programme", "effort_often"]


def test_a_run_that_is_done_a_day_late_is_not_missed(plan):
    on_monday = with_done(with_done(plan, "w1-tue"), "w1-sun", late=1)
    assert newest_week(on_monday).number == 1
    over = with_done(on_monday, "w2-tue", "w2-thu", "w2-sun")
    assert [week.decision.rule for week in over.weeks[:2]] == ["programme", "programme"]
    far_too_late = with_done(with_done(plan, "w1-tue"), "w1-sun", late=3)
    assert far_too_late.weeks[0].decision.rule == "missed"


@pytest.mark.parametrize("stage", [3, 4])
def test_what_stands_in_place_of_a_run_counts_as_that_run(plan, stage):
    for number in range(1, stage):
        plan = done(plan, number)
    week = f"w{stage}"
    swapped = with_done(plan, f"{week}-tue", f"{week}-thu-instead")
    over = logged(swapped, Entry(day=START + timedelta(weeks=stage, days=3), minutes=20.0))
    assert over.weeks[stage - 1].decision.rule == "programme"
    both = with_done(plan, f"{week}-tue", f"{week}-thu", f"{week}-thu-instead", f"{week}-sun")
    assert rule(both) == ("programme", "step_on")
    twice_as_long = with_done(with_done(plan, f"{week}-tue", f"{week}-sun"), f"{week}-thu", minutes=40.0)
    twice_as_long = with_done(twice_as_long, f"{week}-thu-instead", minutes=40.0)
    assert rule(twice_as_long) == ("too_much", "hold")


@pytest.mark.parametrize("id", ["w2-tue-drills", "w2-sat-recovery", "w2-sun-video"])
@pytest.mark.parametrize("said", [{"done_share": 3.0}, {"minutes": 120.0}])
def test_only_running_can_be_too_much(plan, id, said):
    plan = done(done(plan, 1), 2)
    assert rule(with_done(plan, id, id, **said)) == ("programme", "step_on")


def test_drills_ahead_are_no_running_ahead(plan):
    early = logged(done(plan, 1), Entry(day=START, session="w2-tue-drills"))
    assert rule(early) == ("programme", "step_on")


def test_usual_effort_is_learnt_from_easy_runs_alone():
    plan = make_plan(baseline(150.0), settings(long_run_min=60.0))
    plan = with_done(plan, "w1-tue-drills", "w1-sat-recovery", "w1-thu-drills", effort=1.0)
    plan = with_done(plan, "w1-sun-long", effort=9.0)
    plan = with_done(plan, "w1-tue", "w1-thu", effort=4.0)
    plan = with_done(plan, "w2-tue", effort=4.0)
    assert newest_week(plan).decision.rule == "programme"
    assert rule(with_done(plan, "w2-thu", effort=6.0)) == ("effort", "hold")
