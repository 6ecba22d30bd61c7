"""The pages of cadence plans: all that a visitor sees, a new one, and one to follow run by run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, get_args

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from coaching import (
    LOG_LIMITS,
    PLAN_LIMITS,
    WEEKDAYS,
    LogRow,
    PageView,
    PainSite,
    Plan,
    Session,
    SessionRow,
    Week,
    WeekView,
    page_view,
    week_of,
)
from service.access.dependencies import CallerDep
from service.pages.metronome import sounds_table
from service.pages.own_days import OwnDayDep
from service.pages.plan_charts import plan_chart
from service.pages.plan_clips import ChoicesDep
from service.pages.plan_list import listed_plan
from service.pages.shell import ShellDep
from service.pages.visitors import VisitorDep
from service.paging import IDS, Page, paged
from service.plans.asking import FollowedDep, PlansDep, today
from service.plans.models import Logged

router = APIRouter(prefix="/plans")


@dataclass(frozen=True, slots=True)
class ShownSession:
    """A session in words, and whether anything of it is clicked."""

    row: SessionRow
    day: date
    clicked: bool


@dataclass(frozen=True, slots=True)
class ShownWeek:
    """A week in words with its sessions."""

    view: WeekView
    number: int
    sessions: tuple[ShownSession, ...]


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """An entry in words, and which it is."""

    row: LogRow
    logged: Logged


@router.get("")
def list_plans(
    shell: ShellDep,
    visitor: VisitorDep,
    plans: PlansDep,
    caller: CallerDep,
    choices: ChoicesDep,
    day: OwnDayDep,
    page: Annotated[Page, paged(IDS, usual=20)],
) -> HTMLResponse:
    """The newest first, and a form for another one."""
    found = plans.seen_by(caller, before=page.cursor, limit=page.look_ahead)
    usable, unusable = choices.of_plans()
    shown = {
        "listed": [listed_plan(stored, plans, day) for stored in found[: page.limit]],
        "older": page.next_address(found, lambda stored: stored.id),
        "choices": usable,
        "unusable": unusable,
        "names": choices.names,
        "next_monday": day + timedelta(days=7 - day.weekday()),
        "weekdays": WEEKDAYS,
        "limits": PLAN_LIMITS,
    }
    return shell.page("plans", visitor, shown)


@router.get("/{id}")
def show_plan(
    shell: ShellDep,
    visitor: VisitorDep,
    followed: FollowedDep,
    choices: ChoicesDep,
    day: OwnDayDep,
) -> HTMLResponse:
    """What is offered and why, this week's sessions, the log, and the other weeks."""
    stored, plan = followed.stored, followed.plan
    view = page_view(plan, today=today())
    weeks = _weeks(view, plan)
    here = min(max(week_of(day, plan.settings), 1), max(len(weeks), 1))
    shown = {
        "stored": stored,
        "runner": choices.names.get(stored.athlete or ""),
        "plan": plan,
        "view": view,
        "chart": plan_chart(plan),
        "now": weeks[here - 1] if weeks else None,
        "when": _when(day, plan),
        "today": day,
        "others": [week for week in weeks if week.number != here],
        "entries": _entries(view.log, followed.log),
        "checks": choices.of_checks(stored) if weeks else [],
        "sites": get_args(PainSite),
        "limits": LOG_LIMITS,
        "sounds": sounds_table(),
        "clicked": {each.id: _parts(each) for each in plan.sessions if each.is_clicked},
    }
    return shell.page("plan", visitor, shown)


def _when(day: date, plan: Plan) -> str:
    """How the week that stands first lies to today."""
    number = week_of(day, plan.settings)
    if number < 1:
        return "The plan begins with"
    return "This week" if number <= len(plan.weeks) else "The last week"


def _weeks(view: PageView, plan: Plan) -> list[ShownWeek]:
    return [_week(shown, week) for shown, week in zip(view.weeks, plan.weeks, strict=True)]


def _week(view: WeekView, week: Week) -> ShownWeek:
    sessions = (
        ShownSession(row, session.day, session.is_clicked)
        for row, session in zip(view.rows, week.sessions, strict=True)
    )
    return ShownWeek(view, week.number, tuple(sessions))


def _entries(rows: Sequence[LogRow], log: Sequence[Logged]) -> list[ShownEntry]:
    """The newest first."""
    return [ShownEntry(row, logged) for row, logged in zip(rows, log, strict=True)][::-1]


def _parts(session: Session) -> list[dict[str, object]]:
    return [
        {name: getattr(segment, name) for name in ("duration_s", "effort", "cadence_spm", "clicks")}
        for segment in session.segments
    ]
