"""The plan: what baseline, settings and log make of it, the same each time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from coaching.adapting import Decision, State, decide, following
from coaching.baseline import Baseline
from coaching.datatypes import Session
from coaching.easing import eased
from coaching.errors import InvalidEntry
from coaching.facts import WeekFacts, facts_log, week_of_entry
from coaching.log import Entry, standing
from coaching.settings import PlanSettings
from coaching.targets import CAP, STEP, target_spm
from coaching.warrant import Advice, advise
from coaching.weeks import OWN_CADENCE, Rhythm, week_of, week_sessions, week_start

MOST_WEEKS = 52
"""After a year a plan ends, wherever it stands: a new baseline is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Seven days of a plan, and what follows them by what is known now.

    `stage` is 1 to 8 of the programme, 0 a week at the runner's own cadence.
    """

    number: int
    start: date
    stage: int
    target_spm: float
    sessions: tuple[Session, ...]
    decision: Decision

    @property
    def is_pause(self) -> bool:
        """Whether the week is at the runner's own cadence."""
        return self.stage == OWN_CADENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All of it; without weeks where no change is suggested. No session exceeds `cap_spm`."""

    baseline: Baseline
    settings: PlanSettings
    advice: Advice
    cap_spm: float | None
    weeks: tuple[Week, ...]
    log: tuple[Entry, ...] = ()

    @property
    def sessions(self) -> tuple[Session, ...]:
        """Those of all weeks, in order of day."""
        return tuple(session for week in self.weeks for session in week.sessions)


def make_plan(
    baseline: Baseline, settings: PlanSettings, log: Sequence[Entry] = (), *, today: date | None = None
) -> Plan:
    """The weeks from the first to the last stage, as the log made them go; the rest as it was planned.

    Weeks that by `today` have passed without an entry are missed; where that is None only the log tells.
    A log is kept, whatever rules were followed when it was written: where no change is suggested by those of
    today, the plan has a log without weeks.
    """
    advice = advise(baseline, settings.pain)
    entries = tuple(standing(log).values())
    weeks = _weeks(baseline, settings, entries, today) if advice.offered else ()
    return Plan(
        baseline=baseline,
        settings=settings,
        advice=advice,
        cap_spm=target_spm(baseline, CAP) if advice.offered else None,
        weeks=weeks,
        log=tuple(log),
    )


def logged(plan: Plan, entry: Entry, *, today: date | None = None) -> Plan:
    """The plan with one more entry at the end of its log, as `make_plan` has it. Raises InvalidEntry."""
    require_loggable(plan, entry)
    return make_plan(plan.baseline, plan.settings, (*plan.log, entry), today=today)


def require_loggable(plan: Plan, entry: Entry) -> None:
    """Raises InvalidEntry for what the log of a plan cannot have."""
    if not advise(plan.baseline, plan.settings.pain).offered:
        raise InvalidEntry("No change is suggested, so there is no plan to log to.")
    if not 1 <= week_of(entry.day, plan.settings) <= MOST_WEEKS:
        start = plan.settings.start
        raise InvalidEntry(f"{entry.day} is not within the {MOST_WEEKS} weeks from {start} on.")
    known = {session.id for session in plan.sessions}
    if entry.session is not None and entry.session not in known:
        raise InvalidEntry(f"The plan has no session {entry.session}; its page names them, such as w1-tue.")
    if entry.withdraws is not None and entry.withdraws not in standing(plan.log):
        raise InvalidEntry(f"The log has no entry {entry.withdraws} that stands; the page numbers them.")


def newest_week(plan: Plan, *, today: date | None = None) -> Week | None:
    """The last week of which something was logged, or that has passed by `today`; None before and after."""
    last = last_week(standing(plan.log).values(), plan.settings, today)
    return next((week for week in plan.weeks if week.number == last), None)


def last_week(entries: Iterable[Entry], settings: PlanSettings, today: date | None = None) -> int:
    """The last week for which one of the entries counts, or that has passed by `today`; 0 without any."""
    return max([_passed(settings, today), *(week_of_entry(entry, settings) for entry in entries)])


def _passed(settings: PlanSettings, today: date | None) -> int:
    """The last week whose days are over; 0 where there is none, or today unknown."""
    return 0 if today is None else max(0, week_of(today, settings) - 1)


def _weeks(
    baseline: Baseline, settings: PlanSettings, log: tuple[Entry, ...], today: date | None
) -> tuple[Week, ...]:
    last_logged, passed = last_week(log, settings), _passed(settings, today)
    state = State(target_spm=target_spm(baseline, STEP))
    weeks: list[Week] = []
    for number in range(1, MOST_WEEKS + 1):
        sessions = _sessions(number, state, baseline, settings)
        facts = WeekFacts(
            number=number,
            stage=state.stage,
            target_spm=state.target_spm,
            as_planned=sessions,
            sessions=eased(sessions, log, week_start(number, settings)),
            log=facts_log(log, number, settings),
            is_past=number < last_logged or number <= passed,
            baseline=baseline,
            settings=settings,
        )
        decision = decide(state, facts)
        weeks.append(
            Week(
                number=number,
                start=week_start(number, settings),
                stage=state.stage,
                target_spm=state.target_spm,
                sessions=facts.sessions,
                decision=decision,
            )
        )
        if decision.action in ("finish", "await_video", "await_runs"):
            break
        state = following(state, decision, facts)
    return tuple(weeks)


def _sessions(number: int, state: State, baseline: Baseline, settings: PlanSettings) -> tuple[Session, ...]:
    rhythm = Rhythm(
        speed_mps=baseline.speed_mps,
        own_spm=baseline.own_spm,
        target_spm=state.target_spm,
    )
    return week_sessions(number, state.stage, rhythm, settings)


def breach(plan: Plan) -> str | None:
    """What no plan may do and this one does, in words; None for a plan as it was made."""
    own = plan.baseline.own_spm
    for session in plan.sessions:
        held = [segment.cadence_spm for segment in session.segments if segment.cadence_spm is not None]
        if held and (plan.cap_spm is None or max(held) > min(plan.cap_spm, CAP * own)):
            return f"session {session.id} exceeds the cadence that it may have"
        if session.speed_mps not in (None, plan.baseline.speed_mps) or (held and session.speed_mps is None):
            return f"session {session.id} changes speed and cadence at once"
    return None
