"""What the page of a plan shows, in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from coaching.adapting import PROGRAMME, STEP_SOURCE
from coaching.baseline import MOST_REPORTS
from coaching.boundaries import STOP, STOP_SOURCE
from coaching.datatypes import Action, Segment, Session
from coaching.log import Entry, standing
from coaching.plan import Plan, Week, last_week, newest_week
from coaching.rules import RULES
from coaching.runs import TIMES, length_text
from coaching.weeks import LAST_STAGE
from vision import clips_text, estimate_text, span, with_unit

EN_DASH = "\N{EN DASH}"
ACTIONS: dict[Action, str] = {
    "step_on": "Step on",
    "hold": "Hold",
    "step_back": "Step back",
    "pause": "Pause",
    "fade_again": "Fade again",
    "await_video": "Video awaited",
    "await_runs": "Runs awaited",
    "next_step": "Next step",
    "finish": "Finished",
}
MOST_PARTS = 8
CAREFUL = ("hold", "step_back", "pause", "fade_again")


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session; `parts` says what it is made of."""

    id: str
    day: str
    title: str
    purpose: str
    parts: str
    minutes: str
    optional: bool
    done: bool


@dataclass(frozen=True, slots=True)
class WeekView:
    """One week; `decision` is None until something was logged in it or after it."""

    title: str
    under: str
    rows: tuple[SessionRow, ...]
    decision: str | None
    careful: bool
    message: str


@dataclass(frozen=True, slots=True)
class LogRow:
    """One entry, counted from 1, and what was said of the run."""

    place: int
    day: str
    run: str
    said: str
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class LatestDecision:
    """The newest, and of which week."""

    week: int
    action: str
    message: str
    source: str


@dataclass(frozen=True, slots=True)
class StopRule:
    """When to stop a run."""

    message: str
    source: str


@dataclass(frozen=True, slots=True)
class PageView:
    """All of it; `latest` is None until something was logged.

    `first` is what to do before the first run, None where there is nothing, or something is logged.
    """

    facts: tuple[tuple[str, str], ...]
    first: str | None
    latest: LatestDecision | None
    stop: StopRule
    weeks: tuple[WeekView, ...]
    rules: tuple[tuple[str, str, str], ...]
    log: tuple[LogRow, ...]


def page_view(plan: Plan, *, today: date | None = None) -> PageView:
    """Of a plan with its log; made with the same `today`, weeks that passed without entries say so."""
    newest = newest_week(plan, today=today)
    log = standing(plan.log).values()
    last = last_week(log, plan.settings, today)
    done = {entry.session for entry in log if entry.is_done}
    return PageView(
        facts=tuple(_facts(plan)),
        first=_second_clip(plan),
        latest=_latest(newest) if newest else None,
        stop=StopRule(STOP, STOP_SOURCE),
        weeks=tuple(_week(week, done, is_known=week.number <= last) for week in plan.weeks),
        rules=tuple(_rules()),
        log=tuple(_logged(place, entry, plan) for place, entry in enumerate(plan.log, 1)),
    )


def _latest(week: Week) -> LatestDecision:
    decision = week.decision
    return LatestDecision(week.number, ACTIONS[decision.action], decision.message, decision.source)


def _facts(plan: Plan) -> Iterator[tuple[str, str]]:
    baseline = plan.baseline
    yield "Speed", with_unit(baseline.speed_mps, "m/s")
    clips = f"{clips_text(baseline.clips)}, with what changes from run to run"
    yield "Cadence", f"{estimate_text(baseline.cadence, 'spm')}, from {clips}"
    if baseline.typical:
        band = baseline.typical
        height = "" if baseline.height_cm is None else f" and {baseline.height_cm:g} cm"
        yield (
            f"Typical at this speed{height}",
            f"{span(band.low_spm, band.high_spm, 0)} spm, mean {band.mean_spm:.0f}",
        )
    yield "Shank angle at contact", estimate_text(baseline.shank, "deg")
    if baseline.watch_spm is not None:
        yield "Watch", f"{with_unit(baseline.watch_spm, 'spm')}. {baseline.watch_note}"
    if plan.weeks and plan.cap_spm is not None:
        now, cap = plan.weeks[-1].target_spm, plan.cap_spm
        yield "Target", f"{now:.0f} spm at the same speed; no session goes beyond {cap:.0f}"


