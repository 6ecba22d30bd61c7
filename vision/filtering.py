"""Landmarks -> Track: doubtful points masked, short gaps filled, noise smoothed without delay."""

import numpy as np
from scipy.interpolate import make_smoothing_spline

from vision.datatypes import Bools, Floats, Landmarks, Track

CONFIDENCE_MIN = 0.05
"""Only what the network itself gives up. A landmark behind the other leg has a low confidence and is still as
close to the runner's own stride as a visible one (4 against 3 % of trunk length on the filmed runner)."""

LONGEST_GAP_S = 0.101
"""A tenth of a second, and two frames lost of 29.97 a second, which is a little more."""


def cutoff_hz(frame_rate_hz: float) -> float:
    """Half-amplitude frequency of the smoothing: 10 Hz at 60 frames/s, between 6 and 14 Hz elsewhere.

    Running landmarks need 5-6 Hz at the hip and 10-15 Hz at the foot (Winter 2009, residual analysis).
    """
    return float(np.clip(10 * np.sqrt(frame_rate_hz / 60), 6, 14))


def smooth_track(landmarks: Landmarks, *, exchanged: Bools) -> Track:
    """Mask, fill and smooth every landmark of repaired `landmarks`.

    Gaps up to 0.1 s are filled by the smoothing spline itself; longer ones stay NaN.
    """
    raw = landmarks.position_px.copy()
    raw[landmarks.confidence < CONFIDENCE_MIN] = np.nan
    smooth = np.full_like(raw, np.nan)
    patterns, pattern = np.unique(np.isfinite(raw).all(axis=2), axis=1, return_inverse=True)
    for number in range(patterns.shape[1]):  # landmarks known in the same frames are smoothed together
        own = raw[:, pattern == number]
        together = _smooth(landmarks.time_s, own.reshape(len(own), -1), cutoff_hz(1 / landmarks.spacing_s))
        smooth[:, pattern == number] = together.reshape(own.shape)
    return Track(
        landmarks.skeleton,
        landmarks.time_s,
        smooth,
        raw,
        landmarks.confidence,
        np.asarray(exchanged, dtype=bool),
    )


def _smooth(time_s: Floats, position: Floats, half_amplitude_hz: float) -> Floats:
    """Cubic smoothing spline through (n, m) coordinates, cut where a gap is too long to fill.

    Its frequency response 1 / (1 + (f / f0)^4) is that of a second-order Butterworth filter run both ways,
    and it needs neither a constant frame rate nor a value in every frame (Silverman 1984).
    """
    out = np.full_like(position, np.nan)
    known = np.flatnonzero(np.isfinite(position).all(axis=1))
    for run in np.split(known, np.flatnonzero(np.diff(time_s[known]) > LONGEST_GAP_S) + 1):
        if len(run) < 5:
            continue
        t = time_s[run]
        spacing_s = (t[-1] - t[0]) / (len(t) - 1)
        penalty = 1 / (spacing_s * (2 * np.pi * half_amplitude_hz) ** 4)
        inside = slice(run[0], run[-1] + 1)
        out[inside] = make_smoothing_spline(t - t[0], position[run], lam=penalty)(time_s[inside] - t[0])
    return out
