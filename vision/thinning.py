"""Fast clips: which frames the landmark network looks at.

A runner's body moves at up to 15 Hz (Winter 2009), which 120 frames a second hold four times over. Of faster
clips the network looks at every second frame, or fewer; track, events and measures come out the same
(docs/decisions/0017-effort.md), and every frame still has its row.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from vision.datatypes import SAME_RATE, Bools, Floats, Frame, Landmarks, frame_spacing_s

LOOKED_AT_HZ = 120.0


def thinned(frames: Iterable[Frame], time_s: Floats) -> Iterator[Frame]:
    """Those of a clip's frames that are looked at; `time_s` are the times of all."""
    wanted = looked_at(time_s)
    return (frame for frame in frames if wanted[frame.index])


def with_frames_between(landmarks: Landmarks) -> Landmarks:
    """The landmarks of the frames that are looked at, and those between as sure as their neighbours.

    Where they are between stays unknown until the track is smoothed.
    """
    wanted = looked_at(landmarks.time_s)
    rows, known = np.arange(len(wanted)), np.flatnonzero(wanted)
    columns = [np.interp(rows, known, column[known]) for column in landmarks.confidence.T]
    position_px = np.where(wanted[:, None, None], landmarks.position_px, np.nan)
    return replace(landmarks, position_px=position_px, confidence=np.column_stack(columns))


def looked_at(time_s: Floats) -> Bools:
    """Every n-th frame, so that at least 120 a second are left; all where they are farther apart, (n,)."""
    rate_hz = 1 / frame_spacing_s(time_s) if len(time_s) > 1 else 0.0
    every = max(1, int(rate_hz * (1 + SAME_RATE) // LOOKED_AT_HZ))
    wanted: Bools = np.arange(len(time_s)) % every == 0
    far = np.repeat(np.diff(time_s[::every]) * rate_hz > 1.5 * every, every)
    wanted[: len(far)] |= far
    return wanted
