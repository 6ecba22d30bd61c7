"""Seasons of made-up runners go through the rules."""

import pytest
from runners import baseline, settings
from seasons import Adherent, Injured, OverEager, season

from coaching import make_plan

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
