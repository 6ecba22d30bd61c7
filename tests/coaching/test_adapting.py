from datetime import timedelta

import pytest
from runners import START, at_last, baseline, calf, done, filmed, required, rule, settings, with_done

from coaching import Entry, logged, make_plan, newest_week


def test_before_the_first_entry_nothing_is_decided(plan):
    assert newest_week(plan) is None
    assert [week.stage for week in plan.weeks] == list(range(1, 9))


def test_a_week_that_went_well_leads_to_the_next(plan):
    assert rule(done(plan, 1)) == ("programme", "step_on")


@pytest.mark.parametrize(
    ("cadence_spm", "decided"), [(157.0, ("kept", "next_step")), (150.0, ("not_kept", "fade_again"))]
)
def test_a_video_alone_does_not_decide_the_last_week(plan, cadence_spm, decided):
    for number in range(1, 8):
        plan = done(plan, number)
    early = filmed(plan, 8, cadence_spm)
    assert rule(early) == ("not_run_yet", "await_runs")
    assert len(early.weeks) == 8
    assert rule(done(early, 8)) == decided
    passed = make_plan(early.baseline, early.settings, early.log, today=START + timedelta(weeks=8, days=2))
    assert passed.weeks[7].decision.rule == "missed"


def test_a_week_that_is_not_over_is_judged_so_far(plan):
    said = [newest_week(each).decision.message for each in (with_done(plan, "w1-tue"), done(plan, 1))]
    assert [each.startswith("So far") for each in said] == [True, False]


def test_weeks_that_pass_without_an_entry_are_done_again():
    asked, said = (baseline(150.0), settings(usual_effort=3.0)), {}
    plan = done(done(make_plan(*asked), 1), 2)
    for weeks, days in ((2, 6), (3, 0), (4, 0)):
        today = START + timedelta(weeks=weeks, days=days)
        at = make_plan(*asked, plan.log, today=today)
        said[weeks, days] = [week.decision.rule for week in at.weeks[:4]]
    assert said[2, 6] == ["programme"] * 4
    assert said[3, 0] == ["programme", "programme", "missed", "programme"]
    assert said[4, 0] == ["programme", "programme", "missed", "missed_twice"]
    newest = newest_week(at, today=today)
    assert newest.number == 4
    assert "passed without an entry" in newest.decision.message


def test_after_severe_pain_there_is_no_cadence_until_a_week_passes_without(plan):
    for number in (1, 2, 3):
        plan = done(plan, number)
    hurt = done(plan, 4, pain=calf(10))
    assert "stop, and let a clinician look at it now" in newest_week(hurt).decision.message
    assert [week.stage for week in hurt.weeks[3:7]] == [4, 0, 0, 3]
    again = done(hurt, 6, pain=calf(4))
    assert [week.stage for week in again.weeks[3:8]] == [4, 0, 0, 0, 3]
    assert not any(part.cadence_spm for s in again.weeks[6].sessions for part in s.segments)


@pytest.mark.parametrize(("weeks_between", "expected"), [(1, "pain_lasts"), (3, "pain_lasts"), (4, "pain")])
def test_pain_that_comes_back_within_four_weeks_pauses(plan, weeks_between, expected):
    for number in range(1, 5):
        plan = done(plan, number)
    plan = done(plan, 5, pain=calf(4))
    for number in range(6, 6 + weeks_between):
        plan = done(plan, number)
    assert rule(done(plan, 6 + weeks_between, pain=calf(4)))[0] == expected


def test_two_missed_weeks_step_back(plan):
    for number in (1, 2, 3):
        plan = done(plan, number)
    plan = logged(plan, Entry(day=START + timedelta(weeks=6), minutes=30.0))
    assert [week.decision.rule for week in plan.weeks[3:5]] == ["missed", "missed_twice"]
    assert [week.stage for week in plan.weeks[3:6]] == [4, 4, 3]


def test_the_last_video_is_waited_for_and_then_the_week_repeated(plan):
    plan = at_last(plan)
    assert rule(plan) == ("not_filmed", "await_video")
    assert len(plan.weeks) == 8
    later = logged(plan, Entry(day=START + timedelta(weeks=8), minutes=20.0))
    assert [week.stage for week in later.weeks] == [*range(1, 9), 8]


@pytest.mark.parametrize(
    ("cadence_spm", "half", "expected"),
    [
        (156.0, 0.5, ("kept", "next_step")),
        (155.0, 0.5, ("kept", "next_step")),
        (154.0, 0.5, ("not_kept", "fade_again")),
        (157.0, 9.0, ("not_kept", "fade_again")),
        (160.0, 0.5, ("kept", "finish")),
        (178.0, 0.5, ("overshot", "hold")),
    ],
)
def test_the_last_video_decides(plan, cadence_spm, half, expected):
    assert rule(filmed(at_last(plan), 8, cadence_spm, half)) == expected


def test_the_next_step_is_the_cap_and_starts_with_intervals(plan):
    plan = filmed(at_last(plan), 8, 157.0)
    assert [(w.stage, w.target_spm) for w in plan.weeks[8:10]] == [(1, 165.0), (2, 165.0)]


def test_a_target_that_is_not_kept_is_faded_again(plan):
    assert filmed(at_last(plan), 8, 151.0).weeks[8].stage == 5


def test_every_decision_names_its_source(plan):
    weeks = filmed(at_last(plan), 8, 157.0).weeks
    assert all(week.decision.source and week.decision.message for week in weeks)


def tried(plan, number):
    """The plan with two runs of a week that felt hard."""
    for session in required(plan, number)[:2]:
        plan = logged(plan, Entry(day=session.day, session=session.id, effort=6.0))
    return plan


def test_after_a_pause_the_plan_goes_on_a_stage_lower_but_not_after_a_step_back():
    plan = make_plan(baseline(150.0), settings(usual_effort=3.0))
    for number in range(1, 5):
        plan = done(plan, number)
    plan = done(done(plan, 5, pain=calf(5)), 6, pain=calf(5))
    plan = done(plan, 7)
    for number in (8, 9, 10):
        plan = tried(plan, number)
    plan = done(plan, 11)
    assert [week.stage for week in plan.weeks[4:12]] == [5, 4, 0, 3, 2, 1, 0, 1]


def test_the_next_step_waits_for_two_stable_weeks(plan):
    for number in range(1, 8):
        plan = done(plan, number)
    plan = done(done(plan, 8, pain=calf(1)), 9)
    assert [week.stage for week in plan.weeks[7:9]] == [8, 8]
    assert rule(filmed(plan, 9, 157.0)) == ("not_stable", "hold")
