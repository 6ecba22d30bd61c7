"""Files for other tools: events and steps as CSV, landmarks as Parquet.

An unknown number is an empty cell in CSV and a null in Parquet.
"""

import io
import json
from dataclasses import asdict
from itertools import pairwise
from math import isclose
from pathlib import Path
from typing import IO, Literal

import numpy as np
import polars as pl

from vision.datatypes import (
    SKELETON_KEY,
    SOURCE_KEY,
    Analysis,
    GaitEvents,
    LandmarksSource,
    Measures,
    Step,
    StepMeasures,
    Track,
)
from vision.exports.measured import Measured
from vision.files import write_whole

EVENT_COLUMNS = {
    "side": pl.String,
    "leg": pl.String,
    "kind": pl.String,
    "time_s": pl.Float64,
    "frame": pl.Int64,
    "uncertainty_s": pl.Float64,
}
STEP_COLUMNS = {
    "side": pl.String,
    "leg": pl.String,
    "initial_contact_s": pl.Float64,
    "toe_off_s": pl.Float64,
    "next_contact_s": pl.Float64,
}

STRIDE_TIMES = {
    "stride_time_s": "stride_time_s",
    "contact_time_s": "contact_time_s",
    "swing_time_s": "contact_time_s",
    "duty_factor": "duty_factor",
}
"""The times of a stride, and the measure with which each is withheld."""

STRIDE_COLUMNS = {
    "stride": pl.Int64,
    "side": pl.String,
    "leg": pl.String,
    "initial_contact_s": pl.Float64,
    "toe_off_s": pl.Float64,
    "other_contact_s": pl.Float64,
    "other_toe_off_s": pl.Float64,
    "next_contact_s": pl.Float64,
    **dict.fromkeys(STRIDE_TIMES, pl.Float64),
    "withheld": pl.String,
}


def write_events_csv(events: GaitEvents, path: str | Path) -> None:
    """One row per initial contact and toe-off, in order of time. Raises OSError."""
    write_table(events_table(events), path, "csv")


def write_steps_csv(measures: Measures, path: str | Path) -> None:
    """One row per step: its instants and every measure that exists for a single step.

    `withheld` names those to look at, but neither to average nor to quote. Raises OSError.
    """
    write_table(steps_table(measures), path, "csv")


def write_strides_csv(analysis: Analysis, path: str | Path) -> None:
    """One row per stride, from a foot's initial contact to its next: its instants and times.

    `withheld` is as in the steps. Raises CannotExport, OSError.
    """
    write_table(strides_table(Measured.of(analysis).measures), path, "csv")


def events_table(events: GaitEvents) -> pl.DataFrame:
    """Initial contacts and toe-offs in order of time."""
    rows = [{name: getattr(event, name) for name in EVENT_COLUMNS} for event in events.events]
    return pl.DataFrame(rows, schema=EVENT_COLUMNS)


def steps_table(measures: Measures) -> pl.DataFrame:
    """Steps in order of time, with their measures."""
    names = dict.fromkeys(name for step in measures.steps for name in step.values)
    columns = {
        "step": pl.Int64,
        **STEP_COLUMNS,
        **dict.fromkeys(names, pl.Float64),
        "withheld": pl.String,
    }
    withheld = " ".join(measures.withheld)
    rows = [
        {"step": number, **_step_row(step), "withheld": withheld}
        for number, step in enumerate(measures.steps, start=1)
    ]
    return pl.DataFrame(rows, schema=columns)


def strides_table(measures: Measures) -> pl.DataFrame:
    """Strides in order of time, each of two steps that follow one another."""
    steps = [measured.step for measured in measures.steps]
    withheld = " ".join(name for name in STRIDE_TIMES if STRIDE_TIMES[name] in measures.withheld)
    rows = [
        {"stride": number, **_stride_row(first, second), "withheld": withheld}
        for number, (first, second) in enumerate(filter(_is_stride, pairwise(steps)), start=1)
    ]
    return pl.DataFrame(rows, schema=STRIDE_COLUMNS).fill_nan(None)


def write_landmarks(track: Track, path: str | Path, *, source: LandmarksSource | None = None) -> None:
    """One row per frame and landmark; the file's metadata names the skeleton and what made the landmarks.

    `x_px`, `y_px` are smoothed; `raw_x_px`, `raw_y_px` are what `read_landmarks` gives back;
    `exchanged` marks the frames in which the legs were exchanged. Raises OSError.
    """
    n, k = track.confidence.shape
    table = pl.DataFrame(
        {
            "frame": np.repeat(np.arange(n), k),
            "time_s": np.repeat(track.time_s, k),
            "landmark": pl.Series(track.skeleton.landmarks * n, dtype=pl.Enum(track.skeleton.landmarks)),
            "x_px": track.position_px[..., 0].ravel(),
            "y_px": track.position_px[..., 1].ravel(),
            "raw_x_px": track.raw_px[..., 0].ravel(),
            "raw_y_px": track.raw_px[..., 1].ravel(),
            "confidence": track.confidence.ravel(),
            "exchanged": np.repeat(track.exchanged, k),
        }
    )
    metadata = {SKELETON_KEY: track.skeleton.name}
    if source is not None:
        metadata[SOURCE_KEY] = json.dumps(asdict(source))
    write_table(table, path, "parquet", metadata=metadata)


def write_table(
    table: pl.DataFrame,
    target: str | Path | IO[bytes],
    kind: Literal["csv", "parquet"],
    *,
    metadata: dict[str, str] | None = None,
) -> None:
    """A table as a file, Parquet with `metadata`; a NaN becomes unknown. Raises OSError."""
    if isinstance(target, str | Path):  # by way of memory: polars has no error for some full disks
        held = io.BytesIO()
        write_table(table, held, kind, metadata=metadata)
        write_whole(target, held.getvalue())
    elif kind == "csv":
        table.fill_nan(None).write_csv(target)
    else:
        table.fill_nan(None).write_parquet(target, metadata=metadata)


def _step_row(measured: StepMeasures) -> dict[str, str | float]:
    return {**{name: getattr(measured.step, name) for name in STEP_COLUMNS}, **measured.values}


def _is_stride(steps: tuple[Step, Step]) -> bool:
    first, second = steps
    follows = isclose(first.next_contact_s, second.initial_contact_s, abs_tol=1e-6)
    return first.side != second.side and follows


def _stride_row(own: Step, other: Step) -> dict[str, str | float | None]:
    stride_time_s = other.next_contact_s - own.initial_contact_s
    contact_time_s = own.toe_off_s - own.initial_contact_s
    return {
        "side": own.side,
        "leg": own.leg,
        "initial_contact_s": own.initial_contact_s,
        "toe_off_s": own.toe_off_s,
        "other_contact_s": other.initial_contact_s,
        "other_toe_off_s": other.toe_off_s,
        "next_contact_s": other.next_contact_s,
        "stride_time_s": stride_time_s,
        "contact_time_s": contact_time_s,
        "swing_time_s": other.next_contact_s - own.toe_off_s,
        "duty_factor": contact_time_s / stride_time_s,
    }
