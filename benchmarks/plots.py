"""Figures of the accuracy page: differences against size (Bland & Altman 1986), and what intervals hold."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.stats import beta
from tables import Column, Row

from vision import limits_of_agreement

COLUMNS = 4
WANTED = (0.90, 0.98)
STYLE = {"svg.hashsalt": "midstance", "svg.fonttype": "path", "font.size": 8, "axes.spines.top": False}
"""A fixed salt makes the same figures the same file."""


def bland_altman(rows: Sequence[Row], columns: Sequence[Column], path: Path) -> None:
    """One panel a measure: analysis less truth against their mean, with bias and 95 % limits of agreement."""
    with mpl.rc_context(STYLE):
        high = -(-len(columns) // COLUMNS)
        figure = Figure(figsize=(2.6 * COLUMNS, 2.3 * high), layout="constrained")
        for axes, column in zip(figure.subplots(high, COLUMNS).flat, columns, strict=False):
            _agreement(axes, rows, column)
        for axes in figure.axes[len(columns) :]:
            axes.remove()
        figure.legend(
            *figure.axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=len(rows)
        )
        _save(figure, path)


def _agreement(axes: Axes, rows: Sequence[Row], column: Column) -> None:
    pairs: list[tuple[float, float]] = []
    for place, name in enumerate(dict.fromkeys(row.truth.name for row in rows)):
        own = [
            (metric.value * column.factor, row.truth.measures[column.metric] * column.factor)
            for row in rows
            if row.truth.name == name
            for metric in row.metrics(column.metric)
        ]
        if own:
            found, true = np.array(own, dtype=float).T
            axes.plot((found + true) / 2, found - true, "o", color=f"C{place}", markersize=3, label=name)
            pairs += own
    limits = limits_of_agreement(*np.transpose(pairs))
    for level, dashes in ((limits.bias, "-"), (limits.lower, "--"), (limits.upper, "--")):
        if level is not None:
            axes.axhline(level, color="0.4", linestyle=dashes, linewidth=0.8)
    axes.axhline(0, color="0.8", linewidth=0.6)
    axes.set_title(column.heading)


def coverage(rows: Sequence[Row], columns: Sequence[Column], path: Path) -> None:
    """Share of 95 % intervals that hold the truth, each with its own 95 % interval (Clopper & Pearson 1934),
    and every error in units of its interval's half width."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(9, 0.32 * len(columns) + 1), layout="constrained")
        shares, errors = figure.subplots(1, 2, sharey=True)
        shares.axvspan(*WANTED, color="0.9")
        errors.axvspan(-1, 1, color="0.9")
        for place, column in enumerate(columns):
            scaled = np.array(_in_half_widths(rows, column))
            if len(scaled):
                held = int((np.abs(scaled) <= 1).sum())
                low, high = _clopper_pearson(held, len(scaled))
                shares.plot([low, high], [place, place], color="0.5", linewidth=1)
                shares.plot(held / len(scaled), place, "o", color="C0", markersize=4)
                errors.plot(scaled, np.full(len(scaled), place), "|", color="C0", markersize=8)
        shares.set_yticks(range(len(columns)), [column.heading for column in columns])
        shares.invert_yaxis()
        shares.set_xlabel("share of intervals that hold the truth")
        errors.set_xlabel("error in half widths of its interval")
        _save(figure, path)


def _in_half_widths(rows: Sequence[Row], column: Column) -> list[float]:
    return [
        2 * (metric.value - row.truth.measures[column.metric]) / (metric.high - metric.low)
        for row in rows
        for metric in row.metrics(column.metric)
        if metric.value is not None and metric.low is not None and metric.high is not None
    ]


def _clopper_pearson(held: int, of: int) -> tuple[float, float]:
    low = float(beta.ppf(0.025, held, of - held + 1)) if held else 0.0
    high = float(beta.ppf(0.975, held + 1, of - held)) if held < of else 1.0
    return low, high


def _save(figure: Figure, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None})
