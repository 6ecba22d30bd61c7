"""How far apart in time the frames of a clip are."""

import numpy as np

from vision.datatypes.words import Floats

SAME_RATE = 0.02
"""59.94 and 60, 29.97 and 30, or 239.76 and 240 frames a second are one rate."""


def frame_spacing_s(time_s: Floats) -> float:
    """Usual time from one frame to the next, `time_s` (n,) with n > 1.

    The mean of those within half of the median: some containers stamp whole milliseconds, and 60 frames a
    second are 16 or 17 apart; across missing frames and pauses they are farther.
    """
    spacing = np.diff(time_s)
    usual = float(np.percentile(spacing, 50, method="lower"))  # one that occurs, where there are two kinds
    return float(spacing[np.abs(spacing - usual) <= usual / 2].mean())


def seen_spacing_s(time_s: Floats, position_px: Floats) -> float:
    """Of the frames in which any landmark is known, (n, k, 2), or of all where none is."""
    seen = np.isfinite(position_px).any(axis=(1, 2))
    return frame_spacing_s(time_s[seen] if seen.sum() > 1 else time_s)
