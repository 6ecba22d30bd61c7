"""Pictures that only repeat the one before, as screen recorders and converters of frame rates make them.

Pure arithmetic on what the pictures are like and on landmarks.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy.ndimage import percentile_filter

from vision.datatypes import Bools, Floats, Footage, Landmarks
from vision.stepping import ahead_s

STILL_SHARE = 0.2
"""Change of a repeated picture, of the usual change of others around it: 0.1 at most, with noise or strong
compression put on it since, and 0.45 at least elsewhere."""

USUAL_PERCENTILE = 90
"""The usual change is that of pictures that are new, be they one in five."""

FRAMES_MIN, USUAL_FRAMES = 12, 61

FLASH_SHARE, FLASH_MIN = 0.5, 2.0
"""Of the change of a picture, and of 255, the change of its brightness where the light did it, which tells
neither that the picture is new nor what is usual: 0.05 of 6 at most in steady light."""

REGULAR_FRAMES = (2, 3, 4)
REGULAR_SHARE = 0.5
"""Of the change of new pictures, that of others which repeat in turn: up to 0.4 where compression has spoilt
them; a step lasts too long to make every second, third or fourth picture of a runner so alike."""

Repair = Callable[[Landmarks], Landmarks]
"""Puts the legs right."""


def repeated(footage: Footage) -> Bools:
    """Frames whose picture is that of the frame before, (n,)."""
    n = len(footage.change)
    change = np.where(_flashes(footage), np.nan, footage.change)
    rows = np.flatnonzero(np.isfinite(change))
    if len(rows) < FRAMES_MIN:
        return np.zeros(n, dtype=bool)
    filled = np.interp(np.arange(n), rows, change[rows])
    usual = percentile_filter(filled, USUAL_PERCENTILE, size=USUAL_FRAMES, mode="nearest")
    usual = np.maximum(usual, np.percentile(change[rows], USUAL_PERCENTILE) / 2)  # for long freezes
    still: Bools = (change < STILL_SHARE * usual) | _in_turn(filled)
    return still


def _flashes(footage: Footage) -> Bools:
    """Frames that are brighter or darker than the one before, and else as much alike as any, (n,)."""
    by_light = np.abs(np.diff(footage.brightness, prepend=np.nan))
    flashes: Bools = by_light > np.maximum(FLASH_MIN, FLASH_SHARE * footage.change)
    return flashes


def _in_turn(change: Floats) -> Bools:
    """Frames that stand where every second, third or fourth changes little, (n,)."""
    turn = np.arange(len(change))
    for period in REGULAR_FRAMES:
        usual, most = np.array([np.percentile(change[k::period], (50, 95)) for k in range(period)]).T
        alike = most < REGULAR_SHARE * usual.max()
        if alike.any():
            still: Bools = alike[turn % period]
            return still
    return np.zeros(len(change), dtype=bool)


def without(landmarks: Landmarks, rows: Bools) -> Landmarks:
    """The same with nothing known in these frames."""
    position, confidence = landmarks.position_px.copy(), landmarks.confidence.copy()
    position[rows], confidence[rows] = np.nan, 0.0
    return replace(landmarks, position_px=position, confidence=confidence)


def retimed(landmarks: Landmarks, still: Bools, repair: Repair) -> Landmarks:
    """With the kept frames evenly spaced if the runner's clock is steadier then.

    A converter of frame rates repeats every so many pictures of an even row, each as often as the others or
    once more; a camera that missed a frame shows the one before in its place, and its other times are right.
    """
    kept = np.flatnonzero(~still)
    if np.ptp(np.diff(kept)) > 1:
        return landmarks
    start_s, end_s = (float(landmarks.time_s[i]) for i in kept[[0, -1]])
    even = np.interp(np.arange(len(still)), kept, np.linspace(start_s, end_s, len(kept)))
    other = replace(landmarks, time_s=even)
    return min((landmarks, other), key=lambda candidate: _unsteadiness_s(repair(candidate)))


def _unsteadiness_s(landmarks: Landmarks) -> float:
    """Spread of the clock's steps, those over frames that are not known included."""
    ahead = ahead_s(landmarks)
    steps = np.diff(ahead[np.isfinite(ahead)])
    return float(np.std(steps)) if len(steps) else 0.0
