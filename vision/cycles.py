"""Periodic motion: the stride period, the phase of every frame, and curves folded on it.

Pure arithmetic on arrays, shared by the stages that use the stride's repetition; phases count strides.
"""

from dataclasses import dataclass

import numpy as np

from vision.datatypes import Bools, Floats
from vision.robust import MAD_TO_SD, cauchy_weight

FIT_PASSES, FOLD_PASSES = 4, 2
PERIOD_RANGE_S = (0.4, 6.0)
"""From a sprinter's stride to an easy one recorded at 240 and played at 30 frames a second."""

PERIOD_SPAN_S = 40.0
"""The period is that of the clip's middle; over minutes it wanders too far for one number to fit."""

PERIODS_AT_ONCE = POINTS_AT_ONCE = 32
"""Tried and fitted together, which is quicker than one by one; with all of them memory would grow."""

PHASE_WINDOW_STRIDES = 1.5
"""Half width of the window in which the period counts as constant."""

SMALLEST_SPREAD = 0.005
"""Of a curve's range. Strides that are all but equal would else make outliers of its own sharp bends."""

SMALLEST_WEIGHT = 0.5
"""Of all samples under the kernel, whose peak is 1."""

FARTHEST_MEAN, SMALLEST_VARIANCE = 1.2, 0.1
"""Of the samples under the kernel, in its standard deviations; with all of them on one side 0.8 and 0.4."""


def _harmonics(phase: Floats, orders: tuple[int, ...]) -> Floats:
    """Columns cos and sin of every order, (n, 2 * len(orders))."""
    angle = 2 * np.pi * np.outer(phase, orders)
    waves: Floats = np.concatenate([np.cos(angle), np.sin(angle)], axis=1)
    return waves


def fourier_design(phase: Floats, order: int) -> Floats:
    """A constant and the harmonics 1..order of `phase`, (n, 1 + 2 * order)."""
    return np.column_stack([np.ones_like(phase), _harmonics(phase, tuple(range(1, order + 1)))])


def robust_fit(design: Floats, values: Floats) -> Floats:
    """Coefficients (columns, channels) of least squares with Cauchy weights, rows with NaN left out.

    NaN when fewer rows than columns are left.
    """
    known = np.isfinite(values).all(axis=1) & np.isfinite(design).all(axis=1)
    a, b = design[known], values[known]
    if len(a) < a.shape[1]:
        return np.full((a.shape[1], b.shape[1]), np.nan)
    weight = np.ones(len(a))
    coefficients = np.linalg.lstsq(a, b, rcond=None)[0]
    for _ in range(FIT_PASSES):
        distance = np.linalg.norm(b - a @ coefficients, axis=1)
        spread = MAD_TO_SD * np.median(distance) + 1e-12
        weight = np.sqrt(cauchy_weight(distance / spread))
        coefficients = np.linalg.lstsq(a * weight[:, None], b * weight[:, None], rcond=None)[0]
    return np.asarray(coefficients, dtype=np.float64)


def _likeliest(periods_s: Floats, time_s: Floats, signal: Floats, orders: tuple[int, ...]) -> float:
    """The period of which a drift and the given harmonics leave the least of the signal's variance."""
    parts = np.array_split(periods_s, np.arange(PERIODS_AT_ONCE, len(periods_s), PERIODS_AT_ONCE))
    left = np.concatenate([_left(time_s, signal, part, orders) for part in parts])
    return float(periods_s[np.argmin(left)])


def _left(time_s: Floats, signal: Floats, periods_s: Floats, orders: tuple[int, ...]) -> Floats:
    """Squares that a drift and the harmonics of each period leave of the signal, (periods,)."""
    angle = 2 * np.pi * np.multiply.outer(np.outer(1 / periods_s, time_s), orders)
    drift = np.vander((time_s - time_s.mean()) / np.ptp(time_s), 2)
    drifts = np.broadcast_to(drift, (*angle.shape[:2], 2))
    design = np.concatenate([drifts, np.cos(angle), np.sin(angle)], axis=2)
    across, along = design.mT @ design, design.mT @ (signal - signal.mean())[:, None]
    across += 1e-9 * len(signal) * np.eye(across.shape[-1])  # a harmonic may be all zeros at a low frame rate
    explained = (along * np.linalg.solve(across, along)).sum(axis=(1, 2))
    left: Floats = len(signal) * np.var(signal) - explained
    return left


