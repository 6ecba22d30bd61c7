"""Where one picture follows another that was not filmed just before it.

Pure arithmetic on what the pictures are like.
"""

import numpy as np
from scipy.ndimage import maximum_filter1d

from vision.datatypes import Floats, Footage

CUT_ABOVE, CUT_TIMES = 0.25, 4.0
"""Loss of likeness at a cut: 0.37 and more between two gyms, against 0.04 in one take from a stand and 0.14,
less than twice the median, with a camera that follows."""

ALONE_CHANGE, ALONE_NOVELTY = 1.9, 2.7
"""How many times more than in any frame nearby the runner's square changes, and the picture, at a cut to
another runner in the same room: 2.5 to 3.1 and 4.9 to 15; in one take 1.5 and 2.7 at most, also where frames
are lost, the runner comes to a stand or the camera shakes."""

ALONE_OF_LIGHT = 0.08
"""And how much of its brightness: 0.14 to 0.20 at such a cut; where an encoder starts afresh at 240 frames a
second 0.02, though that is 1.9 times what moves from frame to frame."""

NEARBY_S, NEARBY_FRAMES = 0.25, 3


def find_cuts(footage: Footage, spacing_s: float) -> np.ndarray:
    """Rows of the first frames after a cut, (m,)."""
    novelty = np.nan_to_num(footage.novelty)
    elsewhere = novelty > max(CUT_ABOVE, CUT_TIMES * float(np.median(novelty)))
    reach = max(NEARBY_FRAMES, round(NEARBY_S / spacing_s))
    change = np.nan_to_num(footage.change)
    alone = (_over_others(novelty, reach) > ALONE_NOVELTY) & (_over_others(change, reach) > ALONE_CHANGE)
    return np.flatnonzero(elsewhere | (alone & (change > ALONE_OF_LIGHT * footage.brightness)))


def _over_others(values: Floats, reach: int) -> Floats:
    """Each over the largest of the others within reach, (n,); 0 where all of those on one side are 0."""
    sides = [_largest_before(values, reach), _largest_before(values[::-1], reach)[::-1]]
    most = np.maximum(*sides)
    known: Floats = np.divide(values, most, out=np.zeros_like(values), where=np.minimum(*sides) > 0)
    return known


def _largest_before(values: Floats, reach: int) -> Floats:
    """Of the `reach` values before each, (n,); 0 before the first."""
    padded = np.concatenate([np.zeros(reach), values])
    largest: Floats = maximum_filter1d(padded, reach, origin=(reach - 1) // 2)[reach - 1 : -1]
    return largest
