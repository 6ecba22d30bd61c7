"""Runners who all have the same sessions, as in test and retest: ICC(2,1), ICC(3,1), and the change."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2, f
from scipy.stats import t as student_t

from lab.clips import Floats, ReportedClip
from vision import Estimate

NO_SCATTER = "a runner's sessions all have the same value"
NO_DIFFERENCE = "neither runners nor sessions differ in the mean"
SAME_SQUARE = 1e-18  # of a square, by which rounding makes equal values differ
SAME_SHARE = 1e-9


@dataclass(frozen=True, slots=True)
class Crossed:
    """Of session means, sessions in the order in which clips first name them; `change` is the last session
    less the first, over all runners.

    `sem` leaves out what changed for all runners alike (Weir 2005), as `icc_consistency` does, ICC(3,1);
    `icc_agreement`, ICC(2,1), counts it as error.
    """

    sessions: tuple[str, ...]
    runners: int
    icc_agreement: Estimate
    icc_consistency: Estimate
    sem: Estimate
    change: Estimate


def crossed(clips: Sequence[ReportedClip], name: str) -> Crossed | None:
    """Of one measure; None unless two runners or more have the same two sessions or more."""
    cells: dict[str, dict[str, list[float]]] = {}
    for clip in clips:
        cells.setdefault(clip.runner, {}).setdefault(clip.session, []).append(clip.values[name])
    order = dict.fromkeys(clip.session for clip in clips)
    shared = tuple(label for label in order if all(label in row for row in cells.values()))
    if len(cells) < 2 or len(shared) < 2:
        return None
    means = np.array([[np.mean(row[label]) for label in shared] for row in cells.values()])
    return Crossed(shared, len(cells), *two_way(means), _change(means))


def two_way(means: Floats) -> tuple[Estimate, Estimate, Estimate]:
    """ICC(2,1), ICC(3,1) and the SEM of (runners, sessions), with intervals as McGraw & Wong 1996 have them
    (doi:10.1037/1082-989X.1.1.30)."""
    n, k = means.shape
    rows, columns = means.mean(axis=1, keepdims=True), means.mean(axis=0, keepdims=True)
    msr = float(k * ((rows - means.mean()) ** 2).sum() / (n - 1))
    msc = float(n * ((columns - means.mean()) ** 2).sum() / (k - 1))
    free = (n - 1) * (k - 1)
    mse = float(((means - rows - columns + means.mean()) ** 2).sum() / free)
    low, high = (float(np.sqrt(mse * free / chi2.ppf(q, free))) for q in (0.975, 0.025))
    sem = Estimate(float(np.sqrt(mse)), low, high, free)
    if mse <= SAME_SQUARE * max(msr, float((means**2).mean())):
        unknown = Estimate(None, None, None, n, NO_SCATTER)
        return unknown, unknown, sem
    return _agreement(msr, msc, mse, n, k), _consistency(msr, mse, n, k), sem


def _consistency(msr: float, mse: float, n: int, k: int) -> Estimate:
    free = (n - 1) * (k - 1)
    ratio = msr / mse
    ends = ratio / f.ppf(0.975, n - 1, free), ratio * f.ppf(0.975, free, n - 1)
    value, low, high = ((each - 1) / (each + k - 1) for each in (ratio, *ends))
    return Estimate(float(value), float(low), float(high), n)


def _agreement(msr: float, msc: float, mse: float, n: int, k: int) -> Estimate:
    total = msr + (k - 1) * mse + k * (msc - mse) / n
    if total <= SAME_SHARE * mse:  # of two runners who change places
        return Estimate(None, None, None, n, NO_DIFFERENCE)
    icc = (msr - mse) / total
    a = k * icc / (n * (1 - icc))
    b = 1 + k * icc * (n - 1) / (n * (1 - icc))
    free = (a * msc + b * mse) ** 2 / ((a * msc) ** 2 / (k - 1) + (b * mse) ** 2 / ((n - 1) * (k - 1)))
    rest = k * msc + (k * n - k - n) * mse
    upper, lower = f.ppf(0.975, n - 1, free), f.ppf(0.975, free, n - 1)
    low = n * (msr - upper * mse) / (upper * rest + n * msr)
    high = n * (lower * msr - mse) / (rest + n * lower * msr)
    value, low, high = np.clip((icc, low, high), -1.0, 1.0).tolist()
    return Estimate(value, low, high, n)


def _change(means: Floats) -> Estimate:
    """With Student's t over the runners."""
    apart = means[:, -1] - means[:, 0]
    value, n = float(apart.mean()), len(apart)
    half = float(student_t.ppf(0.975, n - 1) * apart.std(ddof=1) / np.sqrt(n))
    return Estimate(value, value - half, value + half, n)
