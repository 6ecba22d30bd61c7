"""A series of the clip at contacts, at instants, over spans and folded over the stride."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vision.cycles import fourier_design, robust_fit
from vision.datatypes import Bools, Floats, frame_spacing_s

Rows = NDArray[np.intp]

BEFORE_CONTACT_S = (-0.050, 0.003)
"""Posture bends sharply at contact, so only samples before it tell the posture at it.

One frame more is taken before it: at 30 frames a second two samples a step would be too few for a parabola.
"""

CLOSE_S, CLOSE_SAMPLES_MIN = 0.020, 3
"""A parabola carried on over a gap before contact does not see the shank turn back: with three steps at 30
frames a second it was 9 degrees off on force-plate runners, with close frames 3 and less."""

SAMPLES_FOR_PARABOLA = 6
JACKKNIFE_GROUPS = 10
STRIDE_POINTS = 201

BRIDGED_S = 0.02
"""A body in flight leaves the line between two moments so far apart by g t^2 / 8 = 0.5 mm."""


@dataclass(frozen=True, slots=True, eq=False)
class PerStep:
    """One measure of one leg: each step's value, and the best estimate from all steps together.

    `pooled_sd` is that estimate's standard error where no single step has a value to tell it.
    """

    values: Floats  # (steps,)
    pooled: float
    pooled_sd: float = float("nan")

    @classmethod
    def mean_of(cls, values: Floats) -> "PerStep":
        known = values[np.isfinite(values)]
        return cls(values, float(known.mean()) if len(known) else float("nan"))

    def times(self, factor: float) -> "PerStep":
        """The same in another unit."""
        return PerStep(self.values * factor, self.pooled * factor, self.pooled_sd * abs(factor))


def at_contact(time_s: Floats, series: Floats, contact_s: Floats) -> PerStep:
    """`series` at initial contact from the 50 ms and one frame before it, all steps on one robust parabola.

    A step's own value is the parabola's plus the mean distance of the step's own samples to it.
    """
    start_s, end_s = BEFORE_CONTACT_S
    start_s -= _spacing_s(time_s, series)
    step, frame = _frames_between(*(np.searchsorted(time_s, contact_s + edge) for edge in (start_s, end_s)))
    x, y = time_s[frame] - contact_s[step], series[frame]
    known = np.isfinite(y)
    step, x, y = step[known], x[known], y[known]
    if (x > -CLOSE_S).sum() < CLOSE_SAMPLES_MIN:
        return PerStep(np.full(len(contact_s), np.nan), float("nan"))
    order = 2 if len(y) >= SAMPLES_FOR_PARABOLA else 1
    design = np.vander(x, order + 1, increasing=True)
    fit = robust_fit(design, y[:, None])[:, 0]
    rest, count = (
        np.bincount(step, y - design @ fit, len(contact_s)),
        np.bincount(step, minlength=len(contact_s)),
    )
    own = fit[0] + np.divide(rest, count, out=np.full(len(contact_s), np.nan), where=count > 0)
    return PerStep(own, float(fit[0]))


def _spacing_s(time_s: Floats, series: Floats) -> float:
    """Usual time from one known value to the next; from frame to frame where there are none."""
    known = np.isfinite(series)
    return frame_spacing_s(time_s[known] if known.sum() > 1 else time_s)


def at_instants(time_s: Floats, series: Floats, instants_s: Floats) -> PerStep:
    """`series` at instants by a straight line through the samples within 25 ms or the nearest two frames."""
    reach_s = max(0.025, 1.01 * _spacing_s(time_s, series))
    step, frame = _frames_between(
        *(np.searchsorted(time_s, instants_s + edge_s) for edge_s in (-1.01 * reach_s, 1.01 * reach_s))
    )
    x, y = time_s[frame] - instants_s[step], series[frame]
    near = (np.abs(x) <= reach_s) & np.isfinite(y)
    return PerStep.mean_of(_lines_at_0(step[near], x[near], y[near], len(instants_s)))


def _lines_at_0(step: Rows, x: Floats, y: Floats, steps: int) -> Floats:
    """Where the line through each step's own samples is at x = 0, (steps,); NaN with fewer than two."""
    count = np.bincount(step, minlength=steps)

    def mean(values: Floats) -> Floats:
        total = np.bincount(step, values, steps)
        means: Floats = np.divide(total, count, out=np.full(steps, np.nan), where=count > 1)
        return means

    middle_x, middle_y = mean(x), mean(y)
    off_x, off_y = x - middle_x[step], y - middle_y[step]
    at_0: Floats = middle_y - mean(off_x * off_y) / mean(off_x**2) * middle_x
    return at_0


