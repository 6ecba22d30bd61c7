"""Geometry of a Bland-Altman plot: the differences over the means, with bias and limits."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lab.beside_reference import Agreed
from lab.words import display_of_error
from vision import Axis, Limits, Tick

LEFT, RIGHT, TOP, BOTTOM = 48, 300, 12, 150  # the plotting area, in a drawing of 320 by 180
MOST_DOTS = 2000


@dataclass(frozen=True, slots=True)
class Line:
    """Bias or a limit at `y`, with its interval from `top` to `bottom`."""

    kind: str
    y: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Figure:
    """`across` are ticks of the mean of both, `up` of the difference."""

    dots: tuple[tuple[float, float], ...]
    lines: tuple[Line, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    unit: str
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP
    bottom: int = BOTTOM


def figure(agreed: Agreed) -> Figure:
    """Of at least one pair; of many every so manieth is drawn."""
    display, limits = display_of_error(agreed.unit), agreed.limits
    pairs = np.array(agreed.pairs)[:: -(-len(agreed.pairs) // MOST_DOTS)] * display.factor
    mean, apart = pairs.mean(axis=1), pairs[:, 0] - pairs[:, 1]
    ends = [end * display.factor for end in (limits.lower_low, limits.upper_high) if end is not None]
    across = Axis.around(float(mean.min()), float(mean.max()), start=LEFT, end=RIGHT)
    low, high = min(0.0, float(apart.min()), *ends), max(0.0, float(apart.max()), *ends)
    up = Axis.around(low, high, start=BOTTOM, end=TOP)
    dots = zip(across.at(mean).round(1).tolist(), up.at(apart).round(1).tolist(), strict=True)
    return Figure(
        tuple(dots), tuple(_lines(limits, up, display.factor)), across.ticks, up.ticks, display.sign
    )


def _lines(limits: Limits, up: Axis, factor: float) -> Iterator[Line]:
    for kind in ("bias", "lower", "upper"):
        value, low, high = (getattr(limits, name) for name in (kind, f"{kind}_low", f"{kind}_high"))
        if value is not None:
            y, bottom, top = (
                round(float(up.at(factor * (value if each is None else each))), 1)
                for each in (value, low, high)
            )
            yield Line(kind, y, top, bottom)
