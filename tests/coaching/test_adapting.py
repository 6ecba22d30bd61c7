from datetime import timedelta
from pathlib import Path

import pytest
from runners import START, baseline, estimate, settings

from coaching import Entry, InvalidEntry, PainReport, Recheck, SelfCheck, logged, make_plan, newest_week
from coaching.rules import RULES
from coaching.targets import target_spm


@pytest.fixture
def plan():
    return make_plan(baseline(150.0), settings(usual_effort=3.0))


def required(plan, number):
    return [
        session
        for session in plan.weeks[number - 1].sessions
        if not session.optional and session.kind != "video_check"
    ]


def done(plan, number, **said):
    """The plan with all runs of a week logged; `said` is of the last of them."""
    *first, last = required(plan, number)
    for session in first:
        plan = logged(plan, Entry(day=session.day, session=session.id))
    return logged(plan, Entry(day=last.day, session=last.id, **said))


def calf(score):
    return (PainReport(site="calf", score=score),)


def rule(plan):
    decision = newest_week(plan).decision
    return decision.rule, decision.action


def test_before_the_first_entry_nothing_is_decided(plan):
    assert newest_week(plan) is None
    assert [week.stage for week in plan.weeks] == list(range(1, 9))


def test_a_week_that_went_well_leads_to_the_next(plan):
    assert rule(done(plan, 1)) == ("programme", "step_on")


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


def test_the_run_of_a_week_with_a_video_is_as_long_as_ever():
    plan = make_plan(baseline(150.0), settings(easy_min=20.0, usual_effort=3.0))
    plan = with_done(done(plan, 1), "w2-tue", "w2-thu")
    assert rule(with_done(plan, "w2-sun", minutes=20.0)) == ("programme", "step_on")
    assert rule(with_done(plan, "w2-sun", minutes=31.0)) == ("too_much", "hold")


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


def test_after_severe_pain_there_is_no_cadence_until_a_week_passes_without(plan):
    for number in (1, 2, 3):
        plan = done(plan, number)
    hurt = done(plan, 4, pain=calf(10))
    assert "stop, and let a clinician look at it now" in newest_week(hurt).decision.message
    assert [week.stage for week in hurt.weeks[3:7]] == [4, 0, 0, 3]
    again = done(hurt, 6, pain=calf(4))
    assert [week.stage for week in again.weeks[3:8]] == [4, 0, 0, 0, 3]
    assert not any(part.cadence_spm for s in again.weeks[6].sessions for part in s.segments)


def test_for_a_week_after_severe_pain_there_is_rest_or_walking(plan):
    hurt = with_done(plan, "w1-sun", pain=calf(9))
    after = [s for week in hurt.weeks[1:] for s in week.sessions if s.day <= START + timedelta(days=13)]
    assert after
    assert {part.effort for s in after for part in s.segments} == {"walk"}
    assert {s.title for s in after} == {"Rest, or walk"}


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


def test_pain_above_three_on_the_last_day_eases_the_days_after_it(plan):
    for number in (1, 2, 3):
        plan = done(plan, number)
    hurt = with_done(plan, "w4-sun", pain=calf(4))
    soon, later = (session(hurt, f"w5-{day}") for day in ("tue", "thu"))
    assert (soon.title, session(hurt, "w5-tue-drills").title) == ("Easy run, or rest", "Walk, or rest")
    assert any(part.cadence_spm for part in later.segments)


def test_a_week_that_is_mostly_eased_comes_again():
    plan = make_plan(baseline(150.0), settings(days=("mon", "wed"), usual_effort=3.0))
    plan = done(done(plan, 1), 2)
    sore = logged(plan, Entry(day=START + timedelta(days=13), minutes=20.0, pain=calf(4)))
    assert [week.decision.rule for week in sore.weeks[:4]] == ["programme", "pain", "eased", "programme"]
    assert [week.stage for week in sore.weeks[:5]] == [1, 2, 1, 1, 2]


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


def test_the_rest_of_a_week_with_severe_pain_is_rest(plan):
    hurt = with_done(plan, "w1-tue", pain=calf(8))
    rest = [s for s in hurt.weeks[0].sessions if s.day > session(plan, "w1-tue").day]
    assert rest and {part.effort for s in rest for part in s.segments} == {"walk"}
    assert {s.title for s in rest} == {"Rest, or walk"}


@pytest.mark.parametrize(("weeks_between", "expected"), [(1, "pain_lasts"), (3, "pain_lasts"), (4, "pain")])
def test_pain_that_comes_back_within_four_weeks_pauses(plan, weeks_between, expected):
    for number in range(1, 5):
        plan = done(plan, number)
    plan = done(plan, 5, pain=calf(4))
    for number in range(6, 6 + weeks_between):
        plan = done(plan, number)
    assert rule(done(plan, 6 + weeks_between, pain=calf(4)))[0] == expected


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


def test_usual_effort_is_learnt_from_the_first_three_runs():
    plan = make_plan(baseline(150.0), settings())
    for number, effort in ((1, 4.0), (2, 6.0)):
        for session in required(plan, number):
            plan = logged(plan, Entry(day=session.day, session=session.id, effort=effort))
    assert [week.decision.rule for week in plan.weeks[:2]] == ["programme", "effort_often"]


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


def session(plan, id):
    return next(each for week in plan.weeks for each in week.sessions if each.id == id)


def with_done(plan, *ids, late=0, **said):
    """The plan with these sessions logged, so many days after their own."""
    for id in ids:
        day = session(plan, id).day + timedelta(days=late)
        plan = logged(plan, Entry(day=day, session=id, **said))
    return plan


