"""The runner's legs as a clock: how long each stride lasts, and how far each frame is from its place.

Pure arithmetic on landmarks, before any stage has trusted their times. Both legs are taken together, so that
legs exchanged by the network do no harm.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.ndimage import median_filter
from scipy.signal import find_peaks

from vision.cycles import fourier_design, robust_fit, stride_period_s, stride_phase
from vision.datatypes import SIDES, Floats, Landmarks, frame_spacing_s
from vision.robust import known_median
from vision.zoom import relative_size

APART_MIN_TRUNKS = 0.5
"""90th percentile of the distance between the feet; 1.0 to 1.4 in running seen from the side."""

PEAK_SHARE = 0.35
"""Prominence of the feet's widest moments, of the range of their distance."""

BLINK_S, QUICKEST_STEP_S = 0.07, 0.19
"""Legs drawn on one another for less than that are filled; 60 / 260 spm less a few frames."""

LEFT_SHARE = 0.5
"""Of a jump of the clock after a blink: all of it when time is missing, nothing after a confusion of legs."""

LONGEST_FILL_S = 0.15
LONGEST_STRIDE_S = 1.0
"""120 steps a minute. In slower motion a clock of legs has too coarse a face."""

TEMPLATE_ORDER = 6
PLACES = 128
"""Places of the stride that are tried for a frame; a parabola between them gives a hundredth of a frame."""


def feet_apart(landmarks: Landmarks) -> Floats:
    """Horizontal distance between the feet in trunk lengths, without its sign, (n,); NaN where unknown."""
    point, feet = landmarks.point, landmarks.skeleton.foot
    left, right = (np.median([point(f"{side}_{part}")[:, 0] for part in feet], axis=0) for side in SIDES)
    size = relative_size(landmarks)
    trunk = np.linalg.norm(point("mid_shoulder") - point("mid_hip"), axis=1) / size
    typical = known_median(trunk)
    apart: Floats = np.abs(left - right) / (typical if typical > 0 else np.nan) / size
    return apart


@dataclass(frozen=True, slots=True, eq=False)
class Strides:
    """When the feet are widest apart, once a step, and how long the stride around each such moment lasts."""

    widest_s: Floats  # (m,)
    duration_s: Floats  # (m,), NaN where the legs are not seen all the time

    @property
    def smooth_s(self) -> Floats:
        """Median of five neighbouring durations, (m,); NaN where fewer than three are known."""
        if not len(self.duration_s):
            return self.duration_s
        around = sliding_window_view(np.pad(self.duration_s, 2, constant_values=np.nan), 5)
        known = np.isfinite(around).sum(axis=1) >= 3
        smooth = np.full(len(around), np.nan)
        smooth[known] = np.nanmedian(around[known], axis=1)
        return smooth


def find_strides(landmarks: Landmarks) -> Strides:
    """Every stride by itself, so that the pace may change; none when the feet do not pass each other.

    A stride runs from the widest moment before to the one after: two steps, so that the legs need not be
    alike in the picture.
    """
    time_s, apart = landmarks.time_s, feet_apart(landmarks)
    known, spacing_s = np.isfinite(apart), frame_spacing_s(time_s)
    empty = Strides(np.empty(0), np.empty(0))
    if known.sum() < 12 or not np.percentile(apart[known], 90) > APART_MIN_TRUNKS:
        return empty
    filled = np.interp(time_s, time_s[known], apart[known])
    filled = median_filter(filled, size=_frames_in(BLINK_S, spacing_s), mode="nearest")
    prominence = PEAK_SHARE * float(np.ptp(np.percentile(apart[known], (5, 95))))
    peaks = find_peaks(filled, prominence=prominence, distance=_frames_in(QUICKEST_STEP_S, spacing_s))[0]
    if len(peaks) < 3:
        return empty
    widest_s = np.array([_summit_s(time_s, filled, i) for i in peaks])
    seen_s = time_s[known]
    holes = [(a, b) for a, b in pairwise(seen_s) if b - a > LONGEST_FILL_S]
    duration_s = np.full(len(peaks), np.nan)
    for j in range(1, len(peaks) - 1):
        first, last = widest_s[j - 1], widest_s[j + 1]
        if not any(a < last and b > first for a, b in holes):
            duration_s[j] = last - first
    return Strides(widest_s, duration_s)


def _frames_in(duration_s: float, spacing_s: float) -> int:
    """An odd number of frames."""
    return max(1, round(duration_s / spacing_s)) | 1


def _summit_s(time_s: Floats, height: Floats, i: int) -> float:
    """Time of the parabola's summit through three samples."""
    t, h = time_s[i - 1 : i + 2], height[i - 1 : i + 2]
    a, b, _ = np.polyfit(t - time_s[i], h, 2)
    return float(np.clip(time_s[i] - b / (2 * a), t[0], t[-1])) if a < 0 else float(time_s[i])


