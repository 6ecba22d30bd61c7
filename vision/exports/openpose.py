"""Poses as OpenPose writes them: one JSON file per frame, the 25 points of BODY_25."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from vision.datatypes import Analysis, Floats, Track
from vision.exports.measured import Measured
from vision.skeletons import BODY_25_POINTS

DECIMALS = 4
OTHER_POINTS = (
    *("face_keypoints_2d", "hand_left_keypoints_2d", "hand_right_keypoints_2d"),
    *("pose_keypoints_3d", "face_keypoints_3d", "hand_left_keypoints_3d", "hand_right_keypoints_3d"),
)


def write_openpose(analysis: Analysis, folder: str | Path) -> None:
    """A folder with one file per frame of the clip, numbered from 0, as x, y and confidence in pixels.

    The landmarks are those that the network drew, with the legs put right. What is unknown is 0, 0, 0, as
    OpenPose has it, and a frame without the runner has no people. Raises CannotExport, OSError.
    """
    measured = Measured.of(analysis)
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=out, prefix=".") as part:
        for frame, points in enumerate(body_25(measured.track)):
            text = json.dumps(_document(points), separators=(",", ":"))
            Path(part, f"{measured.name}_{frame:012d}_keypoints.json").write_text(text, encoding="utf-8")
        for earlier in out.glob(f"{measured.name}_{'[0-9]' * 12}_keypoints.json"):  # maybe of more frames
            earlier.unlink()
        for written in Path(part).iterdir():
            written.replace(out / written.name)


def body_25(track: Track) -> Floats:
    """x, y and confidence of the points, (n, 25, 3), 0 where unknown; a middle is as sure as either end."""
    points = np.zeros((len(track.time_s), len(BODY_25_POINTS), 3))
    for column, names in enumerate(BODY_25_POINTS):
        if names and set(names) <= set(track.skeleton.landmarks):
            ends = [track.skeleton.index(name) for name in names]
            points[:, column, :2] = track.raw_px[:, ends].mean(axis=1)
            points[:, column, 2] = track.confidence[:, ends].min(axis=1)
    points[~np.isfinite(points).all(axis=-1)] = 0
    return points.round(DECIMALS)


def _document(points: Floats) -> dict[str, object]:
    person = {
        "person_id": [-1],
        "pose_keypoints_2d": points.ravel().tolist(),
        **{name: [] for name in OTHER_POINTS},
    }
    return {"version": 1.3, "people": [person] if points.any() else []}