def stride_period_s(time_s: Floats, separation: Floats) -> float:
    """Period of the signed distance between the feet; NaN when it does not move or shows under two strides.

    The fundamental alone finds the period, harmonics 1 and 3 refine it: the two legs move in antiphase, so
    their difference has odd harmonics only, and 3 alone could stand for a period three times too long.
    """
    known = np.isfinite(separation)
    if known.any():
        known &= np.abs(time_s - np.median(time_s[known])) <= PERIOD_SPAN_S / 2
    t, d = time_s[known], separation[known]
    if len(t) < 12 or np.ptp(d) == 0:
        return float("nan")
    span = t[-1] - t[0]
    frequencies = np.arange(1 / min(PERIOD_RANGE_S[1], span / 1.5), 1 / PERIOD_RANGE_S[0], 0.15 / span)
    if len(frequencies) == 0:
        return float("nan")
    coarse = _likeliest(1 / frequencies, t, d, (1,))
    return _likeliest(coarse * np.linspace(0.92, 1.08, 81), t, d, (1, 3))


def stride_phase(time_s: Floats, separation: Floats, period_s: float) -> Floats:
    """Unwrapped phase of every frame in strides, (n,), never falling; whole numbers where `separation` peaks.

    Harmonics 1 and 3 are fitted in overlapping Hann windows, so that the period may wander, frames may be
    missing and the clip's ends need no samples beyond them.
    """
    half = PHASE_WINDOW_STRIDES * period_s
    centers = np.linspace(time_s[0], time_s[-1], max(2, round(8 * (time_s[-1] - time_s[0]) / period_s)))
    offset = np.array([_offset_at(time_s, separation, period_s, c, half) for c in centers])
    usable = np.isfinite(offset)
    if not usable.any():
        return np.full_like(time_s, np.nan)
    smooth = np.unwrap(offset[usable], period=1.0)
    phase: Floats = time_s / period_s + np.interp(time_s, centers[usable], smooth)
    return np.maximum.accumulate(phase)


def _offset_at(time_s: Floats, separation: Floats, period_s: float, center: float, half: float) -> float:
    """Phase offset in strides of the fundamental around `center`; NaN with too few frames."""
    near = (np.abs(time_s - center) < half) & np.isfinite(separation)
    t = time_s[near]
    if len(t) < 10:
        return float("nan")
    weight = np.cos(np.pi * (t - center) / (2 * half))  # its square is the Hann window
    design = np.column_stack([np.ones_like(t), _harmonics(t / period_s, (1, 3))]) * weight[:, None]
    fit = np.linalg.lstsq(design, separation[near] * weight, rcond=None)[0]
    return float(np.arctan2(-fit[3], fit[1]) / (2 * np.pi))


@dataclass(frozen=True, slots=True, eq=False)
class Ensemble:
    """Curves of one stride made from all strides: value and rate on a grid of place within the stride.

    The place `tau` is seconds since the stride's anchor, or any other unit that the caller folds on.
    """

    tau: Floats  # (m,)
    value: Floats  # (m, channels)
    rate: Floats  # (m, channels), per unit of tau

    def at(self, tau: Floats) -> tuple[Floats, Floats]:
        """Value and rate at any place, each (len(tau), channels)."""
        channels = range(self.value.shape[1])
        value = np.column_stack([np.interp(tau, self.tau, self.value[:, c]) for c in channels])
        rate = np.column_stack([np.interp(tau, self.tau, self.rate[:, c]) for c in channels])
        return value, rate


