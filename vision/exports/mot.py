"""Joint angles as MOT, which OpenSim reads: one row per frame, in degrees."""

from pathlib import Path

import numpy as np

from vision.datatypes import Analysis
from vision.errors import CannotExport
from vision.exports.markers import Angles, angles_of
from vision.exports.measured import Measured
from vision.files import write_whole


def write_mot(analysis: Analysis, path: str | Path) -> None:
    """The angles of `vision.exports.markers` that are known at times, in the frames in which all of them are.

    OpenSim's Storage reads an unknown angle as 0 and leaves out what follows it.

    Raises CannotExport, OSError.
    """
    write_whole(path, _text(_known(angles_of(Measured.of(analysis))), Path(path).stem))


def _known(angles: Angles) -> Angles:
    known = np.isfinite(angles.angle_deg)
    columns = np.flatnonzero(known.any(axis=0))
    rows = np.flatnonzero(known[:, columns].all(axis=1))
    if not columns.size or not rows.size:
        raise CannotExport("In no frame are both legs and the trunk seen together; film the whole body.")
    names = tuple(angles.names[column] for column in columns)
    return Angles(names, angles.time_s[rows], angles.angle_deg[np.ix_(rows, columns)])


def _text(angles: Angles, name: str) -> str:
    rows = np.column_stack([angles.time_s, np.round(angles.angle_deg, 6)])
    header = [
        name,
        "version=1",
        f"nRows={len(rows)}",
        f"nColumns={rows.shape[1]}",
        "inDegrees=yes",
        "endheader",
        "\t".join(["time", *angles.names]),
    ]
    return "\n".join([*header, *("\t".join(f"{x:.6f}" for x in row) for row in rows), ""])
