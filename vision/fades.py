"""Pictures that fade in, out or into one another.

Pure arithmetic on small pictures and on what is known of each.
"""

import numpy as np
from scipy.ndimage import binary_dilation

from vision.datatypes import Bools, Floats, Footage, Image
from vision.stretches import stretches

FADE_S = 1.0
"""Between two pictures of which those in between may be mixtures; fades last half a second to two."""

APART_MIN = 0.12
"""Unlikeness of two scenes: 0.2 and more between two gyms; 0.06 to 0.12 within a second of one take from a
stand, by the runner alone."""

LEFT_MAX = 0.4
"""Of a picture's variance, what a mixture of two others leaves, over their unlikeness: 0.25 at most in fades;
from 0.7 on where something or the camera moves, for it is at one place after the other, not at two."""

PART_MIN = 0.25
"""Of a mixture, which the lesser picture has at least: at a cut there is nothing of it."""

FAINT_SHARE, BLACK_SHARE = 0.5, 0.1
"""Of the usual contrast: pictures fainter than that belong to a fade if it goes down to nearly none."""

STEPS_MIN = 3
"""Faint pictures between none and a whole one; a cut from black has none."""


def crossfade(before: Image, between: Image, after: Image) -> float:
    """How unlike two pictures are, 1 less their correlation, if the one between mixes both; else 0."""
    first, middle, last = (picture.ravel() - picture.mean() for picture in (before, between, after))
    sizes = float(np.sqrt((first @ first) * (last @ last)))
    apart = 1 - float(first @ last) / sizes if sizes > 0 else 0.0
    if apart < APART_MIN or not middle.any():
        return 0.0
    ends = np.column_stack([first, last])
    weights = np.linalg.lstsq(ends, middle)[0]
    left = middle - ends @ weights
    both = weights.min() > PART_MIN * weights.sum()
    return apart if both and left @ left < LEFT_MAX * apart * (middle @ middle) else 0.0


def faded(footage: Footage, spacing_s: float) -> Bools:
    """Frames that fade, (n,)."""
    if not len(footage.contrast):  # of landmarks without a video
        return np.zeros(len(footage.novelty), dtype=bool)
    mixed = np.nan_to_num(footage.mixing) > APART_MIN
    around = 2 * round(FADE_S / 4 / spacing_s) + 1
    both: Bools = binary_dilation(mixed, np.ones(around, dtype=bool)) | _from_or_to_black(footage.contrast)
    return both


def _from_or_to_black(contrast: Floats) -> Bools:
    """Faint frames between a picture and none, and those of none."""
    faded = np.zeros(len(contrast), dtype=bool)
    if not np.isfinite(contrast).any():
        return faded
    share = np.nan_to_num(contrast / np.nanmedian(contrast), nan=1.0)
    faint = share < FAINT_SHARE
    for rows in stretches(faint):
        steps = (share[rows] > BLACK_SHARE).sum()
        if share[rows].min() < BLACK_SHARE and steps >= STEPS_MIN:
            faded[rows] = True
    return faded
