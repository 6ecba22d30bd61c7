"""Frames that come in the wrong order, as a converter writes them that mixes up fields or B frames.

Pure arithmetic on landmarks: where a later picture comes first the runner's clock goes back. Putting legs
right can take such frames for confused ones and leave them out, so that the legs are looked at as drawn too.
"""

import numpy as np

from vision.datatypes import Floats, Landmarks
from vision.errors import CannotMeasure
from vision.robust import MAD_TO_SD
from vision.stepping import ahead_s

PERIODS = range(2, 7)
"""Frames after which the disorder comes again; no step is as short at 24 frames a second and more."""

BACK_FRAMES = 0.5
"""How far the clock usually goes back at one place of every period: by 1 or 2 frames where two or three are
exchanged; elsewhere it goes on by 0.6 and more."""

TURNS_MIN, QUIET_FRAMES = 8, 0.5
"""Frames at each place that are needed, and how much they may scatter: 0.1 to 0.3 in running that is seen; a
clock of confused legs tells nothing."""


def require_order(drawn: Landmarks, repaired: Landmarks) -> None:
    """Raises CannotMeasure where pictures come in the wrong order again and again."""
    clocks = [1 + np.diff(ahead_s(legs)) / legs.spacing_s for legs in (drawn, repaired)]
    if any(_goes_back(ticks, period) for ticks in clocks for period in PERIODS):
        raise CannotMeasure(
            "wrong_order",
            "The pictures of this video come in the wrong order, again and again one before its predecessor; "
            "use the original file.",
        )


def _goes_back(ticks: Floats, period: int) -> bool:
    """Whether at one place of every period the clock goes back."""
    places = [each[np.isfinite(each)] for each in (ticks[place::period] for place in range(period))]
    places = [each for each in places if len(each) >= TURNS_MIN]
    if not places or min(np.median(each) for each in places) >= -BACK_FRAMES:
        return False
    rest = np.concatenate([np.abs(each - np.median(each)) for each in places])
    return bool(MAD_TO_SD * np.median(rest) < QUIET_FRAMES)
