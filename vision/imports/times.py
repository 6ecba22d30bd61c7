"""When the frames of a file of landmarks were filmed: as it says itself, as its clip does, or as was told."""

from dataclasses import dataclass

import numpy as np

from vision.datatypes import Floats, VideoInfo, frame_spacing_s
from vision.errors import UnreadableLandmarks
from vision.imports.checks import require_rising
from vision.imports.poses import Numbers, Poses

FPS_RANGE = (1.0, 2000.0)
SAME_SPAN = 0.05
"""Share by which times of one clip may differ: those of whole milliseconds are off by up to 4 %."""


@dataclass(frozen=True, slots=True, eq=False)
class ClipTimes:
    """The clip that landmarks were made from: what its container says, and the time of every frame."""

    info: VideoInfo
    time_s: Floats  # (n,)


def frame_times(poses: Poses, clip: ClipTimes | None, fps: float | None, file: str) -> tuple[Floats, Numbers]:
    """The time of every frame, also of those that the file leaves out, and the rows of those it has.

    Raises UnreadableLandmarks.
    """
    if poses.time_s is not None:
        require_rising(poses.time_s, file, UnreadableLandmarks)
        require_no_rate(fps, poses.time_s, file)
    if clip is not None:
        _require_of_clip(poses, clip, fps, file)
        return clip.time_s, poses.number
    if poses.time_s is not None:
        return poses.time_s, np.arange(len(poses.time_s))
    if fps is None:
        raise UnreadableLandmarks(
            f"{file} does not say when its frames were filmed; give the frames a second with --fps, or name "
            "the clip."
        )
    if not FPS_RANGE[0] <= fps <= FPS_RANGE[1]:
        raise UnreadableLandmarks(f"--fps must be {FPS_RANGE[0]:g} to {FPS_RANGE[1]:g}, not {fps:g}.")
    rows = poses.number - poses.number[0]
    return np.arange(rows[-1] + 1) / fps, rows


def require_no_rate(fps: float | None, time_s: Floats, file: str) -> None:
    """Refuses a rate that is told where the times are known."""
    if fps is None:
        return
    own = f", {1 / frame_spacing_s(time_s):.4g} frames a second" if len(time_s) > 1 else ""
    raise UnreadableLandmarks(f"{file} says its own times{own}; leave --fps out.")


def _require_of_clip(poses: Poses, clip: ClipTimes, fps: float | None, file: str) -> None:
    """Raises UnreadableLandmarks where the frames, or their own times, are not those of the clip."""
    if fps is not None:
        raise UnreadableLandmarks("The clip tells the time of every frame; leave --fps out.")
    if poses.number[-1] >= len(clip.time_s):
        raise UnreadableLandmarks(
            f"{file} has a frame {poses.number[-1]} where {clip.info.file} has only {len(clip.time_s)} "
            "frames; name the clip that it was made from."
        )
    if poses.time_s is None or len(poses.time_s) < 2:
        return
    own_s = float(np.ptp(poses.time_s))
    clip_s = float(np.ptp(clip.time_s[poses.number]))
    if abs(own_s / clip_s - 1) > SAME_SPAN:
        raise UnreadableLandmarks(
            f"{file} says that its frames last {own_s:.2f} s, and in {clip.info.file} they last {clip_s:.2f} "
            "s; name the clip that it was made from, or take the times out of the file."
        )
