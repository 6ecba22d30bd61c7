"""Is there one cadence in the clip? The mean of two is nobody's.

The strides are parted where they differ most, and the parts again, as long as they differ by more than steady
strides do (binary segmentation, Vostrikova 1981).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.ndimage import median_filter

from vision.datatypes import SIDES, Estimate, Floats, GaitEvents, Measures, Metric, Reason
from vision.robust import MAD_TO_SD

LEAST_CHANGE = 0.03
"""Of the cadence. Steady strides vary by 1 to 2 %; who is asked for another rate changes it by 5 to 10."""

LEAST_DISTANCE = 3.5
"""Between the means of two parts, in the standard deviation that it has between parts of a steady run."""

MEMORY = 0.8
"""Hurst exponent of stride times in running, 0.7 to 0.95 (Jordan 2006): means of n strides scatter by
n ** (MEMORY - 1), so long parts differ by more than independent strides would make them."""

PART_STRIDES = 6
"""Strides of both feet together that make a part, three of each foot."""

OUTLIER_SD, OUTLIER_STRIDES = 3.0, 5
LEAST_SCATTER = 0.004
"""Of a stride, 3 ms: strides of force-plate runners scatter by 0.007 and more."""

HOLDS_BOTH = ("step_time_s", "stride_time_s", "step_length_m")
"""Measures that are as much longer as the cadence is slower."""


@dataclass(frozen=True, slots=True, eq=False)
class CadenceChange:
    """The cadences of a clip one after the other, and when each gives way to the next.

    `gradual` where a slope fits the strides better; the rates are then those at both ends.
    """

    cadence_spm: Floats  # (m,)
    at_s: Floats  # (m - 1,)
    gradual: bool = False


def find_cadence_change(events: GaitEvents) -> CadenceChange | None:
    """How the cadence changes within a clip; None where it keeps steady, or too few strides tell."""
    middle_s, stride_s = _strides(events)
    if len(stride_s) < 2 * PART_STRIDES:
        return None
    stride_s = _without_outliers(stride_s)
    cuts = sorted(_cuts(stride_s))
    if not cuts:
        return None
    parts = np.split(stride_s, cuts)
    means = np.array([part.mean() for part in parts])
    line = _line(stride_s)
    if np.square(stride_s - line).sum() < np.square(stride_s - np.repeat(means, [*map(len, parts)])).sum():
        return CadenceChange(120 / line[[0, -1]], middle_s[[0, -1]], gradual=True)
    return CadenceChange(120 / means, (middle_s[np.array(cuts) - 1] + middle_s[cuts]) / 2)


def _strides(events: GaitEvents) -> tuple[Floats, Floats]:
    """Middle and duration of every stride of either foot, in order of time; gaps of several are left out."""
    found = [
        ((a.time_s + b.time_s) / 2, b.time_s - a.time_s)
        for side in SIDES
        for a, b in pairwise(events.contacts(side))
        if b.time_s - a.time_s < 1.5 * events.stride_time_s
    ]
    middle_s, stride_s = np.array(sorted(found)).reshape(-1, 2).T
    return middle_s, stride_s


def _without_outliers(stride_s: Floats) -> Floats:
    """Strides that a misread contact makes long or short, drawn to their neighbours' median."""
    usual: Floats = median_filter(stride_s, size=OUTLIER_STRIDES, mode="nearest")
    rest = stride_s - usual
    reach = OUTLIER_SD * max(MAD_TO_SD * float(np.median(np.abs(rest))), LEAST_SCATTER * float(usual.mean()))
    return np.asarray(usual + np.clip(rest, -reach, reach), dtype=np.float64)


