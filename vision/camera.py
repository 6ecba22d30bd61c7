"""Does the camera stand still? Told by the background, pixel by pixel, without any landmark."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from vision.datatypes import Camera, Floats, Frame, Image, Region

ANALYSIS_WIDTH_PX = 480
POINTS = 120
PERSON_MARGIN = 0.6
"""Half side of the square hidden around a person, in sizes of the person's region."""

MOVING_ABOVE_WIDTHS_PER_S = 0.03
"""A phone on a shelf stays under 0.01 picture widths a second; a follower pans by 0.2 or more."""


@dataclass(frozen=True, slots=True, eq=False)
class FramePair:
    """Two neighbouring frames and everyone who is in them."""

    first: Frame
    second: Frame
    persons: Sequence[Region]


def camera_of(speeds: Sequence[float]) -> Camera:
    """Static or moving by the median background speed; static when nothing could be followed."""
    known = [s for s in speeds if np.isfinite(s)]
    return "moving" if known and float(np.median(known)) > MOVING_ABOVE_WIDTHS_PER_S else "static"


def background_speed(pair: FramePair) -> float:
    """Median speed of background points in picture widths a second; NaN when there are too few.

    Corners outside every person are followed by pyramidal optical flow (Lucas & Kanade 1981).
    """
    scale = ANALYSIS_WIDTH_PX / pair.first.image.shape[1]
    first, second = _small_gray(pair.first.image, scale), _small_gray(pair.second.image, scale)
    corners = cv2.goodFeaturesToTrack(
        first, POINTS, qualityLevel=0.02, minDistance=8, mask=_background(first, pair.persons, scale)
    )
    elapsed_s = pair.second.time_s - pair.first.time_s
    if corners is None or len(corners) < POINTS // 12 or elapsed_s <= 0:
        return float("nan")
    moved, found, _ = cv2.calcOpticalFlowPyrLK(first, second, corners, np.empty_like(corners))
    steps: Floats = np.linalg.norm((moved - corners)[found == 1].astype(np.float64), axis=-1)
    if len(steps) < POINTS // 12:
        return float("nan")
    return float(np.median(steps)) / ANALYSIS_WIDTH_PX / elapsed_s


def _small_gray(image: Image, scale: float) -> Image:
    gray = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    return np.asarray(
        cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8
    )


def _background(gray: Image, persons: Sequence[Region], scale: float) -> Image:
    mask = np.full(gray.shape, 255, dtype=np.uint8)
    for person in persons:
        reach = PERSON_MARGIN * person.size_px * scale
        (left, top), (right, bottom) = (
            np.add(np.multiply(person.center_px, scale), s * reach) for s in (-1, 1)
        )
        mask[max(0, int(top)) : max(0, int(bottom)), max(0, int(left)) : max(0, int(right))] = 0
    return mask
