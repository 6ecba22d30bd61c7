"""Markers as TRC, X forward and Y up, as OpenSim, Pose2Sim and Sports2D write them."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from vision.datatypes import Markers, Vertical
from vision.errors import UnreadableLandmarks
from vision.imports.checks import opening, require_rising
from vision.imports.names import layout_of
from vision.imports.poses import Poses, pose

UNIT_M: Mapping[str, float] = {"m": 1.0, "cm": 0.01, "mm": 0.001}
HEADER_ROWS = 5
M_PER_PX = 0.002
MARGIN_PX = 500.0
FARTHEST_M = 90.0
LOWEST_M = 0.1
"""The lowest crouch reaches higher: what does not has millimetres for metres, or the like."""

UPRIGHT = Vertical("assumed", sd_deg=0.5)
"""Of markers: a laboratory's Y axis is set up by a level."""


def read_trc(path: Path) -> Markers:
    """All markers of a TRC file. Raises UnreadableLandmarks."""
    try:
        with opening(path, UnreadableLandmarks):
            lines = path.read_text(encoding="utf-8-sig").splitlines()
    except ValueError as error:
        raise UnreadableLandmarks(f"{path.name} is no text; export it again as TRC.") from error
    try:
        facts = dict(zip(lines[1].split("\t"), lines[2].split("\t"), strict=False))
        unit_m = UNIT_M[facts["Units"].strip()]
        names = tuple(name.strip() for name in lines[3].split("\t")[2:] if name.strip())
        table = np.array([_row(line, 2 + 3 * len(names)) for line in lines[HEADER_ROWS:] if line.strip()])
        position_m = table[:, 2:].reshape(len(table), -1, 3) * unit_m
    except (LookupError, ValueError) as error:
        raise UnreadableLandmarks(f"{path.name} is no whole TRC file; export it again.") from error
    time_s = table[:, 1]
    require_rising(time_s, path.name, UnreadableLandmarks)
    return Markers(names, time_s, position_m)


def _row(line: str, cells: int) -> list[float]:
    """Empty cells at the end of a line are often left out; raises ValueError for too many or for a word."""
    row = [float(cell) if cell.strip() else float("nan") for cell in line.rstrip("\t\r ").split("\t")]
    if not 2 <= len(row) <= cells:
        raise ValueError("another number of cells than of markers")
    return row + [float("nan")] * (cells - len(row))


def side_view(markers: Markers, mapping: Mapping[str, str] | None, *, file: str) -> Poses:
    """Markers as a camera far to the right would see them. Raises UnreadableLandmarks."""
    layout = layout_of(markers.names, mapping, file=file, tracker="markers", least=0.0)
    across_m, up_m = markers.position_m[..., 0], markers.position_m[..., 1]
    known = np.isfinite(across_m) & np.isfinite(up_m)
    if not known.any():
        raise UnreadableLandmarks(f"{file} shows no marker in any frame; export it again.")
    if np.abs(markers.position_m[known][:, :2]).max() > FARTHEST_M:
        raise UnreadableLandmarks(f"{file} has a marker more than {FARTHEST_M:g} m away; check its units.")
    if np.ptp(up_m[known]) < LOWEST_M:
        raise UnreadableLandmarks(f"{file} has all markers within {LOWEST_M:g} m of height; check its units.")
    x = (across_m - across_m[known].min()) / M_PER_PX + MARGIN_PX
    y = (up_m[known].max() - up_m) / M_PER_PX + MARGIN_PX
    rows = np.where(known[..., None], np.stack([x, y, np.ones_like(x)], axis=-1), 0.0)
    people = tuple((pose(layout, row),) for row in rows)
    return Poses(layout, np.arange(len(people)), people, markers.time_s, M_PER_PX)
