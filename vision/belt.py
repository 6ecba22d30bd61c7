"""How fast the ground passes under the runner in the picture, from the pixels of the standing shoe.

Landmarks drift over the shoe while it stands (4-24 % off in speed); its texture does not.
"""

from collections.abc import Callable, Iterable, Iterator

import cv2
import numpy as np

from vision.datatypes import SIDES, Floats, Frame, GaitEvents, Picture, Scene, Side, Track
from vision.kinematics import along_belt_px, forward_up_px
from vision.robust import MAD_TO_SD

Sampler = Callable[[Iterable[int]], Iterator[Frame]]

SOLE_SPAN = (0.2, 0.55)
"""Share of stance in which enough of the sole stands to be followed."""

PAIRS_PER_LEG = 40
PAIRS_MIN = 6
POINTS = 40
LEAP, OUTLIER_SD = 1.5, 3.0
"""A frame shown twice makes the shoe stand and then go two frames' way, which is once the usual speed off; of
a shoe that stands still, as that of a runner who passes, noise decides."""

RETURN_PX = 0.5
"""A point counts when following it back ends this close to where it began."""

SHOE_LEGS = (0.06, 0.05, 0.02)
"""Margins above, below and beside heel and toe within which the shoe is."""

ROUND_SHOE_LEGS = (0.4, 0.4, 0.4)
"""Those within which it is looked for in the next picture: 6 m/s at 25 frames a second are 0.27 legs, and
optical flow finds long ways in coarse copies of a picture, which must not be too small."""


def ground_speed_px_s(track: Track, scene: Scene, events: GaitEvents, *, sample: Sampler) -> float:
    """Speed of the runner's body over the ground in pixels a second, mean of both legs; NaN when unknown.

    `sample` yields the frames with the given ascending indices. Corners of the flat shoe are followed to the
    next frame by pyramidal optical flow and back (Lucas & Kanade 1981); the two legs stand on either side of
    the body's plane, so that their mean belongs to it.
    """
    body_px = along_belt_px(forward_up_px(track.point("mid_hip"), scene), scene)
    body_px_s = _slope(track.time_s, body_px)
    legs = _shoe_speeds_px_s(track, scene, events, sample)
    return body_px_s - float(np.mean([_usual(legs[side]) for side in SIDES]))


def _shoe_speeds_px_s(
    track: Track, scene: Scene, events: GaitEvents, sample: Sampler
) -> dict[Side, list[float]]:
    """Forward speeds of each standing shoe from one frame to the next, NaN where it cannot be followed."""
    standing = {frame: side for side in SIDES for frame in _flat_frames(track, events, side)}
    speeds: dict[Side, list[float]] = {side: [] for side in SIDES}
    previous: Frame | None = None
    for frame in sample(sorted({near for first in standing for near in (first, first + 1)})):
        if previous is not None and frame.index == previous.index + 1 and previous.index in standing:
            side = standing[previous.index]
            moved_px = _forward_px(previous.picture, frame.picture, _shoe(track, side, previous.index), scene)
            spacing_s = track.time_s[frame.index] - track.time_s[previous.index]
            speeds[side].append(moved_px / float(spacing_s))
        previous = frame
    return speeds


def _usual(speeds: list[float]) -> float:
    """Mean speed of a standing shoe, without pairs of frames that show none of it.

    The mean, because in a clip converted to another frame rate the shoe stands for a frame and leaps in the
    next: 60 frames a second shown at 50 have a median that is a sixth too slow.
    """
    known = np.array([s for s in speeds if np.isfinite(s)])
    if len(known) < PAIRS_MIN:
        return float("nan")
    usual = float(np.median(known))
    off = np.abs(known - usual)
    reach = max(LEAP * abs(usual), OUTLIER_SD * MAD_TO_SD * float(np.median(off)))
    return float(known[off <= reach].mean())


def _flat_frames(track: Track, events: GaitEvents, side: Side) -> list[int]:
    """Frames that together with their next one show the flat shoe, spread over the clip: all, or 40 to 79."""
    frames: list[int] = []
    for step in events.steps:
        if step.side == side:
            share = (track.time_s - step.initial_contact_s) / (step.toe_off_s - step.initial_contact_s)
            frames += np.flatnonzero((share >= SOLE_SPAN[0]) & (share <= SOLE_SPAN[1]))[:-1].tolist()
    every = max(1, len(frames) // PAIRS_PER_LEG)
    return frames[::every]


def _shoe(track: Track, side: Side, frame: int) -> Floats:
    """Heel and toe, (2, 2)."""
    return np.array([track.point(f"{side}_{part}")[frame] for part in ("heel", "toe")])


def _forward_px(first: Picture, second: Picture, shoe_px: Floats, scene: Scene) -> float:
    """Median shift along the belt of the shoe's corners between two pictures; NaN with too few."""
    if not np.isfinite(shoe_px).all():
        return float("nan")
    seen = _around(shoe_px, scene, first.shape, *ROUND_SHOE_LEGS)
    before, after = (picture.gray(*seen, every=1) for picture in (first, second))
    rows, columns = _around(shoe_px, scene, first.shape, *SHOE_LEGS)
    mask = np.zeros(before.shape, np.uint8)
    mask[_inside(rows, seen[0]), _inside(columns, seen[1])] = 255
    corners = cv2.goodFeaturesToTrack(before, POINTS, qualityLevel=0.02, minDistance=3, mask=mask)
    if corners is None:
        return float("nan")
    moved, found, _ = cv2.calcOpticalFlowPyrLK(before, after, corners, np.empty_like(corners))
    back, found_back, _ = cv2.calcOpticalFlowPyrLK(after, before, moved, np.empty_like(corners))
    returned = np.linalg.norm((back - corners)[:, 0], axis=1) < RETURN_PX
    followed = returned & (found[:, 0] == 1) & (found_back[:, 0] == 1)
    if followed.sum() < 3:
        return float("nan")
    corner = np.array([seen[1].start, seen[0].start])
    start, end = (forward_up_px(points[followed, 0] + corner, scene) for points in (corners, moved))
    return float(np.median(along_belt_px(end - start, scene)))


def _around(
    shoe_px: Floats, scene: Scene, shape: tuple[int, int], above: float, below: float, beside: float
) -> tuple[slice, slice]:
    """Rows and columns of the picture around heel and toe, with margins in leg lengths."""
    margins = np.multiply(scene.leg_length_px, ((beside, above), (beside, below)))
    limits = np.array(shape)[::-1]
    low = np.clip(shoe_px.min(axis=0) - margins[0], 0, limits - 1).astype(int)
    high = np.clip(shoe_px.max(axis=0) + margins[1], low + 1, limits).astype(int)
    return slice(low[1], high[1]), slice(low[0], high[0])


def _inside(part: slice, whole: slice) -> slice:
    return slice(part.start - whole.start, part.stop - whole.start)


def _slope(time_s: Floats, position: Floats) -> float:
    known = np.isfinite(position)
    return float(np.polyfit(time_s[known], position[known], 1)[0])
