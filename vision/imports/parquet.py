"""The project's own landmark files, and Parquet files written like them."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl

from vision.datatypes import (
    SKELETON_KEY,
    SOURCE_KEY,
    Floats,
    Landmarks,
    LandmarksSource,
    frame_spacing_s,
)
from vision.errors import UnreadableLandmarks
from vision.imports.checks import opening
from vision.skeletons import SKELETONS, Skeleton
from vision.typed_json import typed

LANDMARK_COLUMNS = ("frame", "time_s", "landmark", "x_px", "y_px", "confidence")


def read_landmarks(path: str | Path) -> Landmarks:
    """Landmarks from a file like the one that `vision.exports.write_landmarks` makes.

    The raw positions are read where the file has them, `x_px` and `y_px` otherwise; the rows may stand
    in any order. Raises UnreadableLandmarks when the file lacks what an analysis needs.
    """
    table, skeleton = _read_table(Path(path))
    problem = next(_problems(table, skeleton), None)
    if problem:
        raise UnreadableLandmarks(f"{Path(path).name} cannot be used: {problem}")
    rank = {name: number for number, name in enumerate(skeleton.landmarks)}
    ordered = table.sort("frame", pl.col("landmark").replace_strict(rank, return_dtype=pl.Int64))
    shape = (-1, len(skeleton.landmarks))
    return Landmarks(
        skeleton=skeleton,
        time_s=_floats(ordered["time_s"]).reshape(shape)[:, 0],
        position_px=np.stack([_floats(ordered[c]).reshape(shape) for c in _position_columns(table)], axis=-1),
        confidence=np.nan_to_num(_floats(ordered["confidence"])).reshape(shape),
    )


def read_landmarks_source(path: str | Path) -> LandmarksSource:
    """What a landmark file was made from, with the frames and the times that the file has.

    Raises UnreadableLandmarks when the file does not say.
    """
    time_s = read_landmarks(path).time_s
    spacing_s = frame_spacing_s(time_s) if len(time_s) > 1 else np.nan
    try:
        source = typed(LandmarksSource, json.loads(pl.read_parquet_metadata(path)[SOURCE_KEY]))
    except (KeyError, ValueError) as error:
        raise UnreadableLandmarks(
            f"{Path(path).name} does not say which clip it came from: give the clip too."
        ) from error
    duration_s = float(time_s[-1] - time_s[0]) + spacing_s
    video = replace(source.video, frames=len(time_s), duration_s=duration_s, container_fps=1 / spacing_s)
    return replace(source, video=video)


def _read_table(path: Path) -> tuple[pl.DataFrame, Skeleton]:
    try:
        with opening(path, UnreadableLandmarks), path.open("rb") as file:
            name = pl.read_parquet_metadata(file).get(SKELETON_KEY)
            file.seek(0)
            table = pl.read_parquet(file)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise UnreadableLandmarks(
            f"{path.name} is no Parquet file or is damaged: export it again."
        ) from error
    if name not in SKELETONS:
        raise UnreadableLandmarks(
            f"{path.name} names the skeleton {name!r}: set the metadata key {SKELETON_KEY!r} "
            f"to one of {', '.join(SKELETONS)}."
        )
    return table, SKELETONS[name]


def _problems(table: pl.DataFrame, skeleton: Skeleton) -> Iterator[str]:
    """What is wrong with the table, worst first; lazy, as each check relies on the ones before it."""
    if missing := [name for name in LANDMARK_COLUMNS if name not in table.columns]:
        yield f"it lacks the column {', '.join(missing)}."
    numbers = ["frame", "time_s", "confidence", *_position_columns(table)]
    if wrong := [name for name in numbers if not table.schema[name].is_numeric()]:
        yield f"the column {', '.join(wrong)} does not hold numbers."
    if table.is_empty():
        yield "it has no rows."
    if not table["time_s"].cast(pl.Float64).is_finite().fill_null(False).all():
        yield "time_s must be known in every row."
    yield from _problems_of_frames(table, skeleton)
    yield from _problems_of_values(table)


def _problems_of_frames(table: pl.DataFrame, skeleton: Skeleton) -> Iterator[str]:
    names = table["landmark"].cast(pl.String)
    if unknown := sorted(set(names.fill_null("(none)").unique()) - set(skeleton.landmarks)):
        yield f"{unknown[0]} is no landmark of {skeleton.name}."
    frames = table.group_by("frame").agg(
        pl.len().alias("rows"),
        pl.col("landmark").n_unique(),
        times=pl.col("time_s").n_unique(),
        time_s=pl.col("time_s").first(),
    )
    k = len(skeleton.landmarks)
    if frames["frame"].has_nulls() or not ((frames["rows"] == k) & (frames["landmark"] == k)).all():
        yield f"every frame needs each of the {k} landmarks of {skeleton.name} exactly once."
    increasing = (frames.sort("frame")["time_s"].cast(pl.Float64).diff().drop_nulls() > 0).all()
    if not increasing or (frames["times"] != 1).any():
        yield "time_s must be one time per frame and increase from frame to frame."


def _problems_of_values(table: pl.DataFrame) -> Iterator[str]:
    x, y = (_floats(table[name]) for name in _position_columns(table))
    confidence = _floats(table["confidence"])
    if (np.isinf(x) | np.isinf(y)).any():
        yield "a position is infinite: leave it empty where it is unknown."
    nowhere = np.isnan(x) | np.isnan(y)
    if not ((confidence >= 0) & (confidence <= 1) | (np.isnan(confidence) & nowhere)).all():
        yield "confidence must lie between 0 and 1 wherever there is a position."


def _position_columns(table: pl.DataFrame) -> list[str]:
    raw = ["raw_x_px", "raw_y_px"]
    return raw if set(raw) <= set(table.columns) else ["x_px", "y_px"]


def _floats(column: pl.Series) -> Floats:
    return column.cast(pl.Float64).fill_null(np.nan).to_numpy()
