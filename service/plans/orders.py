"""What is said of a plan and of a run, checked."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from coaching import (
    LOG_LIMITS,
    PLAN_LIMITS,
    Entry,
    InvalidEntry,
    Pain,
    PainReport,
    PainSite,
    PlanSettings,
    SelfCheck,
    Weekday,
    spread_days,
)


def _parted(value: object) -> object:
    """A list that was written with commas."""
    return [part.strip() for part in value.split(",")] if isinstance(value, str) else value


def _limited(name: str, what: str, default: float | None = None) -> Any:
    low, high = (LOG_LIMITS[name] if name in LOG_LIMITS else PLAN_LIMITS[name])[:2]
    words = f"{what}, {low:g} to {high:g}."
    return Field(default=default, ge=low, le=high, allow_inf_nan=False, description=words)


class PlanOrder(BaseModel):
    """The runner's usual weeks."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: date | None = Field(default=None, description="First day; the next Monday if left out.")
    days: Annotated[tuple[Weekday, ...] | None, BeforeValidator(_parted)] = Field(
        default=None, description="Days of the week on which you run, such as tue,thu,sun."
    )
    runs: int | None = Field(default=None, ge=2, le=6, description="Runs a week, in place of days; else 3.")
    easy_min: float = _limited("easy_min", "Minutes of your usual easy run", 40.0)
    long_run_min: float | None = _limited("long_run_min", "Minutes of your long run, for a marathon")
    hard_sessions: bool = Field(
        default=False, description="true if you already run hard once a week: 400 m repeats may be offered."
    )
    pain: Pain = Field(default="none", description="Pain now; a clinician knows of what is under care.")
    usual_effort: float | None = _limited("usual_effort", "How hard an easy run feels to you")
    watch_spm: float | None = Field(
        default=None, gt=0, le=300, description="What your watch shows at that speed, to stand beside."
    )

    def settings(self, start: date) -> PlanSettings:
        """What the plan goes by; `start` where none was said. Raises InvalidEntry."""
        if self.days is not None and self.runs is not None:
            raise InvalidEntry("Say the days of your runs or how many they are, not both.")
        if self.long_run_min is not None and self.long_run_min < self.easy_min:
            told = f"{self.long_run_min:g} minutes, and an easy one {self.easy_min:g}"
            raise InvalidEntry(f"The long run is of {told}; say a longer one, or none.")
        days = self.days or spread_days(self.runs or 3)
        said = self.model_dump(include={"easy_min", "long_run_min", "hard_sessions", "pain", "usual_effort"})
        return PlanSettings(start=self.start or start, days=days, **said)


def _pains(value: object) -> object:
    """Places with scores, as calf:2,knee:1."""
    if not isinstance(value, str):
        return value
    parts = [part.strip() for part in value.split(",")]
    return [[half.strip() for half in part.split(":", 1)] if ":" in part else part for part in parts]


Score = Annotated[float, Field(ge=LOG_LIMITS["score"][0], le=LOG_LIMITS["score"][1], allow_inf_nan=False)]
Pains = Annotated[tuple[tuple[PainSite, Score], ...], BeforeValidator(_pains)]
Breath = Literal["calm", "hard"]
Looseness = Literal["loose", "tense"]


class LoggedRun(BaseModel):
    """What was done and felt on one run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    day: date | None = Field(default=None, description="The day of it; today if left out.")
    session: str | None = Field(default=None, description="Session of the plan, as w1-tue; else its minutes.")
    done_share: float | None = _limited("done_share", "How much of the session, 1 for all of it")
    minutes: float | None = _limited("minutes", "How long you ran, in minutes")
    effort: float | None = _limited("effort", "How hard it felt")
    pain: Pains = Field(default=(), description="Where it hurt and how much of 10, such as calf:2,knee:1.")
    breathing: Breath | None = Field(default=None, description="How you breathed.")
    shoulders: Looseness | None = Field(default=None, description="How your shoulders were.")
    jaw: Looseness | None = Field(default=None, description="How your jaw was.")
    notes: str = Field(default="", max_length=2000, description="What else you noticed.")

    def entry(self, today: date, **beside: Any) -> Entry:
        """The entry of the log, with what is not said here beside it. Raises InvalidEntry."""
        day = self.day or today
        if day > today:
            raise InvalidEntry(f"{day} has not been yet; log a run once it is done.")
        pain = tuple(PainReport(site=site, score=score) for site, score in self.pain)
        said = self.model_dump(include={"session", "done_share", "minutes", "effort", "notes"})
        check = SelfCheck(
            breathing_calm=_is(self.breathing, "calm"),
            shoulders_loose=_is(self.shoulders, "loose"),
            jaw_loose=_is(self.jaw, "loose"),
        )
        return Entry(day=day, pain=pain, check=check, **said, **beside)


def _is(word: str | None, good: str) -> bool | None:
    return None if word is None else word == good
