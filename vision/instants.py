"""When landmarks truly were where they are: slow motion taken off, and the rolling shutter."""

from dataclasses import replace

import numpy as np
from scipy.interpolate import CubicSpline

from vision.datatypes import Floats, Landmarks, VideoInfo, frame_spacing_s
from vision.errors import InvalidSetting

SAME_RATE, WHOLE_TIMES = 0.1, 0.01
"""Relative differences of frame rates that come from rounding and dropped frames, not from slow motion."""

KNOTS_MIN = 4


def at_true_instants(
    landmarks: Landmarks, source: VideoInfo, *, capture_fps: float | None, readout_ms: float | None
) -> Landmarks:
    """Landmarks in true time, all of a frame at one instant; None where rate or read-out time is not known.

    Raises InvalidSetting when the read-out is longer than a frame lasts.
    """
    timed = in_true_time(landmarks, capture_fps)
    return without_rolling_shutter(timed, source, readout_ms=readout_ms) if readout_ms else timed


def in_true_time(landmarks: Landmarks, capture_fps: float | None) -> Landmarks:
    """Times as they were filmed: 240 frames a second played at 30 last 8 times too long.

    `capture_fps` is the rate at which these very frames were filmed, so times that have that rate already are
    true and stay as they are. A whole number of times is meant as such: 240 is 8 times 29.97.
    """
    if capture_fps is None:
        return landmarks
    times = capture_fps * frame_spacing_s(landmarks.time_s)
    nearest = max(1, round(times))
    if abs(times / nearest - 1) < (SAME_RATE if nearest == 1 else WHOLE_TIMES):
        times = nearest
    return replace(landmarks, time_s=landmarks.time_s / times)


def without_rolling_shutter(landmarks: Landmarks, source: VideoInfo, *, readout_ms: float) -> Landmarks:
    """Landmarks as they were when the middle of the picture was read, by cubic splines over their own times.

    `readout_ms` is the time from the first row of the picture as it is stored to the last; negative when the
    last is read first. Raises InvalidSetting when it is longer than a frame lasts.
    """
    frame_ms = 1000 * frame_spacing_s(landmarks.time_s)
    if abs(readout_ms) > frame_ms:
        raise InvalidSetting(
            f"readout_ms is {readout_ms:g} but a frame of this clip lasts {frame_ms:.1f} milliseconds."
        )
    offset_s = readout_ms / 1000 * (read_share(landmarks.position_px, source) - 0.5)
    position = [
        _at(landmarks.time_s, landmarks.time_s + offset_s[:, k], landmarks.position_px[:, k])
        for k in range(offset_s.shape[1])
    ]
    return replace(landmarks, position_px=np.stack(position, axis=1))


def read_share(position_px: Floats, source: VideoInfo) -> Floats:
    """How much of the picture has been read when the row of a position is, 0 to 1, (...).

    Rows are those of the picture as it is stored, before it is set upright. A portrait picture that is stored
    upright is taken for one that was turned a quarter clockwise, as phones do, and then written anew.
    """
    x, y = position_px[..., 0] / source.width, position_px[..., 1] / source.height
    turned = source.rotation_deg % 360
    if turned == 0 and source.height > source.width:
        turned = 90
    shares: dict[int, Floats] = {0: y, 90: 1 - x, 180: 1 - y, 270: x}
    inside: Floats = np.clip(shares[turned], 0, 1)
    return inside


def _at(time_s: Floats, own_s: Floats, position_px: Floats) -> Floats:
    """Positions at `time_s` of one landmark that was seen at `own_s`, (n, 2); unknown where it was."""
    known = np.asarray(np.isfinite(position_px).all(axis=1))
    if known.sum() < KNOTS_MIN:
        return position_px
    spline = CubicSpline(own_s[known], position_px[known])
    return np.where(known[:, None], spline(time_s), np.nan)
