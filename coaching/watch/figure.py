"""Geometry of the two graphics of a run: cadence over time run, and cadence against speed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coaching.watch.blocks import Blocks
from coaching.watch.cadence import Bin
from coaching.watch.recording import Floats
from vision import Axis, Estimate, Tick

LEFT, RIGHT, TOP, BOTTOM = 44, 312, 12, 150  # the plotting area, in a drawing of 320 by 180


@dataclass(frozen=True, slots=True)
class Bar:
    """A share of the time run."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Histogram:
    """Cadence over the time run."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    median_x: float


@dataclass(frozen=True, slots=True)
class Scatter:
    """A dot for every block of a run; the line has the slope that is told, and is empty without one."""

    dots: tuple[tuple[float, float], ...]
    speed_ticks: tuple[Tick, ...]
    cadence_ticks: tuple[Tick, ...]
    line: str


def histogram(bins: Sequence[Bin], median_spm: float) -> Histogram:
    """Of at least one bin; a bin of less than a thousandth of the time is not drawn."""
    shown = [each for each in bins if each.share >= 1e-3]
    axis = Axis.around(shown[0].low_spm, shown[-1].high_spm, start=LEFT, end=RIGHT)
    to_y = (BOTTOM - TOP) / max(each.share for each in shown)
    bars = (
        Bar(
            axis.place(each.low_spm),
            round(BOTTOM - each.share * to_y, 1),
            round((each.high_spm - each.low_spm) * axis.per_unit - 1, 1),
            round(each.share * to_y, 1),
        )
        for each in shown
    )
    return Histogram(tuple(bars), axis.ticks, axis.place(median_spm))


def scatter(run: Blocks, slope: Estimate) -> Scatter | None:
    """Of the blocks whose speed is known; None for fewer than two."""
    known = np.isfinite(run.means["speed_mps"]) & np.isfinite(run.means["cadence_spm"])
    speed, cadence = run.means["speed_mps"][known], run.means["cadence_spm"][known]
    if len(speed) < 2:
        return None
    across = Axis.around(float(speed.min()), float(speed.max()), start=LEFT, end=RIGHT)
    up = Axis.around(float(cadence.min()), float(cadence.max()), start=BOTTOM, end=TOP)
    dots = zip(across.at(speed).round(1).tolist(), up.at(cadence).round(1).tolist(), strict=True)
    return Scatter(tuple(dots), across.ticks, up.ticks, _line(speed, cadence, slope, across, up))


def _line(speed: Floats, cadence: Floats, slope: Estimate, across: Axis, up: Axis) -> str:
    if slope.value is None:
        return ""
    level = float(np.median(cadence - slope.value * speed))
    ends = (float(speed.min()), float(speed.max()))
    return "M" + " ".join(f"{across.place(end)},{up.place(level + slope.value * end)}" for end in ends)