def _frames_between(first: Rows, end: Rows) -> tuple[Rows, Rows]:
    """Which step, and which frame, of all frames from `first` to before `end` of each step."""
    length = np.maximum(end - first, 0)
    step = np.repeat(np.arange(len(first)), length)
    return step, np.arange(len(step)) + (first - np.cumsum(length) + length)[step]


def over_spans(time_s: Floats, series: Floats, start_s: Floats, end_s: Floats) -> PerStep:
    """Mean of `series` over each span; NaN where less than half of its frames are known."""
    values = []
    for span in spans(time_s, start_s, end_s):
        inside = series[span]
        known = inside[np.isfinite(inside)]
        values.append(float(known.mean()) if len(known) and 2 * len(known) >= len(inside) else float("nan"))
    return PerStep.mean_of(np.array(values))


def spans(time_s: Floats, start_s: Floats, end_s: Floats) -> list[slice]:
    """The frames from each start to before its end; none where either is unknown."""
    first, end = np.searchsorted(time_s, start_s), np.searchsorted(time_s, end_s)
    end = np.where(np.isnan(end_s), 0, end)
    return [slice(a, b) for a, b in zip(first.tolist(), end.tolist(), strict=True)]


def folded_stride(series: Floats, phase: Floats, *, order: int) -> Floats:
    """Robust Fourier series over one stride from the leg's contact, (201,); NaN with too few frames."""
    known = np.isfinite(series) & np.isfinite(phase)
    if known.sum() < 3 * (2 * order + 1) or _largest_gap(phase[known] % 1) > 1 / (2 * order + 1):
        return np.full(STRIDE_POINTS, np.nan)
    fit = robust_fit(fourier_design(phase[known], order), series[known][:, None])
    curve: Floats = (fourier_design(np.linspace(0, 1, STRIDE_POINTS), order) @ fit)[:, 0]
    return curve


def of_folded_stride(
    statistic: Callable[[Floats], float], series: Floats, phase: Floats, *, order: int
) -> tuple[float, float]:
    """A statistic of the folded stride, and its standard error by leaving out groups of strides in turn
    (delete-a-group jackknife, Efron & Tibshirani 1993)."""
    whole = statistic(folded_stride(series, phase, order=order))
    stride = np.nan_to_num(np.floor(phase), nan=-1)
    groups = np.array_split(np.unique(stride[stride >= 0]), JACKKNIFE_GROUPS)
    kept = (np.where(np.isin(stride, group), np.nan, series) for group in groups if len(group))
    left = np.array([statistic(folded_stride(part, phase, order=order)) for part in kept])
    left = left[np.isfinite(left)]
    sd = np.sqrt((len(left) - 1) / len(left) * ((left - left.mean()) ** 2).sum()) if len(left) > 1 else np.nan
    return whole, float(sd)


def _largest_gap(phase: Floats) -> float:
    """Widest stretch of the stride without a sample; a series would swing freely in it."""
    ordered = np.sort(phase)
    return float(np.diff(ordered, append=ordered[0] + 1).max())


def without_drift(series: Floats, time_s: Floats, stride_time_s: float) -> Floats:
    """`series` less its mean over one stride, so that a slow wander does not count as bounce.

    Values between two that are close in time are those of the line between them.
    """
    known = np.isfinite(series)
    if not known.any():
        return series
    filled = np.interp(time_s, time_s[known], series[known])
    half = stride_time_s / 2
    total = np.concatenate([[0.0], np.cumsum((filled[1:] + filled[:-1]) / 2 * np.diff(time_s))])
    start, end = time_s - half, time_s + half
    mean = (np.interp(end, time_s, total) - np.interp(start, time_s, total)) / (2 * half)
    inside = (start >= time_s[0]) & (end <= time_s[-1])
    return np.where(inside & _close(known, time_s), filled - mean, np.nan)


def _close(known: Bools, time_s: Floats) -> Bools:
    """Which rows are known, or lie in a gap so short that a line bridges it, (n,)."""
    rows, all_rows = np.flatnonzero(known), np.arange(len(known))
    after = np.searchsorted(rows, all_rows)
    ends = (rows[(after + step).clip(0, len(rows) - 1)] for step in (-1, 0))
    before_s, after_s = (time_s[end] for end in ends)
    close: Bools = known | ((before_s < time_s) & (time_s < after_s) & (after_s - before_s < BRIDGED_S))
    return close
