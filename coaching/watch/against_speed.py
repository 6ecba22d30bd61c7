"""How cadence, and what else a watch records, goes with speed within a run."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student_t

from coaching.watch.blocks import FEWEST_EFFECTIVE, Blocks, effective, persistence, too_short
from coaching.watch.recording import Floats
from vision import Estimate, missing, plus_minus

NO_SPEED = "speed is not known, or did not vary"

COMPARABLE_SHARE = 0.05
"""Speeds that differ by no more are comparable; convention. At 3 m/s that moves cadence by 0.9 steps a minute
(6.01 steps a minute per m/s, van Oeveren 2019)."""


@dataclass(frozen=True, slots=True)
class Slope:
    """Change per m/s, its standard error, and how many independent blocks tell as much; NaN where unknown.

    `rounding` is the half width that rounding leaves to it, where all of it goes with speed.
    """

    value: float
    sd: float
    independent: float
    rounding: float

    @property
    def half_width(self) -> float:
        """Of the 95 % interval."""
        return float(np.hypot(student_t.ppf(0.975, self.independent - 2) * self.sd, self.rounding))


def slope(parts: Sequence[Blocks], name: str) -> Slope:
    """Of a column over speed, by Theil and Sen: the median over all pairs of blocks of one part.

    What changes from part to part is thus not in it.
    """
    pairs = [_known(part, name) for part in parts]
    value = _middle_slope(pairs)
    speeds = [speed for speed, _ in pairs]
    rests = [values - value * speed for speed, values in pairs]
    blocks = sum(len(speed) for speed in speeds)
    independent = effective(blocks, persistence(speeds) * persistence(rests))
    if not np.isfinite(value) or independent < FEWEST_EFFECTIVE + 1:
        return Slope(value, float("nan"), float("nan"), float("nan"))
    sd = _spread(rests) / _spread(speeds) / float(np.sqrt(independent - 2))
    return Slope(value, sd, independent, parts[0].rounding[name] / _spread(speeds))


def cadence_against_speed(run: Blocks) -> Estimate:
    """Steps a minute per m/s over the blocks of a run.

    Noise of speed makes it smaller than it is, the more so the less speed varied.
    """
    found = slope([run], "cadence_spm")
    blocks = len(run.start_s)
    if not np.isfinite(found.value):
        return missing(NO_SPEED, blocks)
    if not np.isfinite(found.sd):
        return too_short(blocks)
    return plus_minus(found.value, found.half_width, blocks)


def at_speed(run: Blocks, speed_mps: float) -> Blocks:
    """The blocks that were run at a comparable speed."""
    return run.where(np.abs(run.means["speed_mps"] / speed_mps - 1) <= COMPARABLE_SHARE)


def _known(part: Blocks, name: str) -> tuple[Floats, Floats]:
    speed, values = part.means["speed_mps"], part.means[name]
    known = np.isfinite(speed) & np.isfinite(values)
    return speed[known], values[known]


def _middle_slope(pairs: Sequence[tuple[Floats, Floats]]) -> float:
    slopes = []
    for speed, values in pairs:
        first, second = np.triu_indices(len(speed), 1)
        apart = speed[second] - speed[first]
        differ = apart != 0
        slopes.append((values[second] - values[first])[differ] / apart[differ])
    found = np.concatenate(slopes)
    return float(np.median(found)) if len(found) else float("nan")


def _spread(parts: Sequence[Floats]) -> float:
    """Standard deviation about the mean of each part."""
    return float(np.concatenate([part - part.mean() for part in parts if len(part)]).std())
