from dataclasses import replace

import pytest
from runners import START, baseline, settings

from coaching import Advice, Entry, InvalidEntry, logged, make_plan, plan_calendar, plan_document, plan_of


def test_the_first_step_is_five_per_cent_at_the_same_speed():
    plan = make_plan(baseline(155.0), settings())
    assert {week.target_spm for week in plan.weeks} == {162.0}
    assert plan.cap_spm == 170.0
    speeds = {session.speed_mps for week in plan.weeks for session in week.sessions}
    assert speeds == {3.0, None}


def test_the_cap_ends_one_standard_deviation_above_the_mean():
    plan = make_plan(baseline(166.0), settings(pain="knee_or_hip_under_care"))
    assert (plan.weeks[0].target_spm, plan.cap_spm) == (174.0, 176.0)


def test_a_typical_runner_gets_no_weeks():
    plan = make_plan(baseline(170.0), settings())
    assert (plan.weeks, plan.cap_spm, plan.advice.offered) == ((), None, False)


@pytest.mark.parametrize(("stage", "minutes"), [(1, 15), (2, 36), (4, 60), (6, 60)])
def test_minutes_at_the_target_grow_to_half_of_the_running(stage, minutes):
    week = make_plan(baseline(), settings()).weeks[stage - 1]
    at_target = sum(
        segment.duration_s
        for session in week.sessions
        if not session.optional
        for segment in session.segments
        if segment.cadence_spm
    )
    assert at_target / 60 == pytest.approx(minutes)


def test_videos_without_the_metronome_end_weeks_two_four_and_eight():
    plan = make_plan(baseline(), settings())
    filmed = [w.number for w in plan.weeks for s in w.sessions if s.kind == "video_check"]
    assert filmed == [2, 4, 8]
    checks = [s for w in plan.weeks for s in w.sessions if s.kind == "video_check"]
    assert not any(segment.clicks or segment.cadence_spm for s in checks for segment in s.segments)


def test_a_plan_keeps_its_log_under_rules_that_suggest_no_change_any_more(monkeypatch):
    plan = logged(make_plan(baseline(), settings()), Entry(day=START, session="w1-tue", notes="windy"))
    none = Advice(offered=False, code="typical", message="No change suggested. It is typical now.")
    monkeypatch.setattr("coaching.plan.advise", lambda *_: none)
    later = make_plan(plan.baseline, plan.settings, plan.log)
    assert (later.weeks, later.advice, later.log) == ((), none, plan.log)
    assert plan_of(plan_document(later)) == later
    assert plan_calendar(later).count(b"VEVENT") == 0
    for before in (plan, later):
        with pytest.raises(InvalidEntry, match="No change is suggested"):
            logged(before, Entry(day=START, minutes=30.0))


def test_a_plan_keeps_its_log_when_what_is_typical_is_another():
    """No session is above the cap of today, whatever the cap was when a run was logged."""
    plan = logged(make_plan(baseline(), settings()), Entry(day=START, session="w1-tue"))
    typical = replace(plan.baseline.typical, high_spm=158.0)
    later = make_plan(replace(plan.baseline, typical=typical), plan.settings, plan.log)
    assert later.log == plan.log and later.cap_spm == 158.0
    assert {week.target_spm for week in later.weeks} == {158.0}
