"""How fast the ground passes under the runner in the picture, from the pixels of the standing shoe.

Landmarks drift over the shoe while it stands (4-24 % off in speed); its texture does not.
"""

from collections.abc import Callable, Iterable, Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.datatypes import SIDES, Floats, Frame, GaitEvents, Image, Scene, Side, Track
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

SHOE_ABOVE_LEGS, SHOE_BELOW_LEGS, SHOE_BESIDE_LEGS = 0.06, 0.05, 0.02


def ground_speed_px_s(track: Track, scene: Scene, events: GaitEvents, *, sample: Sampler) -> float:
    """Speed of the runner's body over the ground in pixels a second, mean of both legs; NaN when unknown.

    `sample` yields the frames with the given ascending indices. Corners of the flat shoe are followed to the
    next frame by pyramidal optical flow and back (Lucas & Kanade 1981); the two legs stand on either side of
    the body's plane, so that their mean belongs to it.
    """
    body_px = along_belt_px(forward_up_px(track.point("mid_hip"), scene), scene)
    body_px_s = _slope(track.time_s, body_px)
    legs = [_shoe_speed_px_s(track, scene, events, side, sample) for side in SIDES]
    return body_px_s - float(np.mean(legs))


def _shoe_speed_px_s(track: Track, scene: Scene, events: GaitEvents, side: Side, sample: Sampler) -> float:
    """Mean forward speed of one standing shoe, without pairs of frames that show none of it.

    The mean, because in a clip converted to another frame rate the shoe stands for a frame and leaps in the
    next: 60 frames a second shown at 50 have a median that is a sixth too slow.
    """
    first = _flat_frames(track, events, side)
    if len(first) < PAIRS_MIN:
        return float("nan")
    speeds = []
    previous: Frame | None = None
    for frame in sample(np.union1d(first, first + 1).tolist()):
        if previous is not None and frame.index == previous.index + 1 and previous.index in first:
            window = _shoe_window(track, scene, side, previous.index)
            moved = _forward_px(previous.image, frame.image, window, scene)
            speeds.append(moved / (track.time_s[frame.index] - track.time_s[previous.index]))
        previous = frame
    known = np.array([s for s in speeds if np.isfinite(s)])
    if len(known) < PAIRS_MIN:
        return float("nan")
    usual = float(np.median(known))
    off = np.abs(known - usual)
    reach = max(LEAP * abs(usual), OUTLIER_SD * MAD_TO_SD * float(np.median(off)))
    return float(known[off <= reach].mean())


def _flat_frames(track: Track, events: GaitEvents, side: Side) -> NDArray[np.intp]:
    """Up to 40 frames, spread over the clip, that together with their next one show the flat shoe."""
    frames: list[int] = []
    for step in events.steps:
        if step.side == side:
            share = (track.time_s - step.initial_contact_s) / (step.toe_off_s - step.initial_contact_s)
            frames += np.flatnonzero((share >= SOLE_SPAN[0]) & (share <= SOLE_SPAN[1]))[:-1].tolist()
    every = max(1, len(frames) // PAIRS_PER_LEG)
    return np.array(frames[::every], dtype=np.intp)


def _shoe_window(track: Track, scene: Scene, side: Side, frame: int) -> tuple[slice, slice]:
    """Rows and columns of the picture around heel and toe."""
    ends = np.array([track.point(f"{side}_{part}")[frame] for part in ("heel", "toe")])
    if not np.isfinite(ends).all():
        return slice(0, 0), slice(0, 0)
    leg_px = scene.leg_length_px
    left, top = ends.min(axis=0) - np.multiply(leg_px, (SHOE_BESIDE_LEGS, SHOE_ABOVE_LEGS))
    right, bottom = ends.max(axis=0) + np.multiply(leg_px, (SHOE_BESIDE_LEGS, SHOE_BELOW_LEGS))
    return slice(max(0, int(top)), max(0, int(bottom))), slice(max(0, int(left)), max(0, int(right)))


def _forward_px(first: Image, second: Image, window: tuple[slice, slice], scene: Scene) -> float:
    """Median shift along the belt of the corners inside `window`; NaN with too few."""
    before, after = (cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) for image in (first, second))
    mask = np.zeros(before.shape, np.uint8)
    mask[window] = 255
    corners = cv2.goodFeaturesToTrack(before, POINTS, qualityLevel=0.02, minDistance=3, mask=mask)
    if corners is None:
        return float("nan")
    moved, found, _ = cv2.calcOpticalFlowPyrLK(before, after, corners, np.empty_like(corners))
    back, found_back, _ = cv2.calcOpticalFlowPyrLK(after, before, moved, np.empty_like(corners))
    returned = np.linalg.norm((back - corners)[:, 0], axis=1) < RETURN_PX
    followed = returned & (found[:, 0] == 1) & (found_back[:, 0] == 1)
    if followed.sum() < 3:
        return float("nan")
    start, end = (forward_up_px(points[followed, 0].astype(float), scene) for points in (corners, moved))
    return float(np.median(along_belt_px(end - start, scene)))


def _slope(time_s: Floats, position: Floats) -> float:
    known = np.isfinite(position)
    return float(np.polyfit(time_s[known], position[known], 1)[0])
