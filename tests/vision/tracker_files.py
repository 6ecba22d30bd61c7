"""Landmarks written as other trackers write them."""

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from pathlib import Path

import numpy as np

from vision.datatypes import Floats, Landmarks
from vision.imports.layouts import BODY_25, COCO, HALPE, MEDIAPIPE, OPENPOSE_18, WHOLE_BODY, Layout
from vision.imports.names import MEDIAPIPE_NAMES

SIZE = (1280, 720)
PX_PER_M = 280.0  # of the runner made of arithmetic


def rows_of(landmarks: Landmarks, layout: Layout) -> Floats:
    """(n, points, 3) in the order of a layout; points that are not measured from lie somewhere."""
    n = len(landmarks.time_s)
    rows = np.full((n, len(layout.points), 3), 0.5)
    rows[..., 2] = 0.9
    for at, name in enumerate(layout.points):
        if name is not None:
            own = landmarks.skeleton.index(name)
            rows[:, at, :2], rows[:, at, 2] = landmarks.position_px[:, own], landmarks.confidence[:, own]
    return np.where(np.isfinite(rows).all(axis=2, keepdims=True), rows, 0.0)


def openpose(
    landmarks: Landmarks, folder: Path, layout: Layout = BODY_25, *, others: Sequence[Floats] = ()
) -> Path:
    """One file for each frame; `others`, (n, points, 3), are people named before the runner."""
    folder = folder / "openpose"
    folder.mkdir()
    for frame, row in enumerate(rows_of(landmarks, layout)):
        people = [{"pose_keypoints_2d": one.ravel().tolist()} for one in (*(o[frame] for o in others), row)]
        write_json(folder / f"run_{frame:012d}_keypoints.json", {"version": 1.3, "people": people})
    return folder


def mmpose(landmarks: Landmarks, folder: Path, layout: Layout = HALPE) -> Path:
    frames = [
        {"frame_id": frame + 1, "instances": [_instance(row)]}
        for frame, row in enumerate(rows_of(landmarks, layout))
    ]
    return write_json(folder / "results_run.json", {"meta_info": {}, "instance_info": frames})


def mediapipe_json(landmarks: Landmarks, folder: Path) -> Path:
    frames = [
        {
            "timestamp_ms": 1000 * float(time_s),
            "landmarks": [
                {"x": x / SIZE[0], "y": y / SIZE[1], "z": 0.0, "visibility": sure}
                for x, y, sure in row.tolist()
            ],
        }
        for time_s, row in zip(landmarks.time_s, rows_of(landmarks, MEDIAPIPE), strict=True)
    ]
    return write_json(folder / "mediapipe.json", frames)


def mediapipe_csv(landmarks: Landmarks, folder: Path) -> Path:
    header = ["frame", *(f"{name}_{what}" for name in MEDIAPIPE_NAMES for what in ("x", "y", "visibility"))]
    scaled = rows_of(landmarks, MEDIAPIPE) / (*SIZE, 1.0)
    return write_csv(folder / "mediapipe.csv", [header, *([n, *row.ravel()] for n, row in enumerate(scaled))])


NAMED = ("nose", "LShoulder", "RShoulder", "LHip", "RHip", "LKnee", "RKnee", "LAnkle", "RAnkle",
         "LHeel", "RHeel", "LBigToe", "RBigToe")  # fmt: skip
OF_NAMED = (
    "nose",
    *(f"{s}_{p}" for p in ("shoulder", "hip", "knee", "ankle", "heel", "toe") for s in ("left", "right")),
)


def deeplabcut_csv(landmarks: Landmarks, folder: Path, names: Sequence[str] = NAMED) -> Path:
    header = [
        ["scorer", *["DLC_resnet50"] * (3 * len(names))],
        ["bodyparts", *(name for name in names for _ in range(3))],
        ["coords", *["x", "y", "likelihood"] * len(names)],
    ]
    rows = rows_of(landmarks, Layout("named", landmarks.skeleton, OF_NAMED))
    return write_csv(folder / "runDLC.csv", [*header, *([n, *row.ravel()] for n, row in enumerate(rows))])


def sleap_csv(landmarks: Landmarks, folder: Path) -> Path:
    names = [name.lower().replace("big", "") for name in OF_NAMED]
    header = [
        "track",
        "frame_idx",
        "instance.score",
        *(f"{n}.{what}" for n in names for what in ("x", "y", "score")),
    ]
    rows = rows_of(landmarks, Layout("named", landmarks.skeleton, OF_NAMED))
    return write_csv(
        folder / "run.csv", [header, *(["", n, 0.9, *row.ravel()] for n, row in enumerate(rows))]
    )


def trc(landmarks: Landmarks, folder: Path, names: Sequence[str] = NAMED, *, unit: str = "m") -> Path:
    """Markers whose Y is up, in metres or millimetres."""
    rows = rows_of(landmarks, Layout("named", landmarks.skeleton, OF_NAMED))
    per_unit = {"m": 1.0, "mm": 1000.0}[unit] / PX_PER_M
    place = np.stack([rows[..., 0], 1000 - rows[..., 1], 0 * rows[..., 0]], axis=-1) * per_unit
    facts = ["60", str(len(rows)), str(len(names)), unit]
    head = ["DataRate", "NumFrames", "NumMarkers", "Units"]
    lines = [
        ["PathFileType", "4", "(X/Y/Z)", "run.trc"],
        head,
        facts,
        ["Frame#", "Time", *(cell for name in names for cell in (name, "", ""))],
        ["", "", *(f"{axis}{n}" for n in range(1, len(names) + 1) for axis in "XYZ")],
        *([n, t, *row.ravel()] for n, t, row in zip(count(1), landmarks.time_s, place, strict=False)),
    ]
    path = folder / "run.trc"
    path.write_text("".join("\t".join(map(str, line)) + "\n" for line in lines), encoding="utf-8")
    return path


def write_json(path: Path, value: object) -> Path:
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def write_csv(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def _instance(row: Floats) -> dict[str, object]:
    return {"keypoints": row[:, :2].tolist(), "keypoint_scores": row[:, 2].tolist()}


Writer = Callable[[Landmarks, Path], Path]
WRITERS: Mapping[str, Writer] = {
    "OpenPose BODY-25": openpose,
    "OpenPose COCO-18": lambda landmarks, folder: openpose(landmarks, folder, OPENPOSE_18),
    "OpenPose layout of HALPE-26": lambda landmarks, folder: openpose(landmarks, folder, HALPE),
    "MMPose COCO-17": lambda landmarks, folder: mmpose(landmarks, folder, COCO),
    "MMPose HALPE-26": mmpose,
    "MMPose whole body": lambda landmarks, folder: mmpose(landmarks, folder, WHOLE_BODY),
    "MediaPipe JSON": mediapipe_json,
    "MediaPipe CSV": mediapipe_csv,
    "DeepLabCut CSV": deeplabcut_csv,
    "SLEAP CSV": sleap_csv,
}