def _second_clip(plan: Plan) -> str | None:
    """That another one is wanted, and why."""
    if not plan.weeks or standing(plan.log) or plan.baseline.clips >= MOST_REPORTS:
        return None
    low, high = plan.baseline.own_ends_spm
    more = plan.weeks[0].target_spm - plan.baseline.own_spm
    return (
        "Film a second clip on another day, at the same speed, and make the plan of both. Cadence changes"
        f" from run to run, and one clip leaves yours open by {(high - low) / 2:.0f} steps a minute to either"
        f" side. The plan asks for {more:.0f} more: what you gain could hardly be"
        " told from chance. Two clips that agree leave a third less open."
    )


def _week(week: Week, done: set[str | None], *, is_known: bool) -> WeekView:
    held = "at your own cadence" if week.is_pause else f"target {week.target_spm:.0f} spm"
    at_target = sum(
        segment.duration_s
        for session in week.sessions
        if not session.optional
        for segment in session.segments
        if segment.cadence_spm
    )
    last = week.sessions[-1].day
    at_stage = f"stage {week.stage} of {LAST_STAGE}, {length_text(at_target)} of held cadence"
    return WeekView(
        title=f"Week {week.number}: {held}",
        under=f"{_day(week.start)} {EN_DASH} {_day(last)}, {'pause' if week.is_pause else at_stage}",
        rows=tuple(_row(session, session.id in done) for session in week.sessions),
        decision=ACTIONS[week.decision.action] if is_known else None,
        careful=week.decision.action in CAREFUL,
        message=week.decision.message,
    )


def _row(session: Session, done: bool) -> SessionRow:
    return SessionRow(
        id=session.id,
        day=_day(session.day),
        title=session.title,
        purpose=session.purpose,
        parts=parts_text(session.segments) if any(map(_is_said, session.segments)) else "",
        minutes=length_text(session.duration_s),
        optional=session.optional,
        done=done,
    )


def _is_said(segment: Segment) -> bool:
    """Whether the parts say more than the title: a cadence, or an effort."""
    return segment.cadence_spm is not None or segment.effort in ("jog", "steady", "hard")


def parts_text(segments: Sequence[Segment]) -> str:
    """The parts in order, a pair that comes again and again once; nothing where they are too many to read."""
    words = [_part(segment) for segment in segments]
    told, at = [], 0
    while at < len(words):
        pair, times = words[at : at + 2], 1
        while len(pair) == 2 and words[at + 2 * times : at + 2 * times + 2] == pair:
            times += 1
        if times > 1:
            told.append(f"{times} {TIMES} ({', '.join(pair)})")
            at += 2 * times
        else:
            told.append(words[at])
            at += 1
    return ", ".join(told) if len(told) <= MOST_PARTS else ""


def _part(segment: Segment) -> str:
    long = f"{segment.distance_m:.0f} m" if segment.distance_m else length_text(segment.duration_s)
    if segment.cadence_spm is None:
        return f"{long} {segment.effort}"
    return f"{long} at {segment.cadence_spm:.0f}{'' if segment.clicks else ' without clicks'}"


def _rules() -> Iterator[tuple[str, str, str]]:
    """When, what then, and the source."""
    for rule in RULES:
        yield rule.when, ACTIONS[rule.action], rule.source
    yield "Nothing of this.", ACTIONS["step_on"], PROGRAMME
    yield (
        "After the last week: two stable weeks, the target kept, cadence still below the mean.",
        ACTIONS["next_step"],
        STEP_SOURCE,
    )


def _logged(place: int, entry: Entry, plan: Plan) -> LogRow:
    said = []
    if entry.withdraws is not None:
        said.append(f"withdraws entry {entry.withdraws}")
    if entry.done_share is not None:
        said.append(f"{entry.done_share:.0%} done")
    if entry.minutes is not None:
        said.append(f"{entry.minutes:g} min")
    if entry.effort is not None:
        said.append(f"effort {entry.effort:g}")
    said += [f"{report.site} pain {report.score:g}" for report in entry.pain]
    if entry.check.is_tense:
        said.append("tense")
    if entry.recheck:
        said.append(f"video {estimate_text(entry.recheck.cadence, 'spm')}")
    text = "; ".join([*said, *filter(None, [entry.notes])])
    run = entry.session or ("" if entry.withdraws else "other run")
    return LogRow(place, _day(entry.day), run, text, withdrawn=place in {e.withdraws for e in plan.log})


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"
