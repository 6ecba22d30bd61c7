"""How the measures of an athlete went, as small charts."""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from service.access.dependencies import CallerDep
from service.access.parts import AccessDep
from service.pages.own_days import OwnDayDep
from service.pages.plan_list import listed_plan
from service.pages.shell import ShellDep
from service.pages.visitors import VisitorDep
from service.plans.asking import PlansDep
from service.trends import AthleteTrend, Session, TrendDep
from vision import (
    SessionsChart,
    TrendMetric,
    TrendSession,
    difference_text,
    display_of,
    estimate_text,
    sessions_chart,
    with_unit,
)

router = APIRouter(prefix="/athletes")


@dataclass(frozen=True, slots=True)
class ShownMeasure:
    """One measure; `judged` says what became of it from the first to the last comparable session."""

    title: str
    sign: str
    chart: SessionsChart
    judged: str
    is_real: bool | None
    values: tuple[str, ...]


@router.get("/{id}/trend")
def show_trend(
    shell: ShellDep,
    visitor: VisitorDep,
    caller: CallerDep,
    access: AccessDep,
    followed: TrendDep,
    plans: PlansDep,
    day: OwnDayDep,
) -> HTMLResponse:
    """The sessions of one athlete, every measure over them, and the plans that stand behind a change."""
    shown = {
        "athlete": access.athletes.read(followed.athlete, caller),
        "followed": followed,
        "plans": [listed_plan(stored, plans, day) for stored in plans.of_athlete(followed.athlete, caller)],
        "sessions": tuple(zip(followed.sessions, followed.trend.sessions, strict=True)),
        "speeds": _speeds(followed.trend.sessions),
        "measures": tuple(_measures(followed)),
        "together": [
            s for s, t in zip(followed.sessions, followed.trend.sessions, strict=True) if not t.why_apart
        ],
    }
    return shell.page("trend", visitor, shown)


def _speeds(sessions: tuple[TrendSession, ...]) -> list[float]:
    return sorted({round(each.speed_mps, 2) for each in sessions if each.speed_mps is not None})


def _measures(followed: AthleteTrend) -> Iterator[ShownMeasure]:
    """Those that changed first."""
    apart = [each.why_apart is not None for each in followed.trend.sessions]
    ordered = sorted(followed.trend.metrics, key=lambda metric: not _is_real(metric))
    for metric in ordered:
        yield ShownMeasure(
            metric.title,
            display_of(metric.unit).sign,
            sessions_chart(metric.points, apart, metric.unit),
            _judged(metric, followed.sessions),
            _is_real(metric),
            tuple("not measured" if p is None else estimate_text(p, metric.unit) for p in metric.points),
        )


def _is_real(metric: TrendMetric) -> bool | None:
    return metric.change.beyond_both if metric.change else None


def _judged(metric: TrendMetric, sessions: tuple[Session, ...]) -> str:
    change = metric.change
    if change is None or change.beyond_both is None or metric.first is None or metric.last is None:
        return "Not judged: it needs two comparable sessions that know it."
    first, last = (f"{sessions[i].created_at:%-d %B %Y}" for i in (metric.first, metric.last))
    found = f"{difference_text(change, metric.unit)} from {first} to {last}"
    if change.beyond_both:
        return f"{found}."
    return f"{found}; from {with_unit(change.detectable or 0.0, metric.unit)} on it could be told."
