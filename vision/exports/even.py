"""A series at a constant rate, which the formats of motion capture ask for and phones do not keep."""

import numpy as np
from scipy.interpolate import PchipInterpolator

from vision.datatypes import Floats, frame_spacing_s

SAME_TIME_S = 0.001
"""Frames that are no farther off their even times keep their values: many containers stamp whole
milliseconds."""

BRIDGED = 1.5
"""Nothing is put between two known values that are farther apart than so many frames."""


def even(time_s: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Times at a constant rate, (m,), and the values at them, (m, ...), from those at `time_s`, (n, ...).

    The values stay as they are where the times are even already. Otherwise they are interpolated by
    cubics that do not overshoot (PCHIP; Fritsch & Butland 1984, doi:10.1137/0905021), and are NaN where
    frames are missing.
    """
    even_s = np.linspace(time_s[0], time_s[-1], len(time_s))
    if np.abs(even_s - time_s).max() <= SAME_TIME_S:
        return even_s, values
    spacing_s = frame_spacing_s(time_s)
    even_s = time_s[0] + spacing_s * np.arange(round((time_s[-1] - time_s[0]) / spacing_s) + 1)
    columns = values.reshape(len(values), -1).T
    between = [_between(time_s, column, even_s, BRIDGED * spacing_s) for column in columns]
    return even_s, np.stack(between, axis=1).reshape(len(even_s), *values.shape[1:])


def rate_hz(even_s: Floats) -> float:
    """Of times at a constant rate."""
    return float((len(even_s) - 1) / (even_s[-1] - even_s[0]))


def _between(time_s: Floats, values: Floats, at_s: Floats, bridged_s: float) -> Floats:
    known = np.isfinite(values)
    if known.sum() < 2:
        return np.full(len(at_s), np.nan)
    seen_s = time_s[known]
    curve = PchipInterpolator(seen_s, values[known], extrapolate=False)(at_s)
    after = np.clip(np.searchsorted(seen_s, at_s), 1, len(seen_s) - 1)
    before_s, after_s = seen_s[after - 1], seen_s[after]
    close = np.minimum(np.abs(at_s - before_s), np.abs(after_s - at_s)) <= SAME_TIME_S
    return np.where(close | (after_s - before_s <= bridged_s), curve, np.nan)
