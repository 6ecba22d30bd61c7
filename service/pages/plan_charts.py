"""The chart of a plan: where the runner was, where the weeks lead, and where the videos found them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import ceil, floor

from coaching import Plan, Recheck
from vision import Estimate, estimate_text, with_unit

LEFT, RIGHT, TOP, BOTTOM = 38.0, 392.0, 10.0, 196.0
TICK_SPM = 5
MOST_WEEKS_NAMED = 10


@dataclass(frozen=True, slots=True)
class Tick:
    """A named place on an axis."""

    at: float
    label: str


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
    checks = _checks(plan)
    scale = _Scale(plan, [check.cadence for _, check in checks])
    own, band = plan.baseline.cadence, plan.baseline.typical
    later = (scale.mark(_weeks_since_start(day, plan), check.cadence) for day, check in checks)
    return PlanChart(
        spm=scale.ticks,
        weeks=tuple(_week_ticks(plan, scale)),
        band=None
        if band is None
        else Band(
            scale.y(band.high_spm), scale.y(band.low_spm) - scale.y(band.high_spm), scale.y(band.mean_spm)
        ),
        measured=(scale.mark(0.0, own), *later),
        target=_steps(plan, scale),
        words=tuple(_words(plan, checks)),
    )


class _Scale:
    """Weeks and steps a minute in the units of the picture; the baseline has a place at the left."""

    def __init__(self, plan: Plan, checks: list[Estimate]) -> None:
        band = plan.baseline.typical
        shown = [end for each in (plan.baseline.cadence, *checks) for end in _ends(each)]
        shown += [band.low_spm, band.high_spm] if band else []
        shown += [week.target_spm for week in plan.weeks]
        self._low = TICK_SPM * floor((min(shown) - 1) / TICK_SPM)
        self._high = TICK_SPM * ceil((max(shown) + 1) / TICK_SPM)
        self._weeks = max(len(plan.weeks), 1)
        step = TICK_SPM * ceil((self._high - self._low) / (7 * TICK_SPM))
        self.ticks = tuple(Tick(self.y(spm), str(spm)) for spm in range(self._low, self._high + 1, step))

    def y(self, spm: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * (spm - self._low) / (self._high - self._low), 1)

    def x(self, weeks: float) -> float:
        """Of so many weeks after the start; the first tenth is that of the baseline."""
        first = LEFT + 0.1 * (RIGHT - LEFT)
        return round(first + (RIGHT - first) * weeks / self._weeks, 1)

    def mark(self, weeks: float, cadence: Estimate) -> Mark:
        low, value, high = sorted(_ends(cadence))
        x = self.x(weeks) if weeks else LEFT + 0.05 * (RIGHT - LEFT)
        return Mark(round(x, 1), self.y(value), self.y(low), self.y(high))


def _ends(cadence: Estimate) -> tuple[float, float, float]:
    value = cadence.value
    assert value is not None  # baselines and re-checks have one
    low, high = (value if end is None else end for end in (cadence.low, cadence.high))
    return low, value, high


def _checks(plan: Plan) -> list[tuple[date, Recheck]]:
    return [(entry.day, entry.recheck) for entry in plan.log if entry.recheck is not None]


def _weeks_since_start(day: date, plan: Plan) -> float:
    return ((day - plan.settings.start).days + 0.5) / 7


def _week_ticks(plan: Plan, scale: _Scale) -> Iterator[Tick]:
    every = ceil(len(plan.weeks) / MOST_WEEKS_NAMED) if plan.weeks else 1
    for week in plan.weeks[::every]:
        yield Tick(scale.x(week.number - 0.5), str(week.number))


def _held_spm(plan: Plan) -> list[float]:
    """What each week asks for: the target, or in a pause the runner's own cadence."""
    own = plan.baseline.own_spm
    return [week.target_spm if week.stage else own for week in plan.weeks]


def _steps(plan: Plan, scale: _Scale) -> str:
    points = [
        f"{scale.x(weeks)},{scale.y(spm)}"
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
        asked = f"target {with_unit(targets[i], 'spm')}" if plan.weeks[i].stage else "your own cadence"
        yield f"{which}: {asked}."
    for day, check in checks:
        yield f"Video of {day:%-d %B %Y}: {estimate_text(check.cadence, 'spm')}."
