"""How cadence is distributed over the time that was run."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from coaching.watch.activity import durations
from coaching.watch.blocks import Blocks, mean_estimate, persistence, too_short
from coaching.watch.recording import Bools, Floats, Recording
from coaching.watch.resolution import resolution
from vision import Estimate, plus_minus

PERCENTILES = (5, 25, 50, 75, 95)
BIN_SPM = 2.0

SCALES = (1, 2, 4)
"""Blocks that are taken together."""

FEWEST_FOR_LEVEL = 40
"""Twenty minutes; what wanders more slowly than a run lasts looks steady in it."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Cadences from `low_spm` to below `high_spm`, and their share of the time run."""

    low_spm: float
    high_spm: float
    share: float


@dataclass(frozen=True, slots=True)
class Distribution:
    """Of cadence over the time that was run; `percentiles` by their number, weighted by time.

    The interval of `level` is about the mean that a much longer run of the kind would have; `resolution_spm`
    is the step in which cadence was recorded, 0 where none is seen.
    """

    level: Estimate
    resolution_spm: float
    percentiles: Mapping[str, float]
    bins: tuple[Bin, ...]


def distribution(recording: Recording, running: Bools, run: Blocks) -> Distribution | None:
    """Of the records that were run; None where no cadence is known."""
    counted = running & np.isfinite(recording.cadence_spm)
    if not counted.any():
        return None
    cadence, weight = recording.cadence_spm[counted], durations(recording.time_s)[counted]
    return Distribution(
        level=_level(run.means["cadence_spm"], run.rounding["cadence_spm"]),
        resolution_spm=resolution(recording.cadence_spm, "spm"),
        percentiles=_percentiles(cadence, weight),
        bins=_bins(cadence, weight),
    )


def _level(blocks: Floats, rounding: float) -> Estimate:
    """With the widest interval of all scales: slow wandering hides behind quick between neighbours."""
    known = blocks[np.isfinite(blocks)]
    if len(known) < FEWEST_FOR_LEVEL:
        return too_short(len(known))
    coarser = [known[: len(known) // many * many].reshape(-1, many).mean(1) for many in SCALES]
    told = [mean_estimate(each, persistence([each]), rounding) for each in coarser]
    if any(each.value is None for each in told):
        return too_short(len(known))
    half = max(each.high - each.value for each in told if each.high is not None and each.value is not None)
    return plus_minus(float(known.mean()), half, len(known))


def _bins(cadence: Floats, weight: Floats) -> tuple[Bin, ...]:
    first = np.floor(cadence.min() / BIN_SPM)
    shares = np.bincount((cadence // BIN_SPM - first).astype(np.intp), weight) / weight.sum()
    lows = ((first + np.arange(len(shares))) * BIN_SPM).tolist()
    return tuple(Bin(low, low + BIN_SPM, share) for low, share in zip(lows, shares.tolist(), strict=True))


def _percentiles(values: Floats, weight: Floats) -> dict[str, float]:
    order = np.argsort(values)
    reached = np.cumsum(weight[order]) / weight.sum()
    at = np.searchsorted(reached, np.array(PERCENTILES) / 100 - 1e-12).clip(max=len(values) - 1)
    return {str(name): float(value) for name, value in zip(PERCENTILES, values[order][at], strict=True)}
