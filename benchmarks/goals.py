"""What the measures are to reach at each frame rate, and what they reach."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from tables import Column, Row

from vision.clip_measures import REARFOOT_ABOVE_DEG

BANDS: Mapping[str, tuple[float, float]] = {"30": (0, 50), "60": (50, 100), "≥ 120": (100, np.inf)}
"""Heading and half-open range of frame rates."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A measure, and the largest rms error of clip means in each band, in the column's unit."""

    column: Column
    limits: tuple[float, float, float]


GOALS = (
    Goal(Column("cadence_spm", "cadence, spm"), (0.3, 0.2, 0.2)),
    Goal(Column("contact_time_s", "contact, ms", 1000), (8, 6, 5)),
    Goal(Column("shank_angle_deg", "shank, °"), (2.5, 2.2, 2.0)),
    Goal(Column("foot_hip_distance_m", "foot-hip, cm", 100), (2.0, 1.8, 1.5)),
    Goal(Column("foot_com_distance_m", "foot-CoM, cm", 100), (1.6, 1.5, 1.3)),
    Goal(Column("trunk_lean_range_deg", "trunk range, °"), (1.5, 1.5, 1.5)),
    Goal(Column("vertical_oscillation_m", "vertical oscillation, cm", 100), (0.5, 0.5, 0.5)),
    Goal(Column("foot_strike_angle_deg", "foot strike, °"), (np.nan, 3.0, 2.5)),
)


def goals_table(rows: Sequence[Row]) -> Iterator[str]:
    """Rms error of clip means over clips and phases; bold beyond the goal in brackets."""
    yield f"| rms error | {' | '.join(BANDS)} |"
    yield "| --- |" + " --- |" * len(BANDS)
    for goal in GOALS:
        cells = [
            _cell(rms_error(rows, goal.column, band), limit)
            for band, limit in zip(BANDS.values(), goal.limits, strict=True)
        ]
        yield f"| {goal.column.heading} | {' | '.join(cells)} |"
    shares = [_cell_of_pattern(rows, band) for band in BANDS.values()]
    yield f"| foot strike pattern, rearfoot or not | {' | '.join(shares)} |"


def rms_error(rows: Sequence[Row], column: Column, band: tuple[float, float]) -> float:
    """Over clips, each clip's phases counting together as one; NaN when no clip gives the measure."""
    squares = [
        np.mean([(float(m.value or 0.0) - row.truth.measures[column.metric]) ** 2 for m in found])
        for row in rows
        if band[0] <= row.fps < band[1] and (found := row.metrics(column.metric))
    ]
    return float(np.sqrt(np.mean(squares))) * column.factor if squares else float("nan")


def _cell(value: float, limit: float) -> str:
    if np.isnan(value):
        return "withheld"
    text = f"{value:.1f}"
    goal = "" if np.isnan(limit) else f" ({limit:g})"
    return f"**{text}**{goal}" if value > limit else text + goal


def _cell_of_pattern(rows: Sequence[Row], band: tuple[float, float]) -> str:
    """Share of clips and phases whose pattern is on the true side of rearfoot."""
    right = [
        (m.category == "rearfoot") == (row.truth.measures["foot_strike_angle_deg"] > REARFOOT_ABOVE_DEG)
        for row in rows
        if band[0] <= row.fps < band[1]
        for m in row.metrics("foot_strike_pattern")
    ]
    return f"{np.mean(right):.0%} of {len(right)}" if right else "withheld"
