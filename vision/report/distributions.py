"""Geometry of a small graphic of one measure over many clips."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vision.numbers import clips_text, display_of, number
from vision.report.axis import Axis, Tick
from vision.report.catalogue import ENTRIES

LEFT, RIGHT, TOP, BOTTOM = 12, 308, 8, 96
FEWEST_BARS, MOST_BARS = 11, 40  # fewer would show two clips as a range
FEWEST_STEPS = 20  # of the last decimal that is shown


@dataclass(frozen=True, slots=True)
class Bar:
    """How many clips lie between two values."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Distribution:
    """The values of one measure as bars over an axis."""

    title: str
    unit: str
    summary: str
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    median_x: float
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP
    bottom: int = BOTTOM


def distribution(name: str, values: Sequence[float]) -> Distribution:
    """Bars as wide as Freedman and Diaconis (1981) have it; `values` are at least one, in the unit of the
    measure."""
    entry = ENTRIES[name]
    display = display_of(entry.unit)
    shown = np.asarray(values) * display.factor
    middle = float(np.median(shown))
    least = FEWEST_STEPS / 2 * 10.0**-display.decimals  # or values that differ by nothing would fill the axis
    low, high = min(float(shown.min()), middle - least), max(float(shown.max()), middle + least)
    axis = Axis.around(low, high, start=LEFT, end=RIGHT)
    edges = np.linspace(axis.low, axis.high, _bins(shown, axis.high - axis.low) + 1)
    counts, _ = np.histogram(shown, edges)
    to_y = (BOTTOM - TOP) / counts.max()
    width = round((RIGHT - LEFT) / len(counts) - 1, 1)
    whole = clips_text(len(shown))
    return Distribution(
        title=entry.title,
        unit=display.sign,
        summary=f"{whole}, median {number(middle, display.decimals)} {display.sign}".rstrip(),
        bars=tuple(
            Bar(axis.place(edge), round(BOTTOM - n * to_y, 1), width, round(n * to_y, 1))
            for edge, n in zip(edges[:-1], counts, strict=True)
            if n
        ),
        ticks=axis.ticks,
        median_x=axis.place(middle),
    )


def _bins(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]], extent: float) -> int:
    low, high = np.quantile(values, (0.25, 0.75))
    width = 2 * (high - low) / len(values) ** (1 / 3)
    return int(np.clip(np.ceil(extent / width), FEWEST_BARS, MOST_BARS)) if width > 0 else FEWEST_BARS