def _cuts(stride_s: Floats, first: int = 0) -> Iterator[int]:
    """Rows at which another part begins, in no order."""
    n = len(stride_s)
    before = np.arange(PART_STRIDES, n - PART_STRIDES + 1)
    if not len(before):
        return
    total = np.cumsum(stride_s)
    apart_s = (total[-1] - total[before - 1]) / (n - before) - total[before - 1] / before
    best = int(np.argmax(np.abs(apart_s) * np.sqrt(before * (n - before))))
    cut, change = int(before[best]), float(np.abs(apart_s[best]) / stride_s.mean())
    strides = np.array([cut, n - cut]) / 2  # of one foot: those of the other share their steps
    usual = _scatter(stride_s, cut) * float(np.sqrt((strides ** (2 * MEMORY - 2)).sum()))
    if change > max(LEAST_CHANGE, LEAST_DISTANCE * usual):
        yield first + cut
        yield from _cuts(stride_s[:cut], first)
        yield from _cuts(stride_s[cut:], first + cut)


def _scatter(stride_s: Floats, cut: int) -> float:
    """Of strides, as a share of one, by whatever leaves least: two parts, a line, or short pieces."""
    parts = np.concatenate([part - part.mean() for part in np.split(stride_s, [cut])])
    squares = min(float(np.square(rest).sum()) for rest in (parts, stride_s - _line(stride_s)))
    pieces = np.std(sliding_window_view(stride_s, 2 * PART_STRIDES), axis=1, ddof=1)
    least_s = min(float(np.sqrt(squares / (len(stride_s) - 2))), float(np.median(pieces)))
    return max(LEAST_SCATTER, least_s / float(stride_s.mean()))


def _line(stride_s: Floats) -> Floats:
    """Least squares line through them, (n,)."""
    place = np.arange(len(stride_s))
    line: Floats = np.polynomial.Polynomial.fit(place, stride_s, 1)(place)
    return line


# ---- what follows --------------------------------------------------------------------------------------


def reasons_of(change: CadenceChange | None) -> Iterator[Reason]:
    """What a report says of it."""
    if change is None:
        return
    rates = [f"{rate:.0f}" for rate in change.cadence_spm]
    if change.gradual:
        how = f"goes from {rates[0]} to {rates[1]} steps a minute little by little"
    else:
        when = [f", from {at_s:.1f} s on {rate}" for at_s, rate in zip(change.at_s, rates[1:], strict=True)]
        how = f"changes: {rates[0]} steps a minute" + "".join(when)
    yield Reason(
        "cadence_change",
        f"The cadence {how}. The intervals of cadence and step time hold all of them; film at one pace.",
    )


def holding_all(
    measures: Measures, events: GaitEvents, *, unseen_share: float = 0.0
) -> tuple[Measures, CadenceChange | None]:
    """The measures with intervals of cadence and step times that hold those of every part, and the parts.

    A clip that may last longer by `unseen_share` has fewer steps a minute by as much.
    """
    change, cadence = find_cadence_change(events), measures.metrics["cadence_spm"].value
    if cadence is None or (change is None and unseen_share == 0):
        return measures, change
    rates = np.array([cadence]) if change is None else change.cadence_spm
    slowest, fastest = float(rates.min()) * (1 - unseen_share) / cadence, float(rates.max()) / cadence
    wider = {"cadence_spm": (slowest, fastest)} | dict.fromkeys(HOLDS_BOTH, (1 / fastest, 1 / slowest))
    metrics = {
        name: _wider(metric, *wider[name]) if name in wider else metric
        for name, metric in measures.metrics.items()
    }
    return replace(measures, metrics=metrics), change


def _wider(metric: Metric, least: float, most: float) -> Metric:
    def holding(own: Estimate | None) -> Estimate | None:
        return own and _holding(own, least, most)

    return replace(
        metric,
        overall=_holding(metric.overall, least, most),
        left=holding(metric.left),
        right=holding(metric.right),
        near=holding(metric.near),
        far=holding(metric.far),
    )


def _holding(own: Estimate, least: float, most: float) -> Estimate:
    """The estimate with room for `least` and `most` times its value, which half of the strides tell."""
    if own.value is None or own.low is None or own.high is None:
        return own
    low, high = (
        own.value * times + 2 * (end - own.value) for times, end in ((least, own.low), (most, own.high))
    )
    return replace(own, low=min(own.low, low), high=max(own.high, high))
