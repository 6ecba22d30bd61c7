"""Geometry of one measure over sessions: a point with its interval for each; the templates draw it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vision.datatypes import Estimate
from vision.numbers import display_of
from vision.report.axis import Axis, Tick

LEFT, RIGHT, TOP, BOTTOM = 56, 312, 12, 132  # the plotting area, in a drawing of 320 by 150


@dataclass(frozen=True, slots=True)
class Mark:
    """A session's value and the ends of its interval; one that stands apart is not on the line."""

    x: float
    y: float
    low_y: float
    high_y: float
    apart: bool


@dataclass(frozen=True, slots=True)
class SessionsChart:
    """One measure; the line joins the sessions that are compared."""

    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    line: str


def sessions_chart(points: Sequence[Estimate | None], apart: Sequence[bool], unit: str) -> SessionsChart:
    """Of the values of all sessions in their order, evenly spaced; None where a session does not know it."""
    factor = display_of(unit).factor
    known = {
        i: factor
        * np.array([each.value if end is None else end for end in (each.value, each.low, each.high)])
        for i, each in enumerate(points)
        if each is not None and each.value is not None
    }
    ends = np.array(list(known.values()), dtype=np.float64)
    axis = Axis.around(float(ends.min()), float(ends.max()), start=BOTTOM, end=TOP)
    marks = []
    for i, (y, low_y, high_y) in ((i, np.round(axis.at(row), 1).tolist()) for i, row in known.items()):
        marks.append(Mark(_x(i, len(points)), y, low_y, high_y, apart[i]))
    joined = " ".join(f"{mark.x},{mark.y}" for mark in marks if not mark.apart)
    return SessionsChart(axis.ticks, tuple(marks), f"M{joined}" if " " in joined else "")


def _x(i: int, many: int) -> float:
    return round(LEFT + (RIGHT - LEFT) * (i + 0.5) / many, 1)
