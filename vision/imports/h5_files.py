"""Key points in HDF5: SLEAP's projects and analyses, and DeepLabCut's tables."""

import io
import json
import pickle
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from vision.datatypes import Floats
from vision.errors import UnreadableLandmarks
from vision.imports.csv_files import PCUTOFF
from vision.imports.names import layout_of
from vision.imports.poses import Poses, in_order, pose

People = dict[int, list[Floats]]  # by frame number, of every person the rows of x, y and confidence

_NOT_AS_WRITTEN = (
    LookupError,
    TypeError,
    ValueError,
    OverflowError,
    AttributeError,
    EOFError,
    pickle.UnpicklingError,
)


def read_h5(path: Path, mapping: Mapping[str, str] | None) -> Poses:
    """A file of SLEAP (.slp, .analysis.h5) or DeepLabCut (.h5). Raises UnreadableLandmarks."""
    try:
        with import_module("h5py").File(path, "r") as file:
            names, people, tracker, least = _held(file)
    except ImportError as error:
        raise UnreadableLandmarks(
            f"{path.name} needs the package h5py: pip install 'midstance[trackers]', or export it as CSV."
        ) from error
    except OSError as error:
        raise UnreadableLandmarks(f"{path.name} is no HDF5 file or is damaged; export it again.") from error
    except _NOT_AS_WRITTEN as error:
        raise UnreadableLandmarks(f"{path.name} holds no landmarks that can be read; export CSV.") from error
    layout = layout_of(names, mapping, file=path.name, tracker=tracker, least=least)
    try:
        posed = [(number, tuple(pose(layout, rows) for rows in here)) for number, here in people.items()]
    except ValueError as error:
        raise UnreadableLandmarks(f"{path.name} cannot be used: {error}; export it again.") from error
    number, ordered = in_order(posed, path.name)
    return Poses(layout, number, tuple(ordered))


def _held(file: Any) -> tuple[list[str], People, str, float]:
    if "tracks" in file and "node_names" in file:
        return (*_sleap_analysis(file), "SLEAP", 0.0)
    if "pred_points" in file and "metadata" in file:
        return (*_sleap_project(file), "SLEAP", 0.0)
    return (*_dlc(file), "DeepLabCut", PCUTOFF)


def _sleap_analysis(file: Any) -> tuple[list[str], People]:
    """`tracks` is (persons, 2, points, frames), `point_scores` (persons, points, frames)."""
    names = [name.decode() for name in file["node_names"][:]]
    place = np.asarray(file["tracks"][:], np.float64)
    sure = np.asarray(file["point_scores"][:], np.float64) if "point_scores" in file else None
    if sure is None:
        sure = np.isfinite(place[:, 0]).astype(float)
    rows = np.concatenate([place, sure[:, None]], axis=1).transpose(3, 0, 2, 1)
    return names, {frame: list(here) for frame, here in enumerate(rows)}


def _sleap_project(file: Any) -> tuple[list[str], People]:
    """Instances of the first video; what a person put right counts before what was predicted."""
    told = json.loads(file["metadata"].attrs["json"])
    order = [node["id"] if isinstance(node, dict) else node for node in told["skeletons"][0]["nodes"]]
    names = [told["nodes"][at]["name"] for at in order]
    frames, instances = file["frames"][:], file["instances"][:]
    points = {0: file["points"][:], 1: file["pred_points"][:]}
    people: People = {}
    for frame in frames[frames["video"] == frames["video"].min()]:
        own = instances[int(frame["instance_id_start"]) : int(frame["instance_id_end"])]
        corrected = own[own["instance_type"] == 0]
        people[int(frame["frame_idx"])] = [
            _project_rows(points[int(one["instance_type"])], one)
            for one in (corrected if len(corrected) else own)
        ]
    return names, people


def _project_rows(points: Any, one: Any) -> Floats:
    own = points[int(one["point_id_start"]) : int(one["point_id_end"])]
    sure = own["score"] if "score" in own.dtype.names else np.ones(len(own))
    rows = np.column_stack([own["x"], own["y"], np.where(own["visible"], sure, 0.0)])
    return rows.astype(np.float64)


def _dlc(file: Any) -> tuple[list[str], People]:
    """A pandas table: numbers in one block, and what its columns are as a pickled list of texts."""
    (table,) = [group["table"] for group in file.values() if "table" in group]
    values = np.asarray(table["values_block_0"], np.float64)
    columns = _texts(table.attrs["values_block_0_kind"])
    whose = list(dict.fromkeys(column[:-2] for column in columns))
    names = list(dict.fromkeys(column[-2] for column in columns))
    at = {column: place for place, column in enumerate(columns)}
    kinds = ("x", "y", "likelihood")
    rows = values[:, [[[at[(*one, name, kind)] for kind in kinds] for name in names] for one in whose]]
    return names, {int(number): list(here) for number, here in zip(table["index"], rows, strict=True)}


class _OnlyTexts(pickle.Unpickler):
    """Reads lists of texts; a pickle that names any function or class is refused."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"{module}.{name} in a list of names")


def _texts(pickled: bytes) -> list[tuple[str, ...]]:
    return [tuple(column) for column in _OnlyTexts(io.BytesIO(bytes(pickled))).load()]
