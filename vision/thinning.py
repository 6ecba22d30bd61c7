"""Fast clips: which frames the landmark network looks at.

A runner's body moves at up to 15 Hz (Winter 2009), which 120 frames a second hold four times over. Of faster
clips the network looks at every second frame, or fewer; track, events and measures come out the same
(docs/decisions/0017-effort.md), and every frame still has its row.
"""

from dataclasses import replace

import numpy as np

from vision.datatypes import Bools, Floats, Landmarks, Regions

LOOKED_AT_HZ = 120.0
RATE_TOLERANCE = 1.02
"""239.76 frames a second count as 240."""


def thinned(runner: Regions) -> Regions:
    """The regions of the frames that are looked at; those between are NaN."""
    return replace(runner, size_px=np.where(_looked_at(runner.time_s), runner.size_px, np.nan))


def with_frames_between(landmarks: Landmarks) -> Landmarks:
    """The landmarks of the frames that are looked at, and those between as sure as their neighbours.

    Where they are between stays unknown until the track is smoothed.
    """
    looked_at = _looked_at(landmarks.time_s)
    rows, known = np.arange(len(looked_at)), np.flatnonzero(looked_at)
    columns = [np.interp(rows, known, column[known]) for column in landmarks.confidence.T]
    position_px = np.where(looked_at[:, None, None], landmarks.position_px, np.nan)
    return replace(landmarks, position_px=position_px, confidence=np.column_stack(columns))


def _looked_at(time_s: Floats) -> Bools:
    """Every n-th frame, so that at least 120 a second are left, (n,)."""
    rate_hz = 1 / float(np.median(np.diff(time_s))) if len(time_s) > 1 else 0.0
    every = max(1, int(rate_hz * RATE_TOLERANCE // LOOKED_AT_HZ))
    looked_at: Bools = np.arange(len(time_s)) % every == 0
    return looked_at
