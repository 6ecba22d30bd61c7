"""What holds of every plan, whatever is measured, said and logged."""

from datetime import timedelta
from typing import get_args

from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st
from runners import START, baseline, estimate

from coaching import (
    WEEKDAYS,
    Entry,
    PainReport,
    PainSite,
    PlanSettings,
    Recheck,
    SelfCheck,
    Weekday,
    make_plan,
    plan_document,
    plan_of,
)
from coaching.session_ids import parsed

number = st.floats(0, 10)
baselines = st.builds(
    baseline,
    st.floats(120, 200),
    st.floats(0.1, 3),
    shank=st.builds(estimate, st.floats(-5, 20), st.floats(0.5, 5)),
    speed_mps=st.floats(1.2, 6),
    height_cm=st.none() | st.floats(140, 210),
    rearfoot=st.booleans(),
)
warranted = st.builds(
    baseline, st.floats(130, 152), st.just(0.5), speed_mps=st.floats(2, 4), height_cm=st.just(175.0)
)
plan_settings = st.builds(
    PlanSettings,
    start=st.just(START) | st.dates(START, START + timedelta(days=6)),
    days=st.lists(st.sampled_from(get_args(Weekday)), min_size=2, max_size=6, unique=True).map(tuple),
    easy_min=st.floats(15, 120),
    long_run_min=st.none() | st.floats(45, 240),
    hard_sessions=st.booleans(),
    pain=st.sampled_from(["none", "knee_or_hip_under_care"]),
    usual_effort=st.none() | number,
)
pain = st.lists(
    st.builds(PainReport, site=st.sampled_from(get_args(PainSite)), score=number),
    max_size=2,
    unique_by=lambda report: report.site,
).map(tuple)
check = st.builds(SelfCheck, breathing_calm=st.none() | st.booleans(), jaw_loose=st.none() | st.booleans())


def entries_of(plan):
    ids = sorted({session.id for week in plan.weeks for session in week.sessions})
    days = st.integers(0, 7 * 20).map(lambda days: plan.settings.start + timedelta(days=days))
    filmed = st.builds(
        Recheck, speed_mps=st.just(plan.baseline.speed_mps),
        cadence=st.builds(estimate, st.floats(120, 220), st.just(0.5)),
    )  # fmt: skip
    session = st.builds(
        Entry, day=days, session=st.sampled_from(ids), done_share=st.none() | st.floats(0, 3),
        effort=st.none() | number, pain=st.just(()) | pain, check=check,
        recheck=st.none() | filmed,
    )  # fmt: skip
    free = st.builds(Entry, day=days, minutes=st.floats(0, 300), pain=pain)
    return st.lists(session | session | free, max_size=30)


def require_ids(plan):
    """Each session has its own, which says its week and day, and whether it stands beside the runs."""
    ids = [session.id for week in plan.weeks for session in week.sessions]
    assert len(set(ids)) == len(ids)
    for week in plan.weeks:
        for session in week.sessions:
            told = parsed(session.id)
            assert (told.week, told.place[-3:]) == (week.number, WEEKDAYS[session.day.weekday()])
            assert session.optional == (told.slot in ("instead", "drills", "recovery"))


def segments(plan):
    return [
        (session, segment) for week in plan.weeks for session in week.sessions for segment in session.segments
    ]


def require_invariants(plan):
    require_ids(plan)
    own = plan.baseline.cadence.value
    band = plan.baseline.typical
    assert plan.cap_spm is None or plan.cap_spm <= 1.1 * own
    for session, segment in segments(plan):
        assert segment.duration_s > 0
        assert segment.cadence_spm or not segment.clicks
        if segment.cadence_spm is not None:
            assert own <= segment.cadence_spm <= min(1.1 * own, band.high_spm) + 1e-9
            assert segment.cadence_spm <= plan.cap_spm
            assert session.speed_mps == plan.baseline.speed_mps  # never more of both at once
            assert segment.effort == "easy"
    for week in plan.weeks:
        running = [s for s in week.sessions if not s.optional]
        minutes = sum(segment.duration_s for s in running for segment in s.segments) / 60
        runs = len(plan.settings.days)
        long_min = plan.settings.long_run_min or plan.settings.easy_min
        assert minutes <= (runs - 1) * plan.settings.easy_min + long_min + 1e-6
        assert len({s.day for s in running}) == runs
        assert all(week.start <= s.day < week.start + timedelta(days=7) for s in week.sessions)