def ahead_s(landmarks: Landmarks) -> Floats:
    """How much later in its stride each frame is than a steady runner's at its time, (n,) seconds.

    NaN where the legs are hidden, everywhere where no stride repeats. Each frame is laid on the clip's mean
    stride (a Fourier series) by itself; the place expected is that of the strides around it. A frame that was
    dropped before this one shows as a step up by one frame's time. `landmarks` have their legs put right.
    """
    time_s, chains = landmarks.time_s, _chains(landmarks)
    nowhere = np.full(len(time_s), np.nan)
    if not len(find_strides(landmarks).widest_s):
        return nowhere
    feet = chains.reshape(len(time_s), 2, -1, 2)[:, :, 1:, 0]
    separation = np.median(feet[:, 0] - feet[:, 1], axis=1)
    period_s = stride_period_s(time_s, separation)
    if not period_s < LONGEST_STRIDE_S:
        return nowhere
    expected = stride_phase(time_s, separation, period_s)
    # beside the perpendicular the near leg runs ahead of the far one: a drift, for a runner who passes by
    since_s = time_s - time_s.mean()
    weights = robust_fit(np.column_stack([fourier_design(expected, TEMPLATE_ORDER), since_s]), chains)
    if not np.isfinite(weights).all():
        return nowhere
    weights, drift = weights[:-1], weights[-1]
    chains = chains - np.outer(since_s, drift)
    stride = fourier_design(np.arange(PLACES) / PLACES, TEMPLATE_ORDER) @ weights
    seen = np.isfinite(chains).all(axis=1)
    place = nowhere.copy()
    place[seen] = _nearest_place(chains[seen], stride)
    ahead: Floats = ((place - expected + 0.5) % 1 - 0.5 + expected) * period_s - time_s
    return ahead


def _chains(landmarks: Landmarks) -> Floats:
    """Both leg chains from the mid-hip, as long as they usually are in the picture, (n, 4 * landmarks)."""
    hip, size = landmarks.point("mid_hip"), relative_size(landmarks)
    legs = [
        landmarks.point(f"{side}_{part}") - hip for side in SIDES for part in landmarks.skeleton.leg_chain
    ]
    return np.column_stack(legs) / size[:, None]


def _nearest_place(chains: Floats, stride: Floats) -> Floats:
    """Place in the stride, 0..1, whose pose is nearest to each frame's, (n,)."""
    distance = np.stack([np.abs(chains - pose).sum(axis=1) for pose in stride], axis=1)
    best = distance.argmin(axis=1)
    before, at, after = (
        np.take_along_axis(distance, ((best + k) % PLACES)[:, None], axis=1)[:, 0] for k in (-1, 0, 1)
    )
    bend = before - 2 * at + after
    between = np.divide(before - after, 2 * bend, out=np.zeros(len(best)), where=bend > 0)
    place: Floats = (best + between) / PLACES
    return place


def jumps_s(ahead: Floats, *, around: int) -> Floats:
    """Median of the `around` known frames from each frame on, less that of as many before it, (n,)."""
    known, level = _levels(ahead, around)
    jumps = np.full(len(ahead), np.nan)
    jumps[known[around : len(known) - around + 1]] = level[around:] - level[:-around]
    return jumps


def lasting_jumps_s(ahead: Floats, *, around: int, spacing_s: float) -> Floats:
    """The jumps from which the clock does not come back within a blink, (n,) seconds; the others are 0.

    Legs that are taken for each other, or drawn on one another, put the clock off for a few frames, by up to
    half a stride; time that is missing puts off every frame from there on.
    """
    jumps, (known, level) = jumps_s(ahead, around=around), _levels(ahead, around)
    reach = _frames_in(BLINK_S, spacing_s)
    left = np.zeros(len(ahead))
    for sign in (1, -1):
        at = known[around : len(known) - around + 1]
        left[at] = np.maximum(left[at], _left(sign * level, around, reach))
    return np.where(left > LEFT_SHARE * np.abs(jumps), jumps, 0.0)


def _levels(ahead: Floats, around: int) -> tuple[NDArray[np.intp], Floats]:
    """Known frames, and the median of every `around` of them in a row; none where they are too few."""
    known = np.flatnonzero(np.isfinite(ahead))
    if len(known) < 2 * around:
        return known[:0], np.empty(0)
    return known, np.median(sliding_window_view(ahead[known], around), axis=1)


def _left(level: Floats, around: int, reach: int) -> Floats:
    """What is left of a rise over `around` levels, `reach` levels on and back, (levels - around,)."""
    if not len(level):
        return level
    lowest = sliding_window_view(np.pad(level, (0, reach), mode="edge"), reach + 1).min(axis=1)
    highest = sliding_window_view(np.pad(level, (reach, 0), mode="edge"), reach + 1).max(axis=1)
    left: Floats = np.minimum(lowest[around:] - level[:-around], level[around:] - highest[:-around])
    return left
