"""From single steps to a value with an honest 95 % interval."""

import numpy as np
from scipy.stats import t as student_t

from vision.datatypes import Estimate, Floats

Z95 = 1.96


def missing(why: str, n: int = 0) -> Estimate:
    """An estimate without a value."""
    return Estimate(None, None, None, n, why)


def estimate(
    value: float, *, values: Floats, systematic_sd: float, random_sd: float = float("nan")
) -> Estimate:
    """Value with its interval: the standard error from single `values`, and what no step averages out.

    `random_sd` is the standard error where no single step has a value.
    """
    if not np.isfinite(value):
        return missing("too few frames show it")
    known = values[np.isfinite(values)]
    n = len(known)
    random = Z95 * random_sd
    if n > 1:
        random = student_t.ppf(0.975, n - 1) * float(np.std(known, ddof=1)) / np.sqrt(n)
    if not np.isfinite(random):
        return missing("too few steps show it", n)
    half = float(np.hypot(random, Z95 * systematic_sd))
    return Estimate(float(value), float(value - half), float(value + half), n or len(values))


def scaled(source: Estimate, factor: float, *, relative_sd: float = 0.0) -> Estimate:
    """The estimate times `factor`, whose own relative standard deviation widens the interval."""
    if source.value is None or source.low is None or source.high is None:
        return source
    value = source.value * factor
    half = float(np.hypot((source.high - source.low) / 2 * factor, Z95 * relative_sd * value))
    return Estimate(value, value - half, value + half, source.n)