def test_a_run_that_is_done_a_day_late_is_not_missed(plan):
    on_monday = with_done(with_done(plan, "w1-tue"), "w1-sun", late=1)
    assert newest_week(on_monday).number == 1
    over = with_done(on_monday, "w2-tue", "w2-thu", "w2-sun")
    assert [week.decision.rule for week in over.weeks[:2]] == ["programme", "programme"]
    far_too_late = with_done(with_done(plan, "w1-tue"), "w1-sun", late=3)
    assert far_too_late.weeks[0].decision.rule == "missed"


def test_pain_on_a_late_run_eases_the_week_it_was_run_in(plan):
    hurt = with_done(with_done(plan, "w1-tue", "w1-thu"), "w1-sun", late=1, pain=calf(5))
    assert (hurt.weeks[0].decision.rule, hurt.weeks[1].stage) == ("pain", 0)
    assert not any(part.cadence_spm for s in hurt.weeks[1].sessions for part in s.segments)


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


def test_two_missed_weeks_step_back(plan):
    for number in (1, 2, 3):
        plan = done(plan, number)
    plan = logged(plan, Entry(day=START + timedelta(weeks=6), minutes=30.0))
    assert [week.decision.rule for week in plan.weeks[3:5]] == ["missed", "missed_twice"]
    assert [week.stage for week in plan.weeks[3:6]] == [4, 4, 3]


def test_two_weeks_work_in_one_is_held(plan):
    ahead = logged(plan, Entry(day=START, session="w2-tue"))
    assert rule(ahead) == ("ahead", "hold")
    assert rule(with_done(plan, "w1-tue", "w1-tue")) == ("twice", "hold")


def test_much_running_beside_the_plan_is_held(plan):
    assert rule(logged(done(plan, 1), Entry(day=START, minutes=30.0))) == ("programme", "step_on")
    assert rule(logged(done(plan, 1), Entry(day=START, minutes=40.0))) == ("too_much", "hold")


def filmed(plan, number, cadence_spm, half=0.5):
    check = next(s for s in plan.weeks[number - 1].sessions if s.kind == "video_check")
    seen = Recheck(speed_mps=3.0, cadence=estimate(cadence_spm, half))
    return logged(plan, Entry(day=check.day, session=check.id, recheck=seen))


def at_last(plan):
    for number in range(1, 9):
        plan = done(plan, number)
    return plan


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


def test_a_target_that_chance_may_have_reached_is_not_kept_and_the_page_says_why():
    plan = filmed(at_last(make_plan(baseline(150.0, 6.7, clips=1), settings(usual_effort=3.0))), 8, 156.0)
    assert rule(plan) == ("not_kept", "fade_again")
    assert "may be chance" in newest_week(plan).decision.message


def test_a_target_that_is_not_kept_is_faded_again(plan):
    assert filmed(at_last(plan), 8, 151.0).weeks[8].stage == 5


def test_every_decision_names_its_source(plan):
    weeks = filmed(at_last(plan), 8, 157.0).weeks
    assert all(week.decision.source and week.decision.message for week in weeks)


def test_the_target_is_whole_and_never_beyond_what_is_typical():
    assert target_spm(baseline(155.0), 1.05) == 162.0
    assert target_spm(baseline(165.0), 1.10) == 176.0


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"day": START}, "which session of the plan"),
        ({"day": START, "session": "w9-fri-video"}, "no session w9-fri-video"),
        ({"day": START, "session": "Tuesday"}, "is no session of a plan"),
        ({"day": START, "session": "w1-1"}, "w1-1 is no session of a plan; .* such as w1-tue"),
        ({"day": START - timedelta(days=1), "minutes": 30.0}, "is not within the 52 weeks"),
        ({"day": START, "session": "w1-tue", "effort": 11.0}, "effort is 11 but must be 0 to 10"),
        ({"day": START, "minutes": 30.0, "done_share": 1.0}, "for another run say its minutes"),
        ({"day": START, "minutes": 30.0, "pain": calf(1) + calf(2)}, "named twice"),
        ({"day": START, "minutes": float("nan")}, "minutes is nan"),
    ],
)
def test_an_entry_that_cannot_be_is_refused_in_one_sentence(plan, said, complaint):
    with pytest.raises(InvalidEntry, match=complaint):
        logged(plan, Entry(**said))


def test_who_was_suggested_no_change_has_nothing_to_log_to():
    with pytest.raises(InvalidEntry, match="no plan to log to"):
        logged(make_plan(baseline(170.0), settings()), Entry(day=START, minutes=30.0))


def test_every_rule_is_explained_as_it_is():
    explained = (Path(__file__).parents[2] / "docs" / "coaching.md").read_text(encoding="utf-8")
    assert all(f"| `{rule.code}` | {rule.when} |" in explained for rule in RULES)
    assert all(rule.source in explained for rule in RULES)


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


def test_a_withdrawn_entry_counts_no_more(plan):
    hurt = logged(plan, Entry(day=START, session="w1-tue", pain=calf(6)))
    assert rule(hurt) == ("severe_pain", "pause")
    mended = logged(hurt, Entry(day=START, withdraws=1))
    assert mended.weeks == plan.weeks
    assert len(mended.log) == 2
    for place in (1, 2, 3):
        with pytest.raises(InvalidEntry, match="no entry"):
            logged(mended, Entry(day=START, withdraws=place))
