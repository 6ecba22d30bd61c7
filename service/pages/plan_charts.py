"""The chart of a plan: where the runner was, where the weeks lead, and where the videos found them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor

from coaching import CadenceBand, Plan, Recheck
from vision import Axis, Estimate, Tick, estimate_text, with_unit

LEFT, RIGHT, TOP, BOTTOM = 38.0, 392.0, 10.0, 196.0
BASELINE_X, FIRST_WEEK_X = 55.7, 73.4  # the baseline has a place at the left of the weeks
TICK_SPM = 5
MOST_WEEKS_NAMED = 10


@dataclass(frozen=True, slots=True)
class Mark:
    """A measured cadence with its interval."""

    x: float
    y: float
    low_y: float
    high_y: float


@dataclass(frozen=True, slots=True)
class Band:
    """What is typical, from top to bottom, and its mean."""

    y: float
    height: float
    mean_y: float


@dataclass(frozen=True, slots=True)
class PlanChart:
    """In the units of a picture of 400 by 230; the baseline is the first mark, `words` say the same."""

    spm: tuple[Tick, ...]
    weeks: tuple[Tick, ...]
    band: Band | None
    measured: tuple[Mark, ...]
    target: str
    words: tuple[str, ...]


def plan_chart(plan: Plan) -> PlanChart:
    """Cadence over the weeks of a plan; without weeks, the baseline beside what is typical."""
    checks, own, band = _checks(plan), plan.baseline.cadence, plan.baseline.typical
    across = Axis(0, max(len(plan.weeks), 1), start=FIRST_WEEK_X, end=RIGHT)
    up = _cadence_axis(plan, [own, *(check.cadence for _, check in checks)])
    later = (_mark(across.place(_weeks_since_start(day, plan)), check.cadence, up) for day, check in checks)
    return PlanChart(
        spm=_cadence_ticks(up),
        weeks=tuple(_week_ticks(plan, across)),
        band=None if band is None else _band(band, up),
        measured=(_mark(BASELINE_X, own, up), *later),
        target=_steps(plan, across, up),
        words=tuple(_words(plan, checks)),
    )


def _cadence_axis(plan: Plan, measured: Sequence[Estimate]) -> Axis:
    band = plan.baseline.typical
    shown = [end for each in measured for end in _ends(each)]
    shown += [band.low_spm, band.high_spm] if band else []
    shown += [week.target_spm for week in plan.weeks]
    low, high = floor((min(shown) - 1) / TICK_SPM), ceil((max(shown) + 1) / TICK_SPM)
    return Axis(TICK_SPM * low, TICK_SPM * high, start=BOTTOM, end=TOP)


def _cadence_ticks(up: Axis) -> tuple[Tick, ...]:
    low, high = round(up.low), round(up.high)
    step = TICK_SPM * ceil((high - low) / (7 * TICK_SPM))
    return tuple(Tick(up.place(spm), str(spm)) for spm in range(low, high + 1, step))


def _band(band: CadenceBand, up: Axis) -> Band:
    top = up.place(band.high_spm)
    return Band(top, up.place(band.low_spm) - top, up.place(band.mean_spm))


def _mark(x: float, cadence: Estimate, up: Axis) -> Mark:
    low, value, high = sorted(_ends(cadence))
    return Mark(x, up.place(value), up.place(low), up.place(high))


def _ends(cadence: Estimate) -> tuple[float, float, float]:
    value = cadence.value
    assert value is not None  # baselines and re-checks have one
    low, high = (value if end is None else end for end in (cadence.low, cadence.high))
    return low, value, high


def _checks(plan: Plan) -> list[tuple[date, Recheck]]:
    return [(entry.day, entry.recheck) for entry in plan.log if entry.recheck is not None]


def _weeks_since_start(day: date, plan: Plan) -> float:
    return ((day - plan.settings.start).days + 0.5) / 7


def _week_ticks(plan: Plan, across: Axis) -> Iterator[Tick]:
    every = ceil(len(plan.weeks) / MOST_WEEKS_NAMED) if plan.weeks else 1
    for week in plan.weeks[::every]:
        yield Tick(across.place(week.number - 0.5), str(week.number))


def _held_spm(plan: Plan) -> list[float]:
    """What each week asks for: the target, or in a pause the runner's own cadence."""
    own = plan.baseline.own_spm
    return [own if week.is_pause else week.target_spm for week in plan.weeks]


def _steps(plan: Plan, across: Axis, up: Axis) -> str:
    points = [
        f"{across.place(weeks)},{up.place(spm)}"
        for number, spm in enumerate(_held_spm(plan))
        for weeks in (number, number + 1)
    ]
    return f"M{' '.join(points)}" if points else ""


def _words(plan: Plan, checks: list[tuple[date, Recheck]]) -> Iterator[str]:
    yield f"Baseline: {estimate_text(plan.baseline.cadence, 'spm')}."
    if band := plan.baseline.typical:
        low, high, mean = (with_unit(each, "spm") for each in (band.low_spm, band.high_spm, band.mean_spm))
        yield f"Typical at this speed: {low} to {high}, mean {mean}."
    targets = _held_spm(plan)
    begins = [i for i, spm in enumerate(targets) if i == 0 or spm != targets[i - 1]]
    for i, after in zip(begins, [*begins, len(targets)][1:], strict=True):
        which = f"Week {i + 1}" if after == i + 1 else f"Weeks {i + 1} to {after}"
        is_pause = plan.weeks[i].is_pause
        asked = "your own cadence" if is_pause else f"target {with_unit(targets[i], 'spm')}"
        yield f"{which}: {asked}."
    for day, check in checks:
        yield f"Video of {day:%-d %B %Y}: {estimate_text(check.cadence, 'spm')}."