def fold(tau: Floats, values: Floats, *, grid: Floats, kernel_sd: float) -> Ensemble:
    """Local quadratic regression of samples (n, channels) at `tau` on a grid, with Cauchy weights.

    Folding N strides of random phase gives one curve with N times the sampling rate; Cleveland & Devlin 1988
    for local regression. Grid points with too few samples around them are NaN, as are channels without any.
    """
    drawn = np.asarray(np.isfinite(values).any(axis=0), dtype=np.bool_)
    value, rate = np.full((2, len(grid), len(drawn)), np.nan)
    if drawn.any():
        curve = _fold_known(tau, values[:, drawn], grid, kernel_sd)
        value[:, drawn], rate[:, drawn] = curve.value, curve.rate
    return Ensemble(grid, value, rate)


def _fold_known(tau: Floats, values: Floats, grid: Floats, kernel_sd: float) -> Ensemble:
    order = np.argsort(tau)
    place, y = tau[order], values[order]
    known = np.isfinite(y)
    trust, y = known.astype(float), np.nan_to_num(y)
    curve = _regression(place, y, trust, grid, kernel_sd)
    for _ in range(FOLD_PASSES):
        curve = _regression(place, y, _cauchy_trust(curve, place, y, known), grid, kernel_sd)
    return curve


def _regression(place: Floats, y: Floats, trust: Floats, grid: Floats, kernel_sd: float) -> Ensemble:
    """Value and slope on the grid of a quadratic under a normal kernel, one per channel."""
    samples = np.concatenate([trust, trust * y], axis=1)
    parts = np.split(grid, np.arange(POINTS_AT_ONCE, len(grid), POINTS_AT_ONCE))
    under = np.concatenate([_under_kernel(place, samples, part, kernel_sd) for part in parts])
    sums, moments = under[:, : y.shape[1]], under[:, y.shape[1] :, :3]
    fit = np.full(moments.shape, np.nan)
    known = _surrounded(sums)
    normal = sums[known][..., [[0, 1, 2], [1, 2, 3], [2, 3, 4]]] + 1e-9 * np.eye(3)
    fit[known] = np.linalg.solve(normal, moments[known][..., None])[..., 0]
    return Ensemble(grid, fit[..., 0], fit[..., 1] / kernel_sd)


def _under_kernel(place: Floats, samples: Floats, grid: Floats, kernel_sd: float) -> Floats:
    """Weighted sums of samples times powers 0..4 of their place around each grid point, (m, columns, 5)."""
    first, end = np.searchsorted(place, (grid - 3.5 * kernel_sd, grid + 3.5 * kernel_sd))
    row = first[:, None] + np.arange((end - first).max())
    inside = row < end[:, None]
    row[~inside] = 0
    u = np.where(inside, (place[row] - grid[:, None]) / kernel_sd, 0.0)
    powers = np.empty((*u.shape, 5))
    powers[..., 0] = inside * np.exp(-0.5 * u**2)
    for power in range(1, 5):
        powers[..., power] = powers[..., power - 1] * u
    sums: Floats = samples[row].mT @ powers
    return sums


def _surrounded(sums: Floats) -> Bools:
    """Grid points with enough samples around them in every channel, (m,).

    A fit beyond its samples, or to samples at one place, runs wild.
    """
    total = np.fmax(sums[..., 0], 1e-12)
    mean, square = sums[..., 1] / total, sums[..., 2] / total
    inside = (np.abs(mean) < FARTHEST_MEAN) & (square - mean**2 > SMALLEST_VARIANCE)
    return np.asarray((inside & (sums[..., 0] >= SMALLEST_WEIGHT)).all(axis=1), dtype=np.bool_)


def _cauchy_trust(curve: Ensemble, place: Floats, y: Floats, known: Bools) -> Floats:
    """Weights of the samples from their distance to the curve; 0 where there is no sample or no curve."""
    rest = np.where(known, np.abs(y - curve.at(place)[0]), np.nan)
    if np.isnan(rest).all(axis=0).any():
        return np.zeros_like(rest)
    curve_range = np.nanmax(curve.value, axis=0) - np.nanmin(curve.value, axis=0)
    spread = np.fmax(MAD_TO_SD * np.nanmedian(rest, axis=0), SMALLEST_SPREAD * curve_range) + 1e-12
    trust: Floats = np.nan_to_num(cauchy_weight(rest / spread))
    return trust
