"""Is the whole runner in the picture?"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from vision.datatypes import SIDES, Bools, Floats, Landmarks, Reason, Track, VideoInfo
from vision.errors import CannotMeasure
from vision.skeletons import Skeleton

OUTSIDE_SHARE = 0.1
"""Of the frames: 0.4 and more with head or feet cut off, 0 in good clips."""

EDGE_SEGMENTS = 1.0
"""Farthest that the part next to it may be from the picture's edge, in trunks or thighs: none is longer."""

HEAD_MIN, TRUNK_MIN = 0.2, 0.5
"""Of the longest of trunk, thigh and shank: where there is no head the network draws it onto the trunk, and
shoulders near the hips; 0.25 and 0.9 or more on whole runners."""

CROWN_TRUNKS = 0.63
"""The crown over the shoulders: 0.182 of stature, where the trunk is 0.288 (Winter 2009)."""

HEAD_GUESSED = 0.7
"""Of the frames. With chins cut off neither nose nor ears are seen in 0.9 of them, and trunks lean back by 1
to 3 degrees and bounce 1 cm less; with noses cut off they are not in 0.4 to 0.6, and neither happens."""

BODY = {
    "head": ("nose", "left_ear", "right_ear"),
    "shoulders": ("left_shoulder", "right_shoulder"),
    "hips": ("left_hip", "right_hip"),
    "knees": ("left_knee", "right_knee"),
    "feet": ("left_ankle", "right_ankle", "left_toe", "right_toe"),
}

WHOLE_BODY = "film the whole body, from above the head to below the feet, with some room around it."


def cut_off(landmarks: Landmarks, source: VideoInfo) -> CannotMeasure | None:
    """The error for a runner of whom a part is outside the picture; None where the body is in it."""
    share = _outside(landmarks.position_px, landmarks.skeleton, source)
    return _cut_off(share) if share else None


def _cut_off(share: dict[str, float]) -> CannotMeasure:
    return CannotMeasure(
        "cut_off",
        f"The runner's {_listed(share)} {_are(share)} out of the picture in {max(share.values()):.0%} of the "
        f"video; {WHOLE_BODY}",
    )


def require_framing(landmarks: Landmarks, source: VideoInfo) -> None:
    """Raises CannotMeasure where the trunk is cut off: without it nothing has a place on the body."""
    share = _outside(landmarks.position_px, landmarks.skeleton, source)
    if set(share) & {"shoulders", "hips"}:
        raise _cut_off(share)


def limits_of_framing(track: Track, source: VideoInfo) -> Iterator[Reason]:
    """A larger picture around the clip, and what is cut off of a runner who could still be measured."""
    if source.window:
        yield Reason(
            "framed",
            "The clip was laid into a larger picture, as social networks do, and only the clip itself was "
            "looked at; use the original video, which is sharper.",
        )
    share = _outside(track.raw_px, track.skeleton, source)
    if share:
        left_out = share.get("head", 0.0) >= HEAD_GUESSED
        so = (
            "the trunk is guessed and what hangs on it left out"
            if left_out
            else "what hangs on them is rough"
        )
        yield Reason(
            "cut_off",
            f"The runner's {_listed(share)} {_are(share)} out of the picture in {max(share.values()):.0%} of "
            f"the video, so {so}; {WHOLE_BODY}",
        )
    elif crown_is_out(track):
        yield Reason(
            "cut_off",
            "The top of the runner's head is out of the picture, so joints are placed more roughly and "
            f"intervals are wider; {WHOLE_BODY}",
        )


def head_is_out(track: Track, source: VideoInfo) -> bool:
    """Whether the head is out of the picture so much of the time that the trunk is guessed."""
    return _outside(track.raw_px, track.skeleton, source).get("head", 0.0) >= HEAD_GUESSED


