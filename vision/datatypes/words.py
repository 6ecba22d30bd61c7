"""The words of the field as types."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Image = NDArray[np.uint8]

Side = Literal["left", "right"]
"""Of the body, whichever way the runner goes."""
SIDES: tuple[Side, Side] = ("left", "right")
"""Both sides, in the order in which they are told everywhere."""
Leg = Literal["near", "far"]
EventKind = Literal["initial_contact", "toe_off"]
EVENT_KINDS: tuple[EventKind, EventKind] = ("initial_contact", "toe_off")
"""Both kinds, in the order in which they come in a step."""
KeyFrameKind = Literal["initial_contact", "midstance", "toe_off"]
KEY_FRAME_TITLES: dict[KeyFrameKind, str] = {
    "initial_contact": "Initial contact",
    "midstance": "Midstance",
    "toe_off": "Toe-off",
}
"""What each kind of key frame is called, in the order of a stride."""
View = Literal["side", "rear", "front", "oblique"]
Camera = Literal["static", "moving"]
Activity = Literal["running", "walking", "other"]
TimeBase = Literal["true", "slow_motion", "variable", "unknown"]
Verdict = Literal["ok", "limited", "refused"]
Level = Literal["typical", "look", "outside", "grey"]
ScaleSource = Literal["belt_speed", "height", "known_length"]
VerticalSource = Literal["lines", "assumed", "askew", "tilted"]


def other_side(side: Side) -> Side:
    return "left" if side == "right" else "right"
