"""From single steps to a value with an honest 95 % interval."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student_t

from vision.datatypes import Estimate, Floats

Z95 = 1.96
"""Standard deviations to either side of its mean that hold 95 % of a normal distribution."""


def missing(why: str, n: int = 0) -> Estimate:
    """An estimate without a value."""
    return Estimate(None, None, None, n, why)


def plus_minus(value: float, half: float, n: int) -> Estimate:
    """An estimate whose interval goes as far to either side, from `n` steps or runs."""
    return Estimate(float(value), float(value - half), float(value + half), n)


@dataclass(frozen=True, slots=True)
class Scatter:
    """How single steps scatter about the mean of their own leg, told by all legs together.

    A leg of two steps hardly knows its own scatter (Student's t of 1 degree of freedom is 12.7).
    """

    sd: float
    freedom: int

    @classmethod
    def of(cls, *legs: Floats) -> "Scatter":
        """Of the values of every leg, (steps,) each; unknown ones do not count."""
        known = [leg[np.isfinite(leg)] for leg in legs]
        freedom = sum(max(0, len(leg) - 1) for leg in known)
        squares = sum(float(((leg - leg.mean()) ** 2).sum()) for leg in known if len(leg))
        return cls(float(np.sqrt(squares / freedom)) if freedom else float("nan"), freedom)

    def half_width_of_mean(self, n: int) -> float:
        """Of the 95 % interval of the mean of `n` steps; NaN when the scatter is unknown."""
        if not self.freedom:
            return float("nan")
        return float(student_t.ppf(0.975, self.freedom)) * self.sd / float(np.sqrt(n))


def estimate(
    value: float,
    *,
    values: Floats,
    systematic_sd: float,
    scatter: Scatter | None = None,
    random_sd: float = float("nan"),
) -> Estimate:
    """Value with its interval: the standard error from single `values`, and what no step averages out.

    `scatter` is that of these values unless given; `random_sd` is the standard error where no single step has
    a value.
    """
    if not np.isfinite(value):
        return missing("too few frames show it")
    n = int(np.isfinite(values).sum())
    random = (scatter or Scatter.of(values)).half_width_of_mean(n) if n else Z95 * random_sd
    if not np.isfinite(random):
        return missing("too few steps show it", n)
    half = float(np.hypot(random, Z95 * systematic_sd))
    if not np.isfinite(half):
        return missing("too few frames show it", n)
    return plus_minus(value, half, n or len(values))


def half_width(source: Estimate) -> float:
    """Half of an interval; NaN where there is none."""
    if source.low is None or source.high is None:
        return float("nan")
    return (source.high - source.low) / 2


def half_width_apart(left: Estimate, right: Estimate, mean: Estimate) -> float:
    """Of the 95 % interval of the difference of two legs, from theirs and that of their mean.

    What both legs have in common leaves their difference: its variance is twice the sum of the legs' less
    four times that of their mean.
    """
    apart = 2 * (half_width(left) ** 2 + half_width(right) ** 2) - 4 * half_width(mean) ** 2
    return float(np.sqrt(max(0.0, apart)))


def relative_sd(value: float, high: float) -> float:
    """Relative standard deviation of a positive value from the upper end of its 95 % interval."""
    return (high / value - 1) / Z95


def scaled(source: Estimate, factor: float, *, relative_sd: float = 0.0) -> Estimate:
    """The estimate times `factor`, whose own relative standard deviation widens the interval."""
    if source.value is None or source.low is None or source.high is None:
        return source
    value = source.value * factor
    half = float(np.hypot(half_width(source) * factor, Z95 * relative_sd * value))
    return plus_minus(value, half, source.n)
