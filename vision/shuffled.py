"""Frames that come in the wrong order, as a converter writes them that mixes up fields or B frames.

Pure arithmetic on landmarks: where a later picture comes first the runner's clock goes back. Putting legs
right can take such frames for confused ones and leave them out, so that the legs are looked at as drawn too.
"""

import numpy as np

from vision.datatypes import Landmarks
from vision.errors import CannotMeasure
from vision.stepping import ahead_s

PERIODS = range(2, 7)
"""Frames after which the disorder comes again; no step is as short at 24 frames a second and more."""

BACK_FRAMES = 0.5
"""How far the clock usually goes back at one place of every period: by 1 or 2 frames where two or three are
exchanged; elsewhere it goes on by 0.6 and more."""

TURNS_MIN = 8


def require_order(drawn: Landmarks, repaired: Landmarks) -> None:
    """Raises CannotMeasure where pictures come in the wrong order again and again."""
    clocks = [1 + np.diff(ahead_s(legs)) / legs.spacing_s for legs in (drawn, repaired)]
    if any(_goes_back(ticks, period) for ticks in clocks for period in PERIODS):
        raise CannotMeasure(
            "wrong_order",
            "The pictures of this video come in the wrong order, again and again one before its predecessor; "
            "use the original file.",
        )


def _goes_back(ticks: np.ndarray, period: int) -> bool:
    """Whether at one place of every period the clock goes back."""
    places = (ticks[place::period] for place in range(period))
    known = (each[np.isfinite(each)] for each in places)
    return any(len(each) >= TURNS_MIN and np.median(each) < -BACK_FRAMES for each in known)
