"""Poses as netCDF in the layout of the toolbox movement (neuroinformatics-unit/movement 0.15)."""

from pathlib import Path

import numpy as np
from scipy.io import netcdf_file

from vision.datatypes import Analysis, Track, frame_spacing_s
from vision.exports.measured import Measured
from vision.files import whole

SOFTWARE = "Midstance"
INDIVIDUAL = "runner"
DIMENSIONS = ("time", "space", "keypoints", "individuals")


def write_netcdf(analysis: Analysis, path: str | Path) -> None:
    """The landmarks as the network drew them, with the legs put right, in pixels: x right, y down.

    A place that is unknown is NaN. Raises CannotExport, OSError.
    """
    track = Measured.of(analysis).track
    with whole(path) as part, part.open("wb") as opened, netcdf_file(opened, "w", version=2) as file:
        file.ds_type = "poses"
        file.source_software = SOFTWARE
        file.source_file = analysis.source.file.encode()
        file.time_unit = "seconds"
        file.fps = np.float64(1 / frame_spacing_s(track.time_s))  # or it is kept in 32 bits
        _add(file, track)


def _add(file: netcdf_file, track: Track) -> None:
    n, k = track.confidence.shape
    for name, size in zip(DIMENSIONS, (n, 2, k, 1), strict=True):
        file.createDimension(name, size)
    file.createVariable("time", "f8", ("time",))[:] = track.time_s
    _add_names(file, "space", ("x", "y"))
    _add_names(file, "keypoints", track.skeleton.landmarks)
    _add_names(file, "individuals", (INDIVIDUAL,))
    position_px = np.moveaxis(track.raw_px, 2, 1)[..., None]
    file.createVariable("position", "f8", DIMENSIONS)[:] = position_px
    confidence = file.createVariable("confidence", "f8", ("time", "keypoints", "individuals"))
    confidence[:] = track.confidence[..., None]


def _add_names(file: netcdf_file, dimension: str, names: tuple[str, ...]) -> None:
    letters = np.array(names, dtype="S")
    file.createDimension(f"{dimension}_letters", letters.itemsize)
    variable = file.createVariable(dimension, "c", (dimension, f"{dimension}_letters"))
    variable._Encoding = "utf-8"  # by which xarray reads letters as text
    variable[:] = letters[:, None].view("S1")
