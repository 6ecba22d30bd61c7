from datetime import timedelta
from pathlib import Path

import pytest
from runners import START, at_last, baseline, calf, done, filmed, required, rule, settings, with_done

from coaching import Entry, PainReport, SelfCheck, logged, make_plan, newest_week
from coaching.rules import RULES


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"pain": calf(4)}, ("pain", "step_back")),
        ({"pain": calf(2)}, ("new_pain", "hold")),
        ({"pain": calf(5)}, ("pain", "step_back")),
        ({"pain": calf(5.5)}, ("severe_pain", "pause")),
        ({"pain": calf(0.5)}, ("new_pain", "hold")),
        ({"effort": 4.1}, ("effort", "hold")),
        ({"effort": 4.0}, ("programme", "step_on")),
        ({"done_share": 1.6}, ("too_much", "hold")),
        ({"done_share": 0.0}, ("programme", "step_on")),
    ],
)
def test_what_the_log_says_of_one_run(plan, said, expected):
    assert rule(done(done(plan, 1), 2, **said)) == expected


def test_pain_that_is_known_and_mild_holds_nothing(plan):
    known = done(plan, 1, pain=calf(2))
    assert rule(done(known, 2, pain=calf(2))) == ("programme", "step_on")


@pytest.mark.parametrize(("number", "cadence_spm"), [(2, 160.0), (4, 160.0), (8, 168.0)])
def test_a_video_beyond_the_target_holds_at_once_and_for_good(plan, number, cadence_spm):
    for before in range(1, number):
        plan = done(plan, before)
    early = filmed(plan, number, cadence_spm)
    passed = make_plan(
        early.baseline, early.settings, early.log, today=START + timedelta(weeks=number, days=2)
    )
    for after in (early, done(early, number), passed):
        decision = after.weeks[number - 1].decision
        assert (decision.rule, decision.action) == ("overshot", "hold")


@pytest.mark.parametrize("number", [2, 4])
def test_a_video_below_the_target_holds_nothing_before_the_last_week(plan, number):
    for before in range(1, number + 1):
        plan = done(plan, before)
    assert rule(filmed(plan, number, 140.0)) == ("programme", "step_on")


def test_pain_that_rises_holds_however_mild(plan):
    for number, score in ((1, 1), (2, 2), (3, 3)):
        plan = done(plan, number, pain=calf(score))
    assert [week.decision.rule for week in plan.weeks[:3]] == ["new_pain", "more_pain", "more_pain"]
    assert [week.stage for week in plan.weeks[:4]] == [1] * 4


def test_pain_that_rises_after_a_week_without_holds_too(plan):
    plan = done(done(done(plan, 1, pain=calf(1)), 2), 3, pain=calf(3))
    assert rule(plan) == ("more_pain", "hold")


def test_mild_pain_of_a_third_week_in_a_row_is_to_be_looked_at(plan):
    for number in (1, 2, 3):
        plan = done(plan, number, pain=calf(2))
    assert rule(plan) == ("pain_stays", "hold")
    assert "let a clinician look" in newest_week(plan).decision.message


def test_pain_that_a_clinician_knows_of_may_stay():
    plan = make_plan(baseline(150.0), settings(pain="knee_or_hip_under_care", usual_effort=3.0))
    for number in (1, 2, 3):
        plan = done(plan, number, pain=(PainReport(site="knee", score=2.0),))
    assert rule(plan) == ("programme", "step_on")


@pytest.mark.parametrize(
    "later",
    [
        {},
        {"session": "w2-tue", "notes": "walked"},
        {"minutes": 0.0, "notes": "rested"},
        {"minutes": 30.0, "effort": 2.0, "pain": calf(3)},
    ],
)
def test_severe_pain_is_spoken_of_until_a_calm_week(plan, later):
    hurt = with_done(plan, "w1-sun", pain=calf(9))
    if later:
        hurt = logged(hurt, Entry(day=START + timedelta(days=8), **later))
    told = newest_week(hurt).decision
    assert told.action in ("pause", "hold")
    assert "stop, and let a clinician look at it now" in told.message
    passed = START + timedelta(days=21)
    much_later = make_plan(hurt.baseline, hurt.settings, hurt.log, today=passed)
    rested = newest_week(much_later, today=passed).decision
    assert (
        rested.rule == "not_calm" and "clinician" in rested.message and "to rest is right" in rested.message
    )
    assert much_later.weeks[3].stage == 0


