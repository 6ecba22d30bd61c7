"""Frames in step with their regions, and landmarks gathered row by row."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from vision.datatypes import Floats, Frame, Landmarks, Regions
from vision.skeletons import BLAZEPOSE_33


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """The landmarks of one frame, in a picture of `shape` (height, width)."""

    index: int
    position_px: Floats  # (33, 2)
    confidence: Floats  # (33,)
    shape: tuple[int, int]


def in_step(frames: Iterable[Frame], regions: Regions) -> Iterator[tuple[int, Frame]]:
    """Frames whose region is known, with their row; a row whose frame could not be decoded is passed over.

    A region is looked up when its frame comes, and may become known as late as that.
    Raises ValueError when a frame has no region at its time.
    """
    rows = iter(enumerate(regions.time_s))
    for frame in frames:
        index = next((i for i, time_s in rows if abs(frame.time_s - time_s) <= 1e-6), None)
        if index is None:
            raise ValueError(f"the frame at {frame.time_s} s does not belong to a region that is left")
        if np.isfinite(regions.size_px[index]):
            yield index, frame


def landmarks_of(rows: Iterable[Row], time_s: Floats) -> Landmarks:
    """All rows as one value; a landmark outside its picture is a guess, and so unknown."""
    count = len(BLAZEPOSE_33.landmarks)
    position_px = np.full((len(time_s), count, 2), np.nan)
    confidence = np.zeros((len(time_s), count))
    for row in rows:
        height, width = row.shape
        inside = ((row.position_px >= 0) & (row.position_px <= (width, height))).all(axis=1)
        position_px[row.index, inside] = row.position_px[inside]
        confidence[row.index, inside] = row.confidence[inside]
    return Landmarks(BLAZEPOSE_33, time_s, position_px, confidence)
