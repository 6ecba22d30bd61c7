"""The plan: what baseline, settings and log make of it, the same each time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import floor

from coaching.baseline import Baseline
from coaching.datatypes import Session
from coaching.settings import PlanSettings
from coaching.warrant import Advice, advise
from coaching.weeks import FIRST, LAST, Rhythm, week_sessions, week_start

STEP, CAP = 1.05, 1.10
"""Times the cadence of the baseline: a step, and what no session exceeds. At 5 % the knee takes up less, at
10 % the hip too (Heiderscheit 2011); steps shorter by more than 6 % cost more (Moore 2016)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Seven days of a plan; `stage` is 1 to 8 of the programme, 0 a week at the runner's own cadence."""

    number: int
    start: date
    stage: int
    target_spm: float
    sessions: tuple[Session, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All of it; without weeks where no change is suggested. No session exceeds `cap_spm`."""

    baseline: Baseline
    settings: PlanSettings
    advice: Advice
    cap_spm: float | None
    weeks: tuple[Week, ...]


def make_plan(baseline: Baseline, settings: PlanSettings) -> Plan:
    """The weeks from the first to the last stage, where a change is offered."""
    advice = advise(baseline, settings.pain)
    if not advice.offered:
        return Plan(baseline=baseline, settings=settings, advice=advice, cap_spm=None, weeks=())
    target_spm = target(baseline, STEP)
    weeks = tuple(_week(n, n, target_spm, baseline, settings) for n in range(FIRST, LAST + 1))
    return Plan(
        baseline=baseline, settings=settings, advice=advice, cap_spm=target(baseline, CAP), weeks=weeks
    )


def target(baseline: Baseline, times: float) -> float:
    """So many times the cadence of the baseline in whole steps a minute, and no more than is typical.

    That ends one standard deviation above the mean for speed and height.
    """
    assert baseline.typical is not None and baseline.cadence.value is not None
    return float(floor(min(times * baseline.cadence.value, baseline.typical.high_spm)))


def _week(number: int, stage: int, target_spm: float, baseline: Baseline, settings: PlanSettings) -> Week:
    rhythm = Rhythm(
        speed_mps=baseline.speed_mps, own_spm=float(baseline.cadence.value or 0.0), target_spm=target_spm
    )
    return Week(
        number=number,
        start=week_start(number, settings),
        stage=stage,
        target_spm=target_spm,
        sessions=week_sessions(number, stage, rhythm, settings),
    )


def sessions_of(weeks: Sequence[Week]) -> dict[str, Session]:
    """All sessions by id."""
    return {session.id: session for week in weeks for session in week.sessions}
