"""Frames that a converter of frame rates made from their neighbours.

A mix of two pictures shows less of the detail of what moves, and so does one drawn along the flow between
them; detail then rises and falls in the beat of the two rates. Pure arithmetic on what the pictures are like.
"""

import numpy as np
from numpy.typing import NDArray

from vision.cycles import fourier_design
from vision.datatypes import Bools, Floats, Footage

BEATS = np.array([1 / 2, 12 / 25, 5 / 12, 2 / 5, 1 / 3, 1 / 4, 1 / 5, 1 / 6])
"""Cycles a frame: what 24, 25, 30, 50, 60 and 120 frames a second make of each other. Slower beats are left
out: they mix neighbours alike."""

LOST_SHARE = 1 / 3
"""Of the detail that mixing takes from parts with nothing in common from frame to frame: 0.4 and more where
frames are blended, 0.45 in one clip whose frames were drawn along the flow, 0.2 at most where every second
frame is compressed ever so strongly."""

PIECE_FRAMES, FRAMES_MIN = 200, 40
"""Rates such as 29.97 for 30 put a beat off by a quarter in 200 frames."""

GAIT_ORDER = 4
"""Harmonics of the stride that a runner's detail has; a beat may fall on one at 30 frames a second."""

LIT_SHARE = 0.004
"""Amplitude of the runner's brightness, as a share, from which on a beat is one of the light, whose bands
take detail too: 0.0006 at most where frames are blended, which keeps brightness, 0.03 in bands of light."""

MOST_LEAP = 1.0
"""Cuts and flashes count no more than that."""


def is_interpolated(footage: Footage, time_s: Floats, *, stride_time_s: float) -> bool:
    """Whether frames were made from others. Half of the clip has to be so."""
    known = np.flatnonzero(np.isfinite(footage.sharpening))
    if len(known) < FRAMES_MIN:
        return False
    pieces = np.array_split(known, max(1, len(known) // PIECE_FRAMES))
    strides = time_s / stride_time_s
    shares = [_lost_share(footage.sharpening[rows], rows, strides[rows]) for rows in pieces]
    lit = [_beating(np.log(footage.brightness[rows] + 1), rows, strides[rows]) for rows in pieces]
    over: Bools = (np.median(shares, axis=0) > LOST_SHARE) & (np.median(lit, axis=0) < LIT_SHARE)
    return bool(over.any())


def _without_gait(values: Floats, strides: Floats) -> Floats:
    """What repeats neither with the strides nor stays."""
    gait = fourier_design(strides, GAIT_ORDER)
    left: Floats = values - gait @ np.linalg.lstsq(gait, values, rcond=None)[0]
    return left


def _beating(values: Floats, frame: NDArray[np.intp], strides: Floats) -> Floats:
    """Amplitude at every beat, (beats,)."""
    turn = np.exp(-2j * np.pi * np.outer(BEATS, frame))
    amplitude: Floats = 2 * np.abs(turn @ _without_gait(values, strides)) / len(frame)
    return amplitude


def _lost_share(sharpening: Floats, frame: NDArray[np.intp], strides: Floats) -> Floats:
    """For every beat how much of what blending at that beat would do is there, (beats,)."""
    level = np.clip(sharpening - np.median(sharpening), -MOST_LEAP, MOST_LEAP)
    left = _without_gait(level, strides)
    place = np.outer(BEATS, frame)
    blended = _kept(place) - _kept(place - BEATS[:, None])
    turn = np.exp(-2j * np.pi * place)
    share: Floats = np.abs(turn @ left) / np.abs((turn * blended).sum(axis=1))
    return share


def _kept(place: Floats) -> Floats:
    """Log of the detail that a mix of a picture with the next one shows, by its place between them."""
    weight = place % 1
    kept: Floats = np.log(1 - 2 * weight * (1 - weight)) / 2
    return kept
