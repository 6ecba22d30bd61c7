"""What a file of key points holds: everybody in it, frame by frame."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from vision.datatypes import Floats
from vision.errors import UnreadableLandmarks
from vision.imports.layouts import Layout

Numbers = NDArray[np.intp]

FARTHEST_PX = 100_000.0
EMPTY_PER_FRAME, EMPTY_ANYWAY = 100, 1000
"""Frames without anybody that may stand between the others; more are a mistake in the numbers."""


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """One person in one frame: key points in the order of the file."""

    position_px: Floats  # (points, 2)
    confidence: Floats  # (points,)


@dataclass(frozen=True, slots=True, eq=False)
class Poses:
    """Everybody in a file, frame by frame.

    `number` counts from 0 at the clip's first frame and rises; `time_s` is there where the file says it.
    """

    layout: Layout
    number: Numbers  # (n,)
    people: tuple[tuple[Pose, ...], ...]  # n
    time_s: Floats | None = None
    m_per_px: float | None = None


def pose(layout: Layout, rows: Floats) -> Pose:
    """A pose from (points, 3) x, y and confidence; what is not there is NaN with confidence 0.

    Raises ValueError where the numbers cannot be a place in a picture.
    """
    place, confidence = rows[:, :2].copy(), rows[:, 2]
    if (np.abs(place) > FARTHEST_PX).any():
        raise ValueError("a position lies far outside any picture")
    confidence = np.clip(np.nan_to_num(confidence, nan=0.0, posinf=0.0, neginf=0.0), 0.0, 1.0)
    lost = ~np.isfinite(place).all(axis=1) | (place == 0).all(axis=1)
    lost |= (confidence == 0) | (confidence < layout.least_confidence)
    place[lost] = np.nan
    return Pose(place, np.where(lost, 0.0, confidence))


def in_order(
    frames: Iterable[tuple[int, tuple[Pose, ...]]], name: str
) -> tuple[Numbers, list[tuple[Pose, ...]]]:
    """Frames by number, whatever order they came in, with who is seen in them. Raises UnreadableLandmarks."""
    ordered = sorted(frames, key=lambda frame: frame[0])
    number = np.array([at for at, _ in ordered], dtype=np.intp)
    if not len(number):
        raise UnreadableLandmarks(f"{name} holds no frames; export it again.")
    if (np.diff(number) == 0).any():
        twice = int(number[:-1][np.diff(number) == 0][0])
        raise UnreadableLandmarks(f"{name} holds frame {twice} twice; export one clip at a time.")
    if number[0] < 0 or number[-1] - number[0] > EMPTY_PER_FRAME * len(number) + EMPTY_ANYWAY:
        raise UnreadableLandmarks(
            f"{name} numbers its {len(number)} frames from {number[0]} to {number[-1]}; count them in turn."
        )
    return number, [
        tuple(one for one in people if np.isfinite(one.position_px).any()) for _, people in ordered
    ]


def are_shares(poses: Poses) -> bool:
    """Whether positions are shares of the picture: hardly any is beyond it, and pixels go to hundreds."""
    known = np.abs(_known(poses))
    return bool(len(known) and np.percentile(known, 90) <= 2)


def reach_below_zero(poses: Poses) -> bool:
    """Whether any position is negative."""
    return bool((_known(poses) < 0).any())


def moved(poses: Poses, change: Callable[[Floats], Floats]) -> Poses:
    """With other positions, which `change` makes of each pose's (points, 2)."""
    people = (
        tuple(replace(one, position_px=change(one.position_px)) for one in frame) for frame in poses.people
    )
    return replace(poses, people=tuple(people))


def _known(poses: Poses) -> Floats:
    """All known coordinates, (n,)."""
    places = [one.position_px.ravel() for one in chain.from_iterable(poses.people)]
    known: Floats = np.concatenate([np.empty(0), *places])
    return known[np.isfinite(known)]
