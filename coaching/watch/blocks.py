"""A run in blocks of half a minute, and honest intervals from them.

Cadence wanders: that of one second is much like that of the second before, and that of one block like the
next's. What blocks have in common with their neighbours is therefore taken off their number, as for an
autoregressive process of order one (Bartlett 1946; Pyper & Peterman 1998, doi:10.1139/f98-104).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student_t

from coaching.watch.activity import durations
from coaching.watch.recording import Bools, Floats, Recording
from coaching.watch.resolution import rounding
from vision import Estimate, missing, plus_minus

BLOCK_S = 30.0
BLOCKS_MAX = 600
"""Longer blocks are taken of longer runs: a robust slope looks at every pair of them."""

FILLED = 0.8
"""Share of a block that must be running with a known cadence; convention."""

FEWEST_EFFECTIVE = 3.0
"""Blocks that tell as much as independent ones would. From fewer the interval is no longer one of 95 %."""

ROUNDING = 1e-20
"""Sum of squares that comes of arithmetic alone; what is measured is rounded to 1e-4 or more."""

COLUMNS = {
    "cadence_spm": "spm",
    "speed_mps": "m/s",
    "heart_rate_bpm": "bpm",
    "contact_time_s": "s",
    "vertical_oscillation_m": "m",
}
"""What a block has the mean of, and its unit."""


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """Means over blocks of `length_s` that were run, (m,) each, in order; `start_s` is when they begin.

    `rounding` has the half width that the rounding of a column alone leaves to the mean of any of them.
    """

    length_s: float
    start_s: Floats
    means: Mapping[str, Floats]
    rounding: Mapping[str, float]

    def where(self, keep: Bools) -> "Blocks":
        """Only these."""
        means = {name: values[keep] for name, values in self.means.items()}
        return Blocks(self.length_s, self.start_s[keep], means, self.rounding)


def blocks(recording: Recording, running: Bools) -> Blocks:
    """The blocks of the parts that were run with a known cadence."""
    counted = running & np.isfinite(recording.cadence_spm)
    held = durations(recording.time_s)
    length = max(BLOCK_S, float(held[counted].sum()) / BLOCKS_MAX)
    number = (recording.time_s // length).astype(np.intp)
    weight = np.where(counted, held, 0.0)
    found, number = np.unique(number, return_inverse=True)
    filled = np.bincount(number, weight) >= FILLED * length
    columns = {name: getattr(recording, name) for name in COLUMNS}
    means = {name: _means(values, number, weight)[filled] for name, values in columns.items()}
    rounded = {name: rounding(values, COLUMNS[name]) for name, values in columns.items()}
    return Blocks(length, found[filled].astype(np.float64) * length, means, rounded)


def _means(values: Floats, number: np.ndarray, weight: Floats) -> Floats:
    """Weighted mean of every block; NaN where less than `FILLED` of its weight is of known values."""
    known = np.isfinite(values)
    whole, told = np.bincount(number, weight), np.bincount(number, np.where(known, weight, 0.0))
    total = np.bincount(number, np.where(known, values, 0.0) * weight)
    enough = (told > 0) & (told >= FILLED * whole)
    return np.where(enough, total / np.where(enough, told, 1.0), np.nan)


def persistence(parts: Sequence[Floats]) -> float:
    """Correlation of neighbouring blocks, 0 to below 1, about the mean of each part.

    Short parts make it look smaller than it is by (1 + 3 r) / n (Kendall 1954), which is added.
    """
    known = [part[np.isfinite(part)] for part in parts]
    away = [part - part.mean() for part in known if len(part) > 1]
    squares = sum(float(np.square(part).sum()) for part in away)
    if squares <= ROUNDING:
        return 0.0
    found = sum(float((part[1:] * part[:-1]).sum()) for part in away) / squares
    return float(np.clip(found + (1 + 3 * found) / np.mean([len(part) for part in away]), 0.0, 0.99))


def effective(blocks: int, common: float) -> float:
    """How many independent blocks tell as much as these, whose neighbours have `common` correlation."""
    return blocks * (1 - common) / (1 + common)


def mean_estimate(values: Floats, common: float, rounded: float = 0.0) -> Estimate:
    """Mean of blocks, with the 95 % interval of the level about which they wander.

    `rounded` is the half width of what all of them may be off by together.
    """
    known = values[np.isfinite(values)]
    told = effective(len(known), common)
    if told < FEWEST_EFFECTIVE:
        return too_short(len(known))
    wandering = student_t.ppf(0.975, told - 1) * known.std() / np.sqrt(told - 1)
    return plus_minus(float(known.mean()), float(np.hypot(wandering, rounded)), len(known))


def too_short(blocks: int) -> Estimate:
    """No value: what it wanders by for minutes hides it."""
    return missing("the run is too short for how slowly it wandered", blocks)
