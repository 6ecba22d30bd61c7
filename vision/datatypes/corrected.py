"""What a coach says of a clip that the software read otherwise.

Frames and times are those of the report that was not corrected, so that corrections hold in any order. A
place is that of the joint in the upright picture, as the drawn figure shows it.
"""

from dataclasses import dataclass
from typing import Literal

from vision.datatypes.words import EventKind, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class LandmarkMoved:
    """A landmark is elsewhere in a frame."""

    kind: Literal["landmark_moved"] = "landmark_moved"
    frame: int
    landmark: str
    x_px: float
    y_px: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LandmarkHidden:
    """A landmark cannot be seen in a frame, and counts as unknown there."""

    kind: Literal["landmark_hidden"] = "landmark_hidden"
    frame: int
    landmark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegsExchanged:
    """Left and right leg are each other's from one frame to another, both included."""

    kind: Literal["legs_exchanged"] = "legs_exchanged"
    first_frame: int
    last_frame: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMoved:
    """An initial contact or toe-off is at another time; without `uncertainty_s` half a frame is assumed."""

    kind: Literal["event_moved"] = "event_moved"
    side: Side
    event: EventKind
    time_s: float
    to_s: float
    uncertainty_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventAdded:
    """An initial contact or toe-off that was not found."""

    kind: Literal["event_added"] = "event_added"
    side: Side
    event: EventKind
    time_s: float
    uncertainty_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRemoved:
    """An initial contact or toe-off that there was not."""

    kind: Literal["event_removed"] = "event_removed"
    side: Side
    event: EventKind
    time_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLeftOut:
    """The step that begins with this initial contact is not to be measured."""

    kind: Literal["step_left_out"] = "step_left_out"
    side: Side
    time_s: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagDismissed:
    """What was flagged was looked at and is fine."""

    kind: Literal["flag_dismissed"] = "flag_dismissed"
    flag: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsCorrected:
    """What is known of runner and clip is otherwise; None leaves a fact as it was told."""

    kind: Literal["facts_corrected"] = "facts_corrected"
    speed_mps: float | None = None
    height_cm: float | None = None
    capture_fps: float | None = None
    direction: Side | None = None


Correction = (
    LandmarkMoved
    | LandmarkHidden
    | LegsExchanged
    | EventMoved
    | EventAdded
    | EventRemoved
    | StepLeftOut
    | FlagDismissed
    | FactsCorrected
)
"""Anything that a coach can say of a clip."""


@dataclass(frozen=True, slots=True)
class Revision:
    """Which corrections a report holds, in an order that is always the same.

    `changed` are the measures that they changed, `left_out` the steps that they left out, by side and time.
    `uncertainty_px` is how well a hand places each of the moved landmarks (one standard deviation), by name.
    """

    number: int
    corrections: tuple[Correction, ...]
    changed: frozenset[str] = frozenset()
    uncertainty_px: tuple[tuple[str, float], ...] = ()
