"""Does the camera stand still? Told by the background, pixel by pixel, without any landmark."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np

from vision.cycles import robust_fit
from vision.datatypes import BackgroundMotion, Camera, Floats, Frame, Image, Picture, Region

ANALYSIS_WIDTH_PX = 480
POINTS = 120
PERSON_MARGIN = 0.6
"""Half side of the square hidden around a person, in sizes of the person's region."""

MOVING_ABOVE_WIDTHS_PER_S = 0.03
"""A phone on a shelf stays under 0.01 picture widths a second, also in noise and in light that flickers; a
follower pans by 0.2 or more."""

LIGHT_PX = 31
"""Within which a picture is brought to one brightness: wider than what is followed, narrower than the bands
that light at mains frequency leaves."""


@dataclass(frozen=True, slots=True, eq=False)
class Backdrop:
    """What the background of a frame is followed by: its picture small and evenly lit, (height, width)."""

    time_s: float
    image: Image
    shape: tuple[int, int]  # of the whole picture

    @classmethod
    def of(cls, frame: Frame) -> Self:
        shape = frame.picture.shape
        return cls(frame.time_s, _evenly_lit(_small_gray(frame.picture, _scale(shape))), shape)


def camera_of(speeds: Sequence[float]) -> Camera:
    """Static or moving by the median background speed; static when nothing could be followed."""
    known = [s for s in speeds if np.isfinite(s)]
    return "moving" if known and float(np.median(known)) > MOVING_ABOVE_WIDTHS_PER_S else "static"


@dataclass(frozen=True, slots=True)
class BackgroundStep:
    """How the background moves at one moment.

    `speed` is that of the whole in picture widths a second. In a picture with its origin in the middle, a
    place moves by `shift_px_s`, by its distance to the middle times `growth_per_s`, and square to that by it
    times `turn_per_s`.
    """

    time_s: float
    speed: float
    shift_px_s: tuple[float, float]
    growth_per_s: float
    turn_per_s: float


def background_step(before: Backdrop, after: Backdrop, persons: Sequence[Region]) -> BackgroundStep | None:
    """How the background moves between two frames; None when too few points can be followed.

    Corners outside every person are followed by pyramidal optical flow (Lucas & Kanade 1981), which takes a
    change of light for motion unless the light is evened out. Of their steps the median is taken in x and in
    y: a camera moves all points alike, noise each its own way.
    """
    (height, width), scale = before.shape, _scale(before.shape)
    first, second = before.image, after.image
    corners = cv2.goodFeaturesToTrack(
        first, POINTS, qualityLevel=0.02, minDistance=8, mask=_background(first, persons, scale)
    )
    elapsed_s = after.time_s - before.time_s
    if corners is None or len(corners) < POINTS // 12 or elapsed_s <= 0:
        return None
    moved, found, _ = cv2.calcOpticalFlowPyrLK(first, second, corners, np.empty_like(corners))
    places, steps = (each[found == 1].astype(np.float64) for each in (corners, moved - corners))
    if len(steps) < POINTS // 12:
        return None
    right, down, growth, turn = _similarity(places / scale - np.divide((width, height), 2), steps / scale)
    return BackgroundStep(
        time_s=(before.time_s + after.time_s) / 2,
        speed=float(np.hypot(*np.median(steps, axis=0))) / ANALYSIS_WIDTH_PX / elapsed_s,
        shift_px_s=(right / elapsed_s, down / elapsed_s),
        growth_per_s=growth / elapsed_s,
        turn_per_s=turn / elapsed_s,
    )


def background_motion(steps: Sequence[BackgroundStep], middle_px: tuple[float, float]) -> BackgroundMotion:
    """The steps of a clip together."""
    rows = np.array([(s.time_s, *s.shift_px_s, s.growth_per_s, s.turn_per_s) for s in steps]).reshape(-1, 5)
    return BackgroundMotion(rows[:, 0], rows[:, 1:3], rows[:, 3], rows[:, 4], middle_px)


def _similarity(places: Floats, steps: Floats) -> tuple[float, float, float, float]:
    """Shift in x and y, growth and turn that fit the steps of most places, (m, 2) each."""
    x, y = places.T
    one, none = np.ones(len(x)), np.zeros(len(x))
    design = np.concatenate([np.column_stack([one, none, x, -y]), np.column_stack([none, one, y, x])])
    right, down, growth, turn = robust_fit(design, steps.T.reshape(-1, 1))[:, 0]
    return float(right), float(down), float(growth), float(turn)


def _scale(shape: tuple[int, int]) -> float:
    return ANALYSIS_WIDTH_PX / shape[1]


def _small_gray(picture: Picture, scale: float) -> Image:
    height, width = picture.shape
    gray = picture.gray(slice(0, height), slice(0, width), every=1)
    return np.asarray(
        cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8
    )


def _evenly_lit(gray: Image) -> Image:
    """The picture over its own brightness around each place, which is mid-gray everywhere then."""
    light = cv2.blur(gray, (LIGHT_PX, LIGHT_PX)).astype(np.float32) + 1
    return np.asarray(cv2.divide(gray.astype(np.float32), light, scale=128, dtype=cv2.CV_8U), dtype=np.uint8)


def _background(gray: Image, persons: Sequence[Region], scale: float) -> Image:
    mask = np.full(gray.shape, 255, dtype=np.uint8)
    for person in persons:
        reach = PERSON_MARGIN * person.size_px * scale
        (left, top), (right, bottom) = (
            np.add(np.multiply(person.center_px, scale), s * reach) for s in (-1, 1)
        )
        mask[max(0, int(top)) : max(0, int(bottom)), max(0, int(left)) : max(0, int(right))] = 0
    return mask
