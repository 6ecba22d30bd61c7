"""The nouns of coaching: what was measured, what is planned, and what was done."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Effort = Literal["rest", "walk", "jog", "easy", "steady", "hard"]
"""How hard a segment is, the harder the later."""

SessionKind = Literal[
    "intervals",
    "blocks",
    "easy_run",
    "ladder",
    "stride_outs",
    "hill_repeats",
    "flat_repeats",
    "track_repeats",
    "jog_hard",
    "long_run",
    "drills",
    "recovery",
    "video_check",
]
"""`video_check` is the beginning of a run, filmed without the metronome."""

Action = Literal[
    "step_on", "hold", "step_back", "pause", "fade_again", "await_video", "await_runs", "next_step", "finish"
]
"""What follows a week."""

RuleCode = Literal[
    "severe_pain",
    "pain",
    "pain_lasts",
    "not_calm",
    "effort_often",
    "new_pain",
    "more_pain",
    "pain_stays",
    "effort",
    "form",
    "eased",
    "ahead",
    "twice",
    "too_much",
    "overshot",
    "missed",
    "missed_twice",
    "not_kept",
    "not_filmed",
    "not_run_yet",
    "not_stable",
    "kept",
    "programme",
]
"""By which a week is decided: those of the table, what becomes of them a second time, and the programme's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A part of a session that is run at one effort, at one cadence.

    `clicks` says whether the metronome is on: a faded cue is a segment with a cadence and without clicks.
    `distance_m` is what the runner was promised where the cue goes by distance; `duration_s` is then that
    distance at the speed of the plan.
    """

    duration_s: float
    effort: Effort
    cadence_spm: float | None = None
    clicks: bool = False
    distance_m: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One day's work of a plan; session_ids.py says how `id` is made.

    `speed_mps` is held from first to last segment, uphill as an upper end, and None where the session goes by
    effort and leaves cadence to the runner. `source` names the paper or says that it is a convention.
    """

    id: str
    day: date
    kind: SessionKind
    title: str
    purpose: str
    segments: tuple[Segment, ...]
    speed_mps: float | None
    optional: bool
    source: str

    @property
    def duration_s(self) -> float:
        """How long all of it lasts."""
        return sum(segment.duration_s for segment in self.segments)

    @property
    def is_clicked(self) -> bool:
        """Whether the metronome sounds in any part of it."""
        return any(segment.clicks for segment in self.segments)
