"""How far two ways of measuring lie apart: bias and limits of agreement."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2, nct
from scipy.stats import t as student_t

from vision.datatypes import Estimate, Floats
from vision.intervals import Z95, missing, plus_minus

PAIRS_MIN = 5
GROUPS_MIN = 3
"""Fewer groups of pairs, as of runners, stand for themselves alone; convention."""

FEW_GROUPS = f"fewer than {PAIRS_MIN} groups of pairs, as of runners: their slope would say nothing"
FEW_PAIRS = f"fewer than {PAIRS_MIN} pairs: limits would say nothing; more clips are needed"


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one way less the other: mean, standard deviation, 95 % limits, and their 95 % intervals.

    With few pairs only the mean is there, and `why_missing` says why.
    """

    n: int
    bias: float | None
    bias_low: float | None = None
    bias_high: float | None = None
    sd: float | None = None
    lower: float | None = None
    lower_low: float | None = None
    lower_high: float | None = None
    upper: float | None = None
    upper_low: float | None = None
    upper_high: float | None = None
    why_missing: str | None = None


def limits_of_agreement(
    one: Sequence[float] | Floats,
    other: Sequence[float] | Floats,
    groups: Sequence[Hashable] | None = None,
) -> Limits:
    """Bland & Altman 1986 (doi:10.1016/S0140-6736(86)90837-8): mean difference, and 1.96 SD either way of it.

    Pairs are independent, and the limits' intervals then exact (Carkeet 2015,
    doi:10.1097/OPX.0000000000000513). Where some share a group, as clips do of one runner, of whom there are
    three or more, bias and limits are those of a pair of any group (Bland & Altman 1999,
    doi:10.1177/096228029900800204; their intervals by Zou 2013, doi:10.1177/0962280211402548).
    """
    apart = np.asarray(one, dtype=np.float64) - np.asarray(other, dtype=np.float64)
    n = len(apart)
    if n < PAIRS_MIN:
        return Limits(n, float(apart.mean()) if n else None, why_missing=FEW_PAIRS)
    if groups is not None and GROUPS_MIN <= len(set(groups)) < n:
        return _of_groups([apart[[g == group for g in groups]] for group in dict.fromkeys(groups)])
    bias, sd = float(apart.mean()), float(apart.std(ddof=1))
    error = sd / float(np.sqrt(n))
    reach = float(student_t.ppf(0.975, n - 1)) * error
    near, far = (error * float(nct.ppf(q, n - 1, Z95 * np.sqrt(n))) for q in (0.025, 0.975))
    return Limits(
        n,
        *(bias, bias - reach, bias + reach),
        sd,
        *(bias - Z95 * sd, bias - far, bias - near),
        *(bias + Z95 * sd, bias + near, bias + far),
    )


def proportional_bias(
    one: Sequence[float] | Floats,
    other: Sequence[float] | Floats,
    groups: Sequence[Hashable] | None = None,
) -> Estimate:
    """The slope of the difference over the mean of both, with its 95 % interval (Bland & Altman 1999).

    Where the interval leaves 0 out, the bias grows with the value. Where some of several groups have more
    pairs than one, it is that of the groups' means, `n` of them; pairs of a single group stand for it alone.
    """
    a, b = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    if groups is not None and 1 < len(set(groups)) < len(a):
        if len(set(groups)) < PAIRS_MIN:
            return missing(FEW_GROUPS, len(set(groups)))
        order = {group: at for at, group in enumerate(dict.fromkeys(groups))}
        of = [order[group] for group in groups]
        a, b = (np.bincount(of, weights=each) / np.bincount(of) for each in (a, b))
    n, mean = len(a), (a + b) / 2
    spread = float(((mean - mean.mean()) ** 2).sum()) if n else 0.0
    if n < PAIRS_MIN or spread == 0:
        return missing(FEW_PAIRS if n < PAIRS_MIN else "all pairs have one value", n)
    slope = float(((mean - mean.mean()) * (a - b)).sum()) / spread
    rest = (a - b) - (a - b).mean() - slope * (mean - mean.mean())
    half = float(student_t.ppf(0.975, n - 2) * np.sqrt((rest**2).sum() / (n - 2) / spread))
    return plus_minus(slope, half, n)


def _of_groups(groups: Sequence[Floats]) -> Limits:
    """By the mean of the groups' means, and the sum of what these and the pairs in a group scatter by."""
    k, n = len(groups), sum(map(len, groups))
    means = np.array([group.mean() for group in groups])
    share = 1 - float(np.mean([1 / len(group) for group in groups]))
    between, within = (
        float(means.var(ddof=1)),
        sum(float(((g - g.mean()) ** 2).sum()) for g in groups) / (n - k),
    )
    low, high = (
        (between * (1 - (k - 1) / chi2.ppf(q, k - 1)), share * within * (1 - (n - k) / chi2.ppf(q, n - k)))
        for q in (0.975, 0.025)
    )
    whole = between + share * within
    sd = float(np.sqrt(whole))
    least, most = np.sqrt(max(0.0, whole - np.hypot(*low))), np.sqrt(whole + np.hypot(*high))
    bias, reach = float(means.mean()), float(student_t.ppf(0.975, k - 1) * np.sqrt(between / k))
    near, far = float(np.hypot(reach, Z95 * (sd - least))), float(np.hypot(reach, Z95 * (most - sd)))
    lower, upper = bias - Z95 * sd, bias + Z95 * sd
    return Limits(
        n,
        *(bias, bias - reach, bias + reach),
        sd,
        *(lower, lower - far, lower + near),
        *(upper, upper - near, upper + far),
    )
