"""What holds of every plan, whatever is measured, said and logged."""

from collections import Counter
from datetime import timedelta
from typing import get_args

from hypothesis import example, given
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
from coaching.weeks import Rhythm, week_sessions
from vision.norms import STUDIED_SPEED_MPS

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


SHORTEST = PlanSettings(start=START, days=("tue", "sat"), easy_min=15.0, hard_sessions=True)
HARD_STAGES = {7: "track_repeats", 8: "jog_hard"}


@how(max_examples=100, deadline=None)
@given(st.integers(0, 8), st.floats(*STUDIED_SPEED_MPS), plan_settings)
@example(2, STUDIED_SPEED_MPS[0], SHORTEST)
@example(6, STUDIED_SPEED_MPS[0], SHORTEST)
@example(7, STUDIED_SPEED_MPS[0], SHORTEST)
@example(8, STUDIED_SPEED_MPS[0], SHORTEST)
def test_the_parts_of_every_session_fit_in_the_run_that_it_stands_for(stage, speed_mps, settings):
    rhythm = Rhythm(speed_mps=speed_mps, own_spm=155.0, target_spm=162.0)
    sessions = week_sessions(1, stage, rhythm, settings)
    filmed = {session.day: 540.0 for session in sessions if session.kind == "video_check"}
    for session in sessions:
        slot, efforts = parsed(session.id).slot, Counter(segment.effort for segment in session.segments)
        if slot in ("run", "long", "instead"):
            whole_min = settings.long_run_min if slot == "long" else settings.easy_min
            spared_s = filmed.get(session.day, 0.0) if slot == "run" else 0.0
            lasts_s = sum(segment.duration_s for segment in session.segments)
            assert abs(lasts_s - (60 * whole_min - spared_s)) < 1e-5
        if session.kind in ("intervals", "flat_repeats", "blocks", "ladder", "hill_repeats"):
            assert any(segment.cadence_spm for segment in session.segments)
        assert session.kind not in HARD_STAGES.values() or efforts["hard"] == efforts["jog"] >= 1
    kinds = {session.kind for session in sessions}
    assert not settings.hard_sessions or stage not in HARD_STAGES or HARD_STAGES[stage] in kinds


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
