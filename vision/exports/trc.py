"""Markers as TRC, which OpenSim reads: one row per frame, in millimetres."""

from pathlib import Path

import numpy as np

from vision.datatypes import Analysis, Markers
from vision.exports.even import rate_hz
from vision.exports.markers import MM_PER_M, markers_of
from vision.exports.measured import Measured
from vision.files import write_whole


def write_trc(analysis: Analysis, path: str | Path) -> None:
    """The joints in the frame of `vision.exports.markers`; nan where a marker is unknown.

    Raises CannotExport, OSError.
    """
    write_whole(path, _text(markers_of(Measured.of(analysis)), Path(path).name))


def _text(markers: Markers, name: str) -> str:
    # OpenSim takes no row that ends in empty cells, and reads nan as unknown
    rows = np.round(MM_PER_M * markers.position_m, 3).reshape(len(markers.time_s), -1)
    numbered = enumerate(zip(markers.time_s, rows, strict=True), start=1)
    body = ("\t".join([str(n), f"{time_s:.6f}", *(f"{x:.3f}" for x in row)]) for n, (time_s, row) in numbered)
    return "\n".join([*_header(markers, name), "", *body, ""])


def _header(markers: Markers, name: str) -> list[str]:
    frames, rate = str(len(markers.time_s)), f"{rate_hz(markers.time_s):.6f}"
    facts = {
        "DataRate": rate,
        "CameraRate": rate,
        "NumFrames": frames,
        "NumMarkers": str(len(markers.names)),
        "Units": "mm",
        "OrigDataRate": rate,
        "OrigDataStartFrame": "1",
        "OrigNumFrames": frames,
    }
    axes = [f"{axis}{n}" for n in range(1, len(markers.names) + 1) for axis in "XYZ"]
    return [
        f"PathFileType\t4\t(X/Y/Z)\t{name}",
        "\t".join(facts),
        "\t".join(facts.values()),
        "\t".join(["Frame#", "Time", *(f"{marker}\t\t" for marker in markers.names)]),
        "\t".join(["", "", *axes]),
    ]
