"""Key points as JSON: OpenPose's folders, MMPose's and MediaPipe's files."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from vision.datatypes import Floats
from vision.errors import UnreadableLandmarks
from vision.imports.checks import opening
from vision.imports.layouts import BY_COUNT, MEDIAPIPE, Layout
from vision.imports.poses import Pose, Poses, are_shares, in_order, moved, pose, reach_below_zero

FRAME_NUMBER = re.compile(r"(\d+)_keypoints$")
POINTS_KEYS = ("landmarks", "pose_landmarks")


def read_openpose(folder: Path) -> Poses:
    """A folder with one `*_NUMBER_keypoints.json` for each frame. Raises UnreadableLandmarks."""
    files = sorted(folder.glob("*_keypoints.json"))
    if not files:
        raise UnreadableLandmarks(
            f"{folder.name} holds no file *_keypoints.json; name the folder of OpenPose."
        )
    found = [(_frame_number(file), _openpose_people(file)) for file in files]
    poses = _poses(found, folder.name)
    return _from_the_corner(poses) if are_shares(poses) and reach_below_zero(poses) else poses


def read_json(path: Path) -> Poses:
    """A file of MMPose or MediaPipe. Raises UnreadableLandmarks."""
    held = _loaded(path)
    frames = held.get("instance_info", held.get("frames")) if isinstance(held, Mapping) else held
    if isinstance(held, Mapping) and "people" in held:
        raise UnreadableLandmarks(
            f"{path.name} is one frame of OpenPose; name the folder that holds them all."
        )
    if not isinstance(frames, Sequence) or not all(isinstance(frame, Mapping) for frame in frames):
        raise _unknown(path)
    if not frames:
        raise UnreadableLandmarks(f"{path.name} holds no frames; export it again.")
    try:
        if any("instances" in frame for frame in frames):
            return _mmpose(frames, path)
        if any(key in frame for frame in frames for key in POINTS_KEYS):
            return _mediapipe(frames, path)
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise _damaged(path) from error
    raise _unknown(path)


# ---- OpenPose --------------------------------------------------------------------------------------------


def _frame_number(file: Path) -> int:
    match = FRAME_NUMBER.search(file.stem)
    if not match or len(match[1]) > 15:
        raise UnreadableLandmarks(
            f"{file.name} has no frame number; name it like clip_000012_keypoints.json."
        )
    return int(match[1])


def _from_the_corner(poses: Poses) -> Poses:
    """Shares of the picture from 0 to 1, of those that OpenPose's --keypoint_scale 4 counts from -1 to 1."""
    return moved(poses, lambda places: (places + 1) / 2)


def _openpose_people(file: Path) -> list[Floats]:
    try:
        people = _loaded(file)["people"]
        return [
            _rows(np.reshape(np.asarray(one["pose_keypoints_2d"], np.float64), (-1, 3))) for one in people
        ]
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise _damaged(file) from error


# ---- MMPose ----------------------------------------------------------------------------------------------


def _mmpose(frames: Sequence[Mapping[str, Any]], path: Path) -> Poses:
    found = [(_whole(frame["frame_id"]), [_instance(one) for one in frame["instances"]]) for frame in frames]
    first = 0 if 0 in {number for number, _ in found} else 1  # its inferencer counts from 0, its demos from 1
    return _poses([(number - first, people) for number, people in found], path.name)


def _instance(one: Mapping[str, Any]) -> Floats:
    place = np.asarray(one["keypoints"], np.float64)[:, :2]
    return _rows(np.column_stack([place, np.asarray(one["keypoint_scores"], np.float64)]))


# ---- MediaPipe -------------------------------------------------------------------------------------------


def _mediapipe(frames: Sequence[Mapping[str, Any]], path: Path) -> Poses:
    key = next(key for key in POINTS_KEYS if any(key in frame for frame in frames))
    found = [
        (_whole(frame.get("frame", place)), [_marks(one) for one in _persons(frame.get(key))])
        for place, frame in enumerate(frames)
    ]
    number, people = in_order(_posed(found, MEDIAPIPE, path.name), path.name)
    clocked = {n: _told_s(frame) for (n, _), frame in zip(found, frames, strict=True)}
    told_s = np.array([clocked[n] for n in number.tolist()])
    return Poses(MEDIAPIPE, number, tuple(people), time_s=None if np.isnan(told_s).any() else told_s)


def _told_s(frame: Mapping[str, Any]) -> float:
    if "time_s" in frame:
        return float(frame["time_s"])
    return float(frame["timestamp_ms"]) / 1000 if "timestamp_ms" in frame else float("nan")


def _persons(marks: Any) -> Sequence[Any]:
    """One person's landmarks or a list of those of several; None or nothing for nobody."""
    if not marks:
        return ()
    return marks if isinstance(marks[0], Sequence) else (marks,)


def _marks(marks: Sequence[Mapping[str, Any]]) -> Floats:
    sure = (mark.get("visibility", 1.0) for mark in marks)
    return _rows(np.array([[m["x"], m["y"], s] for m, s in zip(marks, sure, strict=True)], np.float64))


# ---- all -------------------------------------------------------------------------------------------------


def _loaded(path: Path) -> Any:
    try:
        with opening(path, UnreadableLandmarks):
            return json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise UnreadableLandmarks(f"{path.name} is no JSON or is cut off; export it again.") from error


def _poses(found: list[tuple[int, list[Floats]]], name: str) -> Poses:
    counts = {len(rows) for _, people in found for rows in people}
    if not counts:
        raise UnreadableLandmarks(f"{name} shows nobody in any frame; track the clip again.")
    if len(counts) > 1:
        raise UnreadableLandmarks(
            f"{name} has people of {' and of '.join(map(str, sorted(counts)))} key points; use one model."
        )
    layout = BY_COUNT.get(counts.pop())
    if layout is None:
        known = ", ".join(f"{layout.name} ({count})" for count, layout in BY_COUNT.items())
        raise UnreadableLandmarks(f"{name} has a number of key points that is not known; use one of {known}.")
    number, people = in_order(_posed(found, layout, name), name)
    return Poses(layout, number, tuple(people))


def _posed(
    found: list[tuple[int, list[Floats]]], layout: Layout, name: str
) -> Iterator[tuple[int, tuple[Pose, ...]]]:
    for number, people in found:
        if any(len(rows) != len(layout.points) for rows in people):
            raise UnreadableLandmarks(
                f"{name} has other than {len(layout.points)} landmarks in frame {number}; export it again."
            )
        try:
            yield number, tuple(pose(layout, rows) for rows in people)
        except ValueError as error:
            raise UnreadableLandmarks(f"{name} cannot be used: in frame {number} {error}.") from error


def _rows(rows: Floats) -> Floats:
    if rows.ndim != 2 or rows.shape[1] != 3:
        raise ValueError("no rows of x, y and confidence")
    return rows


def _whole(number: object) -> int:
    if type(number) is not int or abs(number) > 10**15:
        raise ValueError(f"{number!r} is no number of a frame")
    return number


def _damaged(path: Path) -> UnreadableLandmarks:
    return UnreadableLandmarks(f"{path.name} is damaged: its key points cannot be read; export it again.")


def _unknown(path: Path) -> UnreadableLandmarks:
    return UnreadableLandmarks(
        f"{path.name} holds no landmarks of a kind that is known; docs/imports.md lists them."
    )