def worst_by_days_before(plan, session):
    worst = {}
    for entry in plan.log:
        ago = (session.day - entry.day).days
        worst[ago] = max(entry.worst_pain, worst.get(ago, 0))
    return worst


def require_spared(plan):
    """For a week after severe pain there is nothing but walking, for three days after pain no cadence."""
    for session, segment in segments(plan):
        days = worst_by_days_before(plan, session)
        assert segment.effort == "walk" or all(days.get(day, 0) <= 5 for day in range(1, 8))
        assert not segment.cadence_spm or all(days.get(day, 0) <= 3 for day in range(1, 4))


@how(max_examples=30, deadline=None)
@given(baselines, plan_settings)
def test_no_plan_exceeds_the_cap_or_raises_speed_and_cadence_at_once(baseline, settings):
    plan = make_plan(baseline, settings)
    require_invariants(plan)
    assert bool(plan.weeks) == plan.advice.offered
    if plan.weeks:
        assert baseline.cadence.high < baseline.typical.mean_spm


@how(max_examples=30, deadline=None)
@given(st.data(), warranted, plan_settings)
def test_no_log_leads_past_the_cap_or_to_speed_and_cadence_at_once(data, baseline, settings):
    first = make_plan(baseline, settings)
    log = data.draw(entries_of(first))
    plan = make_plan(baseline, settings, log)
    require_invariants(plan)
    require_spared(plan)
    assert make_plan(baseline, settings, log) == plan
    targets = [week.target_spm for week in plan.weeks]
    assert targets == sorted(targets)
    for week, after in zip(plan.weeks, plan.weeks[1:], strict=False):
        assert after.stage <= week.stage + 1 or week.stage == 0
        if week.decision.action not in ("step_on", "next_step"):
            assert after.stage <= week.stage
            assert after.target_spm == week.target_spm


@how(max_examples=20, deadline=None)
@given(st.data(), warranted, plan_settings)
def test_an_id_means_the_same_whatever_is_logged_later(data, baseline, settings):
    log = data.draw(entries_of(make_plan(baseline, settings)))
    before, after = make_plan(baseline, settings, log[: len(log) // 2]), make_plan(baseline, settings, log)
    require_ids(after)
    meant = {s.id: (s.day, s.optional) for week in before.weeks for s in week.sessions}
    for session in (session for week in after.weeks for session in week.sessions):
        assert meant.get(session.id, (session.day, session.optional)) == (session.day, session.optional)


@how(max_examples=20, deadline=None)
@given(st.data(), warranted, plan_settings)
def test_runs_of_different_days_may_be_logged_in_any_order(data, baseline, settings):
    drawn = data.draw(entries_of(make_plan(baseline, settings)))
    log = list({entry.day: entry for entry in drawn}.values())
    again = data.draw(st.permutations(log))
    assert make_plan(baseline, settings, again).weeks == make_plan(baseline, settings, log).weeks


@how(max_examples=15, deadline=None)
@given(st.data(), warranted, plan_settings)
def test_an_entry_changes_no_week_before_its_own(data, baseline, settings):
    log = data.draw(entries_of(make_plan(baseline, settings)))
    newest = max((entry.day for entry in log), default=START + timedelta(days=6))
    number = (newest - settings.start).days // 7 + 1
    before = make_plan(baseline, settings, [*log, Entry(day=newest, minutes=1.0)])
    hurt = Entry(day=newest, minutes=1.0, pain=(PainReport(site="calf", score=9.0),))
    after = make_plan(baseline, settings, [*log, hurt])
    assert plan_of(plan_document(after)) == after
    assert after.weeks[: number - 1] == before.weeks[: number - 1]
    if len(after.weeks) >= number:
        assert after.weeks[number - 1].decision.rule == "severe_pain"
        assert [s.id for s in after.weeks[number - 1].sessions] == [
            s.id for s in before.weeks[number - 1].sessions
        ]
