"""All that is plain numbers as MAT, the file of MATLAB 5 and later, which Octave and SciPy read too."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import polars as pl
from scipy.io import savemat

from vision.datatypes import Analysis
from vision.exports.measured import Measured
from vision.exports.tables import events_table, steps_table, strides_table
from vision.files import write_whole

HEADER_BYTES = 116  # of text, in which scipy puts the time of writing
HEADER = b"MATLAB 5.0 MAT-file, written by Midstance"


def write_matlab(analysis: Analysis, path: str | Path) -> None:
    """Landmarks, joints and centre of mass as arrays, and events, steps and strides as structs of columns.

    Names and words are cell arrays. An unknown number is NaN, an unknown word empty. Raises CannotExport,
    OSError.
    """
    measured = Measured.of(analysis)
    track, joints, scale = measured.track, measured.joints, measured.scene.scale
    held = {
        "time_s": track.time_s,
        "landmark_names": _cells(track.skeleton.landmarks),
        "landmarks_px": track.raw_px,
        "smoothed_landmarks_px": track.position_px,
        "joints_px": joints.position_px,
        "center_of_mass_px": measured.com_px,
        "confidence": track.confidence,
        "exchanged": track.exchanged,
        "m_per_px": np.nan if scale is None else scale.m_per_px,
        "events": _columns(events_table(measured.events)),
        "steps": _columns(steps_table(measured.measures)),
        "strides": _columns(strides_table(measured.measures)),
    }
    write_whole(path, _file(held))


def _file(held: Mapping[str, object]) -> bytes:
    """The same bytes each time."""
    file = io.BytesIO()
    savemat(file, dict(held), long_field_names=True, do_compression=True, oned_as="column")
    return HEADER.ljust(HEADER_BYTES) + file.getvalue()[HEADER_BYTES:]


def _columns(table: pl.DataFrame) -> dict[str, np.ndarray]:
    return {column.name: _column(column) for column in table}


def _column(column: pl.Series) -> np.ndarray:
    if column.dtype == pl.String:
        return _cells(column.fill_null("").to_list())
    return column.cast(pl.Float64).fill_null(np.nan).to_numpy()


def _cells(words: Sequence[str]) -> np.ndarray:
    cells = np.empty((len(words), 1), dtype=object)
    cells[:, 0] = words
    return cells