def crown_is_out(track: Track) -> bool:
    """Whether the top of the head is over the picture's upper edge, as shoulders and hips tell."""
    shoulder, hip = (track.point(name, raw=True) for name in ("mid_shoulder", "mid_hip"))
    crown = shoulder + CROWN_TRUNKS * (shoulder - hip)
    known = np.isfinite(crown[:, 1])
    return bool(known.any() and (crown[known, 1] < 0).mean() >= OUTSIDE_SHARE)


def _outside(position_px: Floats, skeleton: Skeleton, source: VideoInfo) -> dict[str, float]:
    """Parts of the body that are often beyond an edge of the picture, and how often."""
    present = position_px[np.isfinite(position_px[..., 0]).any(axis=1)]
    segment_px = _segment_px(present, skeleton)
    if not segment_px > 0:
        return {}
    known = {part: np.isfinite(_points(present, skeleton, part)[..., 0]) for part in BODY}
    for part, below, least in (("head", "shoulders", HEAD_MIN), ("shoulders", "hips", TRUNK_MIN)):
        ends = (np.mean(_points(present, skeleton, name), axis=1) for name in (part, below))
        known[part] &= ~(np.linalg.norm(np.subtract(*ends), axis=1) < least * segment_px)[:, None]
    room = np.stack([_room_px(_points(present, skeleton, part), source) for part in BODY], axis=1)
    shares = {}
    between = _between_whole(np.all([known[part].any(axis=1) for part in BODY], axis=0))
    for i, part in enumerate(BODY):
        near = _next_to(room, i) <= EDGE_SEGMENTS * segment_px
        shares[part] = float((~known[part] & near[:, None])[between].mean()) if known[part].size else 0.0
    return {part: share for part, share in shares.items() if share >= OUTSIDE_SHARE}


def _between_whole(whole: Bools) -> slice:
    """From the first to the last frame with the whole body: who passes enters and leaves bit by bit."""
    frames = np.flatnonzero(whole)
    return slice(frames[0], frames[-1] + 1) if len(frames) else slice(None)


def _points(position_px: Floats, skeleton: Skeleton, part: str) -> Floats:
    """The landmarks of a part that the skeleton has, (n, m, 2)."""
    return position_px[:, [skeleton.index(name) for name in BODY[part] if name in skeleton.landmarks]]


def _room_px(points: Floats, source: VideoInfo) -> Floats:
    """From the outermost known point of a part to the nearest edge, (n,); inf where none is known."""
    beyond = np.array([source.width, source.height]) - points
    room = np.fmin(points, beyond)
    nearest: Floats = np.where(np.isfinite(room), room, np.inf).min(axis=(1, 2), initial=np.inf)
    return nearest


def _next_to(room: Floats, part: int) -> Floats:
    """Room of the nearest part of the body, up or down, that is known at all, (n,)."""
    nearest = np.full(len(room), np.inf)
    for away in range(1, room.shape[1]):
        both = [room[:, j] for j in (part - away, part + away) if 0 <= j < room.shape[1]]
        nearest = np.where(np.isinf(nearest), np.min(both, axis=0, initial=np.inf), nearest)
    return nearest


def _segment_px(position_px: Floats, skeleton: Skeleton) -> float:
    """The longest of trunk, thigh and shank, for a trunk that is cut off is short; NaN when none is seen."""
    lengths = []
    for start, end in pairwise(("shoulder", "hip", "knee", "ankle")):
        sides = [
            position_px[:, skeleton.index(f"{side}_{start}")]
            - position_px[:, skeleton.index(f"{side}_{end}")]
            for side in SIDES
        ]
        length = np.linalg.norm(np.concatenate(sides), axis=1)
        lengths += (
            [float(np.percentile(length[np.isfinite(length)], 80))] if np.isfinite(length).any() else []
        )
    return max(lengths, default=float("nan"))


def _listed(share: dict[str, float]) -> str:
    *others, last = share
    return f"{', '.join(others)} and {last}" if others else last


def _are(share: dict[str, float]) -> str:
    return "is" if list(share) == ["head"] else "are"