def test_pain_of_three_after_severe_pain_keeps_the_pause(plan):
    hurt = with_done(plan, "w1-sun", pain=calf(9))
    for number in (3, 4):
        hurt = done(hurt, number, pain=calf(3 if number == 3 else 2))
    assert [week.decision.action for week in hurt.weeks[:4]] == ["pause", "hold", "hold", "step_on"]
    assert [week.stage for week in hurt.weeks[:5]] == [1, 0, 0, 0, 1]


@pytest.mark.parametrize("session", [None, "w1-thu"])
def test_a_run_that_felt_hard_counts_also_beside_the_plan(plan, session):
    plan = with_done(plan, "w1-tue", effort=3.0)
    hard = Entry(day=START + timedelta(days=3), session=session, minutes=30.0, effort=9.0)
    assert rule(logged(plan, hard)) == ("effort", "hold")


def test_pain_that_rises_within_a_week_holds(plan):
    plan = done(plan, 1, pain=calf(3))
    for id, score in (("w2-tue", 1), ("w2-thu", 2), ("w2-sun", 1)):
        plan = with_done(plan, id, pain=calf(score))
    assert rule(plan) == ("more_pain", "hold")


def test_effort_of_ten_on_every_easy_run_is_never_usual():
    plan = make_plan(baseline(150.0), settings())
    for number in (1, 2):
        for run in required(plan, number):
            plan = logged(plan, Entry(day=run.day, session=run.id, effort=10.0))
    assert [week.decision.rule for week in plan.weeks[:2]] == ["effort_often"] * 2


def test_a_long_run_as_hard_as_a_race_is_not_easy():
    plan = make_plan(baseline(150.0), settings(long_run_min=60.0, usual_effort=3.0))
    plan = with_done(plan, "w1-tue", "w1-thu")
    assert rule(with_done(plan, "w1-sun-long", effort=6.0)) == ("programme", "step_on")
    assert rule(with_done(plan, "w1-sun-long", effort=6.5)) == ("effort", "hold")


def test_pain_in_care_is_not_new():
    plan = make_plan(baseline(150.0), settings(pain="knee_or_hip_under_care"))
    knee = (PainReport(site="knee", score=2.0),)
    assert rule(done(plan, 1, pain=knee)) == ("programme", "step_on")
    assert rule(done(plan, 1, pain=calf(2))) == ("new_pain", "hold")


def test_effort_in_two_runs_steps_back(plan):
    first, second, _ = required(plan, 1)
    for session in (first, second):
        plan = logged(plan, Entry(day=session.day, session=session.id, effort=6.0))
    assert rule(plan) == ("effort_often", "step_back")


def test_a_tense_form_in_two_runs_holds(plan):
    first, second, _ = required(plan, 1)
    for session in (first, second):
        tense = SelfCheck(breathing_calm=True, shoulders_loose=False)
        plan = logged(plan, Entry(day=session.day, session=session.id, check=tense))
    assert rule(plan) == ("form", "hold")


def test_a_week_of_which_too_little_was_done_is_held_once_it_is_over(plan):
    session = required(plan, 1)[0]
    plan = logged(plan, Entry(day=session.day, session=session.id))
    assert rule(plan) == ("programme", "step_on")  # the week is not over
    later = logged(plan, Entry(day=START + timedelta(days=8), session="w2-tue"))
    assert (later.weeks[0].decision.rule, later.weeks[1].stage) == ("missed", 1)


def test_two_weeks_work_in_one_is_held(plan):
    ahead = logged(plan, Entry(day=START, session="w2-tue"))
    assert rule(ahead) == ("ahead", "hold")
    assert rule(with_done(plan, "w1-tue", "w1-tue")) == ("twice", "hold")


def test_much_running_beside_the_plan_is_held(plan):
    assert rule(logged(done(plan, 1), Entry(day=START, minutes=30.0))) == ("programme", "step_on")
    assert rule(logged(done(plan, 1), Entry(day=START, minutes=40.0))) == ("too_much", "hold")


def test_a_target_that_chance_may_have_reached_is_not_kept_and_the_page_says_why():
    plan = filmed(at_last(make_plan(baseline(150.0, 6.7, clips=1), settings(usual_effort=3.0))), 8, 156.0)
    assert rule(plan) == ("not_kept", "fade_again")
    assert "may be chance" in newest_week(plan).decision.message


def test_every_rule_is_explained_as_it_is():
    explained = (Path(__file__).parents[2] / "docs" / "coaching.md").read_text(encoding="utf-8")
    assert all(f"| `{rule.code}` | {rule.when} |" in explained for rule in RULES)
    assert all(rule.source in explained for rule in RULES)
