"""Markers and events as C3D, by ezc3d (Michaud & Begon 2021, doi:10.21105/joss.02911)."""

import errno
import os
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from vision.datatypes import Analysis, GaitEvent, Markers
from vision.errors import CannotExport
from vision.exports.even import rate_hz
from vision.exports.markers import MM_PER_M, markers_of
from vision.exports.measured import Measured
from vision.files import whole

FLOAT_BYTES = 4
FRAMES_MAX = 65535
PER_PARAMETER = 255
SUBJECT = "runner"
WORDS = {"initial_contact": "Foot Strike", "toe_off": "Foot Off"}
CONTEXTS = {"left": "Left", "right": "Right"}


def write_c3d(analysis: Analysis, path: str | Path) -> None:
    """The joints in the frame of `vision.exports.markers`, in millimetres, with the events.

    Time begins with the first frame; MIDSTANCE:START says when that is in the clip. A marker that is
    unknown has the residual -1. Raises CannotExport, OSError.
    """
    measured = Measured.of(analysis)
    markers = markers_of(measured)
    frames = len(markers.time_s)
    if frames > FRAMES_MAX:
        raise CannotExport(f"A C3D file holds {FRAMES_MAX} frames and this clip has {frames}; export trc.")
    file = _empty_file()
    _add_points(file, markers)
    _add_events(file, measured.events.events, since_s=float(markers.time_s[0]))
    file.add_parameter("MIDSTANCE", "START", [float(markers.time_s[0])])
    file.add_parameter("MANUFACTURER", "SOFTWARE", ["Midstance"])
    with whole(path) as part:
        _write(file, part, at_least=4 * FLOAT_BYTES * markers.position_m[..., 0].size)


def _write(file: Any, path: Path, *, at_least: int) -> None:
    """Raises OSError: ezc3d has no words for a place that cannot be written to, nor for a full disk."""
    path.open("wb").close()
    file.write(str(path))
    if path.stat().st_size < at_least:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))


def _empty_file() -> Any:
    try:
        return import_module("ezc3d").c3d()
    except ImportError as error:
        why = "C3D files are made by ezc3d, which is not installed or not made for this machine; export trc."
        raise CannotExport(why) from error


def _add_points(file: Any, markers: Markers) -> None:
    point = file["parameters"]["POINT"]
    known = np.asarray(np.isfinite(markers.position_m).all(axis=-1))
    point["RATE"]["value"] = [rate_hz(markers.time_s)]
    point["UNITS"]["value"] = ["mm"]
    point["LABELS"]["value"] = list(markers.names)
    file.add_parameter("POINT", "X_SCREEN", ["+X"])
    file.add_parameter("POINT", "Y_SCREEN", ["+Y"])
    places = MM_PER_M * np.where(known[..., None], markers.position_m, 0.0)
    file["data"]["points"] = np.concatenate([places, np.ones((*known.shape, 1))], axis=-1).T
    file["data"]["meta_points"]["residuals"] = np.where(known, 0.0, -1.0).T[None]


def _add_events(file: Any, events: tuple[GaitEvent, ...], *, since_s: float) -> None:
    """The group EVENT; a parameter holds 255 of them, the next ones bear a number as POINT:LABELS2 does."""
    file.add_parameter("EVENT", "USED", [len(events)])
    for first in range(0, len(events), PER_PARAMETER):
        some, number = events[first : first + PER_PARAMETER], first // PER_PARAMETER + 1
        suffix = "" if number == 1 else str(number)
        seconds = np.array([event.time_s - since_s for event in some])
        columns = {
            "CONTEXTS": [CONTEXTS[event.side] for event in some],
            "LABELS": [WORDS[event.kind] for event in some],
            "TIMES": np.stack([np.zeros(len(some)), seconds]),  # minutes, seconds
            "SUBJECTS": [SUBJECT] * len(some),
        }
        for name, values in columns.items():
            file.add_parameter("EVENT", name + suffix, values)
