"""What a runner did and felt, one entry a run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from coaching.baseline import Baseline, Json, filmed_run, one_height, one_speed
from coaching.errors import InvalidEntry, UnusableReport
from coaching.session_ids import parsed
from vision import Estimate

PainSite = Literal["foot", "ankle", "achilles", "calf", "shin", "knee", "thigh", "hip", "back", "other"]
"""Where it hurt."""

LOG_LIMITS: Mapping[str, tuple[float, float]] = {
    "done_share": (0.0, 3.0),
    "minutes": (0.0, 600.0),
    "effort": (0.0, 10.0),
    "score": (0.0, 10.0),
}
"""Least and most of every number of an entry."""
LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class PainReport:
    """How much a place hurts, 0 not at all to 10. Raises InvalidEntry."""

    site: PainSite
    score: float

    def __post_init__(self) -> None:
        _require_limits(self, "score")


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfCheck:
    """How it felt on the way; None where the runner did not look."""

    breathing_calm: bool | None = None
    shoulders_loose: bool | None = None
    jaw_loose: bool | None = None

    @property
    def is_tense(self) -> bool:
        """Whether any of them was not as it should be."""
        return False in (self.breathing_calm, self.shoulders_loose, self.jaw_loose)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """Cadence filmed without the metronome, at the speed of the baseline.

    Raises UnusableReport where it is not known.
    """

    speed_mps: float
    cadence: Estimate

    def __post_init__(self) -> None:
        if self.cadence.value is None:
            raise UnusableReport("The clip tells no cadence; film 30 s of steady running.")

    @property
    def spm(self) -> float:
        """The cadence, without its interval."""
        assert self.cadence.value is not None
        return self.cadence.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One run or other session; `session` is None for a run that the plan does not have.

    `done_share` is 1 for all of the session, `effort` how hard it felt, 0 to 10. `withdraws` is the place of
    an earlier entry that was a mistake, counted from 1; nothing else in such an entry counts. Raises
    InvalidEntry.
    """

    day: date
    session: str | None = None
    done_share: float | None = None
    minutes: float | None = None
    effort: float | None = None
    pain: tuple[PainReport, ...] = ()
    check: SelfCheck = SelfCheck()
    notes: str = ""
    recheck: Recheck | None = None
    withdraws: int | None = None

    def __post_init__(self) -> None:
        _require_limits(self, "done_share", "minutes", "effort")
        if self.withdraws is None and self.session is None and self.minutes is None and self.recheck is None:
            raise InvalidEntry("Say which session of the plan it was, or how many minutes you ran.")
        if self.session is not None:
            parsed(self.session)
        if self.session is None and self.done_share is not None:
            raise InvalidEntry("A share is of a session of the plan; for another run say its minutes.")
        if len({report.site for report in self.pain}) < len(self.pain):
            raise InvalidEntry("A place of pain is named twice; say each once.")
        if len(self.notes) > LONGEST_NOTE:
            raise InvalidEntry(f"The notes have more than {LONGEST_NOTE} characters; shorten them.")

    @property
    def is_done(self) -> bool:
        """Whether anything of it was done, where that was said."""
        return 0 not in (self.done_share, self.minutes if self.done_share is None else None)

    @property
    def worst_pain(self) -> float:
        """The highest score of all places; 0 where nothing hurt."""
        return max((report.score for report in self.pain), default=0.0)


def recheck_of(report: Json, baseline: Baseline) -> Recheck:
    """Of a document as report.json has it, of the same runner at the same speed. Raises UnusableReport."""
    run = filmed_run(report)
    if report["source"]["sha256"] in baseline.clip_sha256:
        raise UnusableReport("This clip made the baseline; film a new run, without the metronome.")
    one_speed([baseline.speed_mps, run.speed_mps])
    one_height([baseline.height_cm, report["provenance"]["settings"].get("height_cm")])
    return Recheck(speed_mps=run.speed_mps, cadence=run.cadence)


def standing(log: Sequence[Entry]) -> dict[int, Entry]:
    """The entries that count by their place, from 1: neither withdrawn nor a withdrawal."""
    withdrawn = {entry.withdraws for entry in log}
    return {
        place: entry
        for place, entry in enumerate(log, 1)
        if entry.withdraws is None and place not in withdrawn
    }


def _require_limits(entry: Any, *names: str) -> None:
    for name in names:
        value, (low, high) = getattr(entry, name), LOG_LIMITS[name]
        if value is not None and not low <= value <= high:
            raise InvalidEntry(f"{name} is {value:g} but must be {low:g} to {high:g}.")
