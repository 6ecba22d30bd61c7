"""A file of another tracker -> landmarks with their true times, and what they were made from."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vision.datatypes import (
    ASSUMED_VERTICAL,
    Floats,
    Landmarks,
    LandmarksSource,
    Network,
    VideoInfo,
    frame_spacing_s,
)
from vision.errors import UnreadableLandmarks
from vision.imports.csv_files import read_csv
from vision.imports.h5_files import read_h5
from vision.imports.json_files import read_json, read_openpose
from vision.imports.names import read_mapping
from vision.imports.parquet import read_landmarks, read_landmarks_source
from vision.imports.people import runner_landmarks
from vision.imports.poses import Poses, are_shares, moved
from vision.imports.times import ClipTimes, frame_times, require_no_rate
from vision.imports.trc import UPRIGHT, read_trc, side_view


@dataclass(frozen=True, slots=True, eq=False)
class Imported:
    """Landmarks of a file, and what they were made from."""

    landmarks: Landmarks
    source: LandmarksSource


def import_landmarks(
    path: str | Path,
    *,
    clip: ClipTimes | None = None,
    fps: float | None = None,
    size: tuple[int, int] | None = None,
    names: str | Path | None = None,
) -> Imported:
    """Landmarks of Midstance, OpenPose, MMPose, MediaPipe, DeepLabCut, SLEAP or a TRC file.

    A file that says no times takes them from the `clip` or, with `fps` frames a second, from its frame
    numbers; `size` is that of the picture, width and height, where positions are shares of it. `names` is a
    JSON file from the names of key points to landmarks. Raises UnreadableLandmarks.
    """
    path = Path(path)
    if path.suffix.lower() in (".parquet", "") and not path.is_dir():
        return _own(path, clip, fps, {"--size": size, "--names": names})
    _require_effect(path, size, names, clip)
    poses = _poses(path, read_mapping(Path(names)) if names is not None else None)
    size = (clip.info.width, clip.info.height) if clip else size
    poses = _in_pixels(poses, size, path)
    time_s, rows = frame_times(poses, clip, fps, path.name)
    width, height = size or _seen_size(poses)
    info = clip.info if clip else _info(path, time_s, width, height, rate_told=fps is not None)
    landmarks = runner_landmarks(poses, time_s, rows, width=width)
    return Imported(
        landmarks,
        LandmarksSource(
            info,
            vertical=UPRIGHT if poses.m_per_px else ASSUMED_VERTICAL,
            network=Network(name=poses.layout.name),
            m_per_px=poses.m_per_px,
        ),
    )


def _require_effect(
    path: Path, size: tuple[int, int] | None, names: str | Path | None, clip: ClipTimes | None
) -> None:
    """Refuses what nothing would be read by."""
    kind = "folder" if path.is_dir() else path.suffix.lower()
    if names is not None and kind in ("folder", ".json"):
        raise UnreadableLandmarks(
            f"{path.name} names no key points, which are known by their order; leave --names out."
        )
    if size is not None and kind == ".trc":
        raise UnreadableLandmarks(f"{path.name} is in metres, of no picture; leave --size out.")
    if size is not None and clip is not None:
        raise UnreadableLandmarks("The clip tells the size of the picture; leave --size out.")


def _own(path: Path, clip: ClipTimes | None, fps: float | None, told: Mapping[str, object]) -> Imported:
    """The project's own file: it says its times and mostly its clip."""
    landmarks = read_landmarks(path)
    require_no_rate(fps, landmarks.time_s, path.name)
    if needless := [option for option, value in told.items() if value is not None]:
        raise UnreadableLandmarks(f"{path.name} says its own picture and landmarks; leave {needless[0]} out.")
    try:
        return Imported(landmarks, read_landmarks_source(path))
    except UnreadableLandmarks:
        if clip is None:
            raise
        return Imported(landmarks, LandmarksSource(clip.info))


def _poses(path: Path, mapping: Mapping[str, str] | None) -> Poses:
    if path.is_dir():
        return read_openpose(path)
    match path.suffix.lower():
        case ".json":
            return read_json(path)
        case ".csv":
            return read_csv(path, mapping)
        case ".trc":
            return side_view(read_trc(path), mapping, file=path.name)
        case ".h5" | ".slp":
            return read_h5(path, mapping)
    raise UnreadableLandmarks(
        f"{path.name} is no file of landmarks that is known; give .parquet, .json, .csv, .h5, .slp, .trc or "
        "the folder of OpenPose."
    )


def _in_pixels(poses: Poses, size: tuple[int, int] | None, path: Path) -> Poses:
    if not are_shares(poses):
        return poses
    if size is None:
        raise UnreadableLandmarks(
            f"{path.name} gives positions as shares of the picture; say its size with --size, such as "
            "1280x720, or name the clip."
        )
    return moved(poses, lambda places: places * size)


def _seen_size(poses: Poses) -> tuple[int, int]:
    """A picture with room beside everything that is seen in it, so that nobody counts as cut off by it."""
    places = np.concatenate([np.empty((0, 2)), *(o.position_px for people in poses.people for o in people)])
    known = places[np.isfinite(places[:, 0])]
    reach = known.max(axis=0) + np.ptp(known, axis=0).max() + 1 if len(known) else np.ones(2)
    width, height = np.ceil(np.maximum(reach, 1)).astype(int).tolist()
    return width, height


def _info(path: Path, time_s: Floats, width: int, height: int, *, rate_told: bool) -> VideoInfo:
    spacing_s = frame_spacing_s(time_s) if len(time_s) > 1 else float("nan")
    duration_s = float(time_s[-1] - time_s[0]) + spacing_s
    return VideoInfo(
        file=path.name,
        sha256=_sha256(path),
        width=width,
        height=height,
        frames=len(time_s),
        duration_s=duration_s,
        container_fps=1 / spacing_s,
        rotation_deg=0,
        variable_frame_rate=False,
        rate_told=rate_told,
    )


def _sha256(path: Path) -> str:
    """Of the file, or of a folder's files in the order of their names."""
    digest = hashlib.sha256()
    for file in sorted(path.glob("*_keypoints.json")) if path.is_dir() else [path]:
        digest.update(file.read_bytes())
    return digest.hexdigest()
