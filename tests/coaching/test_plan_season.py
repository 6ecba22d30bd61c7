"""Seasons of made-up runners go through the rules."""

from dataclasses import replace

import pytest
from runners import baseline, estimate, settings
from seasons import Adherent, Idler, Injured, Latecomer, OverEager, Restless, Swapper, Unmoved, season

from coaching import make_plan
from coaching.baseline import usual_cadence

SEEDS = range(3)


def actions(plan):
    return [week.decision.action for week in plan.weeks]


def stages(plan):
    return [week.stage for week in plan.weeks]


@pytest.mark.parametrize("seed", SEEDS)
def test_who_follows_the_plan_steps_on_and_takes_the_next_step(seed):
    plan = season(make_plan(baseline(150.0), settings(usual_effort=3)), Adherent(seed))
    assert stages(plan) == [*range(1, 9)] * 2
    assert [week.target_spm for week in plan.weeks] == [157.0] * 8 + [165.0] * 8
    assert actions(plan) == ["step_on"] * 7 + ["next_step"] + ["step_on"] * 7 + ["finish"]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("runner", [Latecomer, Swapper])
def test_who_shifts_a_run_or_takes_what_stands_in_its_place_steps_on_too(runner, seed):
    plan = season(make_plan(baseline(150.0), settings(usual_effort=3)), runner(seed), weeks=8)
    assert stages(plan)[:8] == [*range(1, 9)]
    assert actions(plan)[:8] == ["step_on"] * 7 + ["next_step"]


@pytest.mark.parametrize("seed", SEEDS)
def test_two_clips_and_what_runs_spread_by_are_enough_to_tell_that_a_target_is_kept(seed):
    own = usual_cadence([estimate(149.0, 0.5), estimate(151.0, 0.5)])
    plan = make_plan(replace(baseline(150.0), cadence=own), settings(usual_effort=3))
    assert actions(season(plan, Adherent(seed)))[7] == "next_step"


@pytest.mark.parametrize("seed", SEEDS)
def test_who_runs_as_ever_without_the_metronome_gets_the_fading_weeks_again(seed):
    plan = season(make_plan(baseline(150.0), settings(usual_effort=3)), Unmoved(seed), weeks=12)
    assert stages(plan)[:12] == [*range(1, 9), *range(5, 9)]
    assert [actions(plan)[week] for week in (7, 11)] == ["fade_again"] * 2
    assert {week.target_spm for week in plan.weeks} == {157.0}


@pytest.mark.parametrize("seed", SEEDS)
def test_an_hour_beside_the_plan_is_too_much_and_one_run_of_three_too_little(seed):
    plan = make_plan(baseline(150.0), settings(usual_effort=3))
    restless, idle = season(plan, Restless(seed), weeks=4), season(plan, Idler(seed), weeks=4)
    assert [week.decision.rule for week in restless.weeks[:4]] == ["too_much"] * 4
    assert [week.decision.rule for week in idle.weeks[:3]] == ["missed", "missed_twice", "not_calm"]
    assert stages(idle)[:4] == [1, 1, 0, 0]


@pytest.mark.parametrize("seed", SEEDS)
def test_there_is_no_next_step_once_cadence_is_typical(seed):
    careful = settings(pain="knee_or_hip_under_care", usual_effort=3)
    plan = season(make_plan(baseline(164.0), careful), Adherent(seed))
    assert len(plan.weeks) == 8
    assert (plan.weeks[-1].decision.rule, plan.weeks[-1].decision.action) == ("kept", "finish")


@pytest.mark.parametrize("seed", SEEDS)
def test_the_over_eager_is_held_every_week(seed):
    plan = season(make_plan(baseline(150.0), settings()), OverEager(seed), weeks=10)
    assert set(stages(plan)[:10]) == {1}
    assert {week.decision.rule for week in plan.weeks[:10]} <= {"ahead", "too_much", "twice"}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_injured_is_stepped_back_and_goes_on_when_it_is_over(seed):
    plan = season(make_plan(baseline(150.0), settings(usual_effort=3)), Injured(seed))
    assert actions(plan)[:4] == ["step_on"] * 3 + ["step_back"]
    assert stages(plan)[:6] == [1, 2, 3, 4, 3, 4]
    first_hurt, *others = [s for s in plan.weeks[3].sessions if s.kind not in ("drills", "recovery")]
    assert any(segment.cadence_spm for segment in first_hurt.segments)
    assert not any(segment.cadence_spm for s in others for segment in s.segments)


@pytest.mark.parametrize("seed", SEEDS)
def test_pain_that_lasts_pauses_the_plan_until_a_week_without(seed):
    plan = season(make_plan(baseline(150.0), settings(usual_effort=3)), Injured(seed, weeks=4))
    assert actions(plan)[3:8] == ["step_back", "pause", "hold", "hold", "step_on"]
    assert stages(plan)[3:9] == [4, 3, 0, 0, 0, 2]
    paused = [segment for week in plan.weeks[5:8] for s in week.sessions for segment in s.segments]
    assert not any(segment.cadence_spm or segment.clicks for segment in paused)


def test_the_typical_gets_no_plan():
    plan = make_plan(baseline(169.0), settings())
    assert (plan.weeks, plan.advice.code) == ((), "typical")
