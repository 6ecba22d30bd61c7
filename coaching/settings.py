"""What a runner says about the weeks of a plan, checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from coaching.errors import InvalidEntry

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
"""A day of the week."""
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
"""Days of the week, from Monday on."""

Pain = Literal["none", "knee_or_hip_under_care", "other"]
"""Pain now: none, of knee or hip and a clinician knows of it, or any other."""

PLAN_LIMITS: Mapping[str, tuple[float, float, str]] = {
    "easy_min": (15.0, 120.0, "minutes"),
    "long_run_min": (45.0, 240.0, "minutes"),
    "usual_effort": (0.0, 10.0, "points"),
}
"""Least, most and unit of every number of `PlanSettings`."""
FIRST_YEAR, LAST_YEAR = 2000, 2100
FEWEST_RUNS, MOST_RUNS = 2, 6
"""A week: step rate was retrained on two or three days (Huber 2024). That one is left free: convention."""

SPREAD: Mapping[int, tuple[Weekday, ...]] = {
    2: ("tue", "sat"),
    3: ("tue", "thu", "sun"),
    4: ("tue", "thu", "sat", "sun"),
    5: ("mon", "tue", "thu", "sat", "sun"),
    6: ("mon", "tue", "wed", "thu", "sat", "sun"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSettings:
    """The runner's usual weeks; a plan changes neither how often nor how long somebody runs.

    `long_run_min` is given by those who train for a marathon, `hard_sessions` by those who already run hard
    once a week. `usual_effort` is how an easy run feels, 0 to 10; None where only the log tells. Raises
    InvalidEntry.
    """

    start: date
    days: tuple[Weekday, ...] = SPREAD[3]
    easy_min: float = 40.0
    long_run_min: float | None = None
    hard_sessions: bool = False
    pain: Pain = "none"
    usual_effort: float | None = None

    def __post_init__(self) -> None:
        wrong = [
            f"{name} is {value:g} but must be {low:g} to {high:g} {unit}"
            for name, (low, high, unit) in PLAN_LIMITS.items()
            if (value := getattr(self, name)) is not None and not low <= value <= high
        ]
        if not FIRST_YEAR <= self.start.year <= LAST_YEAR:
            wrong.append(f"start must be a day of {FIRST_YEAR} to {LAST_YEAR}")
        if len(set(self.days)) != len(self.days) or not FEWEST_RUNS <= len(self.days) <= MOST_RUNS:
            wrong.append(f"days must be {FEWEST_RUNS} to {MOST_RUNS} different days of the week")
        if wrong:
            raise InvalidEntry("; ".join(wrong) + ".")


def spread_days(runs_a_week: int) -> tuple[Weekday, ...]:
    """Days for so many runs, apart from each other as far as they can be. Raises InvalidEntry."""
    if runs_a_week not in SPREAD:
        raise InvalidEntry(f"A plan is for {FEWEST_RUNS} to {MOST_RUNS} runs a week, not {runs_a_week}.")
    return SPREAD[runs_a_week]
