"""One run of a plan: its frame, and blocks at the target cadence with their cues."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from coaching import cues
from coaching.datatypes import Effort, Segment, Session, SessionKind

Fade = Literal["always", "every 500 m", "every 1 km", "start and end", "none"]
"""Where the metronome sounds within a block."""

CUE_M = 200.0
"""How long it sounds once it is faded: about a minute, a convention."""

EVERY_M: Mapping[Fade, float] = {"every 500 m": 500.0, "every 1 km": 1000.0}
WARM_UP_S = 6 * 60.0
TIMES = "\N{MULTIPLICATION SIGN}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The frame of one run: what it keeps, and how long it is with its warm-up."""

    id: str
    day: date
    speed_mps: float
    own_spm: float
    target_spm: float
    total_s: float
    warm_up_s: float = WARM_UP_S

    @property
    def room_s(self) -> float:
        """What is left after the warm-up."""
        return self.total_s - self.warm_up_s

    def at_target(self, duration_s: float, *, clicks: bool = True) -> Segment:
        """A part at the target cadence."""
        return Segment(duration_s=duration_s, effort="easy", cadence_spm=self.target_spm, clicks=clicks)

    def session(
        self,
        kind: SessionKind,
        title: str,
        purpose: str,
        work: tuple[Segment, ...] = (),
        *,
        source: str,
        keeps_speed: bool = True,
        optional: bool = False,
    ) -> Session:
        """The run with `work` after its warm-up, and easy running to its end."""
        rest_s = self.room_s - sum(segment.duration_s for segment in work)
        segments = (*easy(self.warm_up_s), *work, *easy(rest_s)) if work else easy(self.total_s)
        return Session(
            id=self.id,
            day=self.day,
            kind=kind,
            title=title,
            purpose=purpose,
            segments=segments,
            speed_mps=self.speed_mps if keeps_speed else None,
            optional=optional,
            source=source,
        )


def clicked_as(run: Run, duration_s: float, fade: Fade) -> tuple[Segment, ...]:
    """A block at the target, clicked as `fade` says."""
    if fade in ("always", "none"):
        return (run.at_target(duration_s, clicks=fade == "always"),)
    if fade == "start and end":
        end_m = min(CUE_M, duration_s * run.speed_mps / 3)
        on_m, off_m = end_m, duration_s * run.speed_mps - 2 * end_m
    else:
        on_m, off_m = CUE_M, EVERY_M[fade] - CUE_M
    return cues.faded(
        cadence_spm=run.target_spm, duration_s=duration_s, on_m=on_m, off_m=off_m, speed_mps=run.speed_mps
    )


def easy(duration_s: float) -> tuple[Segment, ...]:
    return (Segment(duration_s=duration_s, effort="easy"),) if duration_s > 1e-6 else ()


def part(effort: Effort, duration_s: float) -> Segment:
    return Segment(duration_s=duration_s, effort=effort)


def length_text(duration_s: float) -> str:
    return f"{duration_s:.0f} s" if duration_s < 60 else f"{round(duration_s / 60, 1):g} min"


def cue_words(fade: Fade) -> str:
    words = {"always": "", "none": ", without the metronome"}
    return words.get(fade, f", metronome {'at ' if fade == 'start and end' else ''}{fade}")
