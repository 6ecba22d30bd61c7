"""Geometry of the small graphics; the templates draw it."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from vision.datatypes import Curve, Estimate, Floats, Leg, Side
from vision.numbers import display_of, known, number
from vision.report.axis import Axis, Tick
from vision.stretches import stretches

WIDTH, HEIGHT = 320, 200
LEFT, RIGHT, TOP, BOTTOM = 40, 312, 12, 172  # the plotting area

SHARES = {"hip_height_pct_leg": "% of leg length, around its mean"}
"""What the % of a curve are of."""


@dataclass(frozen=True, slots=True)
class Band:
    """An interval on a typical range, all in % of the width."""

    typical_start: float
    typical_end: float
    interval_start: float
    interval_end: float
    value: float


@dataclass(frozen=True, slots=True)
class Line:
    """One leg's mean and its spread as SVG paths."""

    leg: Leg | None
    side: Side | None
    style: str  # the class of the line: which leg or, where two reports are drawn together, which report
    mean: str
    spread: str
    toe_off_x: float | None


@dataclass(frozen=True, slots=True)
class Chart:
    """One quantity over the stride, for the legs that were measured."""

    title: str
    unit: str
    summary: str
    ticks: tuple[Tick, ...]
    lines: tuple[Line, ...]


def band(estimate: Estimate, low: float | None, high: float | None) -> Band | None:
    """Where value and interval lie on the typical range; None when one of them is unknown."""
    value = estimate.value
    if value is None or not known(value) or (low, high) == (None, None):
        return None
    ends = [value if end is None or not known(end) else end for end in (estimate.low, estimate.high)]
    shown = [value, *ends, *(end for end in (low, high) if end is not None)]
    margin = 0.2 * (max(shown) - min(shown)) or 1.0
    start, width = min(shown) - margin, max(shown) - min(shown) + 2 * margin
    first, last, at = (round(100 * (x - start) / width, 1) for x in (*ends, value))
    return Band(
        typical_start=0.0 if low is None else round(100 * (low - start) / width, 1),
        typical_end=100.0 if high is None else round(100 * (high - start) / width, 1),
        interval_start=first,
        interval_end=last,
        value=at,
    )


def charts(curves: Iterable[Curve]) -> tuple[Chart, ...]:
    """One chart per quantity, the near leg first; quantities of which nothing is known are left out."""
    by_name: dict[str, list[Curve]] = {}
    for curve in sorted(curves, key=lambda curve: curve.leg == "far"):
        if np.isfinite(curve.mean).any():
            by_name.setdefault(curve.name, []).append(curve)
    return tuple(
        _chart(name, [(curve.leg or curve.side or "either", curve) for curve in legs], " leg")
        for name, legs in by_name.items()
    )


def overlaid(first: Iterable[Curve], second: Iterable[Curve], side: Side) -> tuple[Chart, ...]:
    """One chart per quantity that two reports have of the same leg, by their share of the stride."""
    ours, theirs = (
        {curve.name: curve for curve in curves if curve.side == side and np.isfinite(curve.mean).any()}
        for curves in (first, second)
    )
    both = (name for name in ours if name in theirs)
    return tuple(_chart(name, [("a", ours[name]), ("b", theirs[name])]) for name in both)


def title_of(name: str) -> str:
    """A name of a measure or curve without its unit: "knee_flexion_deg" is "Knee flexion"."""
    for suffix in ("_deg", "_px", "_pct_leg", "_pct", "_spm", "_kn_m", "_m", "_s"):
        if name.endswith(suffix):
            name = name.removesuffix(suffix)
            break
    return name.replace("_", " ").capitalize()


def _chart(name: str, named: list[tuple[str, Curve]], word: str = "") -> Chart:
    """The curves under the classes of their lines, which with `word` name them too."""
    styles, curves = zip(*named, strict=True)
    display = display_of(curves[0].unit)
    means = [_known(curve.mean) * display.factor for curve in curves]
    spreads = [_known(curve.sd) * display.factor for curve in curves]
    low = min(float(np.nanmin(np.fmin(m, m - s))) for m, s in zip(means, spreads, strict=True))
    high = max(float(np.nanmax(np.fmax(m, m + s))) for m, s in zip(means, spreads, strict=True))
    axis = Axis.around(low, high, start=BOTTOM, end=TOP)
    return Chart(
        title=title_of(name),
        unit=SHARES.get(name, display.sign),
        summary="; ".join(
            f"{style}{word} {_summary(mean)}" for style, mean in zip(styles, means, strict=True)
        ),
        ticks=axis.ticks,
        lines=tuple(
            _line(style, curve, axis.at(mean), spread * abs(axis.per_unit))
            for style, curve, mean, spread in zip(styles, curves, means, spreads, strict=True)
        ),
    )


def _known(values: Floats) -> Floats:
    return np.where(np.isfinite(values), values, np.nan)


def _summary(mean: Floats) -> str:
    low, high = (number(float(end(mean)), 0) for end in (np.nanmin, np.nanmax))
    return f"from {low} to {high}"


def _line(style: str, curve: Curve, y: Floats, spread: Floats) -> Line:
    x = _x(curve.stride_pct)
    return Line(
        leg=curve.leg,
        side=curve.side,
        style=style,
        mean=" ".join("M" + _points(x[run], y[run]) for run in stretches(np.isfinite(x + y))),
        spread=" ".join(
            f"M{_points(x[run], (y - spread)[run])} L{_points(x[run][::-1], (y + spread)[run][::-1])} Z"
            for run in stretches(np.isfinite(x + y + spread))
        ),
        toe_off_x=round(float(_x(curve.toe_off_pct)), 1) if known(curve.toe_off_pct) else None,
    )


def _x(stride_pct: Floats | float) -> Floats:
    return np.asarray(LEFT + (RIGHT - LEFT) * np.asarray(stride_pct) / 100, dtype=np.float64)


def _points(x: Floats, y: Floats) -> str:
    return " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True))
