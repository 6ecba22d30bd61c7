"""Drawing primitives: strokes with a dark edge, dashes, arcs, the centre of mass sign, labels in boxes.

Positions are in pixels where pixel i covers [i, i + 1]; angles in degrees, clockwise from the x axis as seen.
Whatever has a NaN position is not drawn: unknown stays invisible.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.datatypes import Floats, Image

Color = tuple[int, int, int]
Box = tuple[float, float, float, float]  # left, top, right, bottom

# Okabe and Ito's orange and sky blue, a little brighter: told apart by all common kinds of color vision
NEAR: Color = (255, 168, 24)
FAR: Color = (84, 188, 255)
PAPER: Color = (246, 248, 250)
INK: Color = (16, 18, 22)
BACK: Color = (22, 25, 30)
QUIET: Color = (170, 178, 190)

SEMIBOLD = 600
REGULAR = 400
_SUBPIXEL_BITS = 4
_BOX_OPACITY = 0.72


@dataclass(frozen=True, slots=True, eq=False)
class Canvas:
    """A picture to draw on, in place. `stroke_px` is the usual line width, `text_px` the usual text size."""

    image: Image
    stroke_px: float
    text_px: float

    @property
    def width(self) -> int:
        return int(self.image.shape[1])

    @property
    def height(self) -> int:
        return int(self.image.shape[0])

    def path(self, points: Sequence[Floats], color: Color, *, width: float = 1.0) -> None:
        """A line through all points, with a dark edge that keeps it readable on any picture."""
        line = np.asarray(points)
        if np.isfinite(line).all():
            self._strokes([_fixed(line)], color, width)

    def dashes(self, start: Floats, end: Floats, color: Color, *, width: float = 0.6) -> None:
        """A dashed line."""
        length = float(np.linalg.norm(end - start))
        if not np.isfinite(length) or length < 1:
            return
        dash = 3.2 * self.stroke_px
        along = (end - start) / length
        first = np.arange(0, length, 1.8 * dash)
        ends = np.stack([first, np.minimum(first + dash, length)], axis=1)
        self._strokes(list(_fixed(start + ends[..., None] * along)), color, width)

    def dot(self, center: Floats, color: Color, *, radius: float = 1.1) -> None:
        """A filled disc with a dark edge; `radius` in strokes."""
        if np.isfinite(center).all():
            self._disc(center, radius * self.stroke_px + max(1.0, 0.35 * self.stroke_px), INK)
            self._disc(center, radius * self.stroke_px, color)

    def com(self, center: Floats, *, radius: float = 2.6) -> None:
        """The quartered disc that marks a centre of mass."""
        if not np.isfinite(center).all():
            return
        r = radius * self.stroke_px
        self._disc(center, r + max(1.0, 0.4 * self.stroke_px), INK)
        self._disc(center, r, PAPER)
        for start in (0, 180):
            self._sector(center, 0.8 * r, start, start + 90, INK)

    def arc(self, center: Floats, radius: float, start_deg: float, end_deg: float, color: Color) -> None:
        """An arc from one direction to another, the short way round."""
        turn = (end_deg - start_deg + 180) % 360 - 180
        if np.isfinite([*center, radius, turn]).all():
            angles = np.radians(start_deg + np.linspace(0, turn, max(3, round(abs(turn) / 4))))
            curve = center + radius * np.column_stack([np.cos(angles), np.sin(angles)])
            self.path(tuple(curve), color, width=0.7)

    def text(
        self,
        text: str,
        left: float,
        baseline: float,
        color: Color = PAPER,
        *,
        size: float = 1.0,
        weight: int = SEMIBOLD,
    ) -> None:
        """Text from `left` on a baseline; `size` in usual text sizes."""
        at = (round(left), round(baseline))
        cv2.putText(self.image, text, at, color, _font(), round(size * self.text_px), weight)

    def text_width(self, text: str, *, size: float = 1.0, weight: int = SEMIBOLD) -> int:
        """Width in pixels that `text` takes."""
        return _text_width(text, round(size * self.text_px), weight)

    def label_size(self, text: str, *, size: float = 1.0) -> tuple[float, float]:
        """Width and height of the box of a label."""
        text_px = size * self.text_px
        return self.text_width(text, size=size) + text_px, 1.45 * text_px

    def label(self, text: str, box: Box, color: Color = PAPER, *, size: float = 1.0) -> None:
        """Text in a translucent box of `label_size`, with a stripe of `color` at its left."""
        left, top, right, bottom = (round(v) for v in box)
        self.panel((left, top, right, bottom))
        stripe = max(2, round(0.14 * size * self.text_px))
        inset = round(0.3 * size * self.text_px)
        self.fill((left + inset, top + inset, left + inset + stripe, bottom - inset), color)
        baseline = bottom - 0.45 * size * self.text_px
        self.text(text, left + 0.65 * size * self.text_px, baseline, size=size)

    def panel(self, box: Box) -> None:
        """A translucent box with round corners, cut off at the edge of the picture."""
        left, top, right, bottom = (round(v) for v in box)
        mask = _round_box(right - left, bottom - top, round(0.35 * self.text_px))
        x0, y0, x1, y1 = max(left, 0), max(top, 0), min(right, self.width), min(bottom, self.height)
        if x0 >= x1 or y0 >= y1:
            return
        alpha = mask[y0 - top : y1 - top, x0 - left : x1 - left, None] * _BOX_OPACITY
        under = self.image[y0:y1, x0:x1]
        under[:] = (under * (1 - alpha) + np.array(INK, np.float32) * alpha + 0.5).astype(np.uint8)

    def fill(self, box: Box, color: Color) -> None:
        """A filled box, cut off at the edge of the picture."""
        left, top, right, bottom = (max(0, round(v)) for v in box)
        self.image[top:bottom, left:right] = color

    def thickness(self, width: float) -> int:
        """Line width in whole pixels."""
        return max(1, round(width * self.stroke_px))

    def _strokes(self, lines: Sequence[NDArray[np.int32]], color: Color, width: float) -> None:
        """Lines through fixed-point positions, their dark edges below them all."""
        thickness = self.thickness(width)
        rim = max(2, round(0.5 * self.stroke_px))
        cv2.polylines(self.image, lines, False, INK, thickness + rim, cv2.LINE_AA, _SUBPIXEL_BITS)
        cv2.polylines(self.image, lines, False, color, thickness, cv2.LINE_AA, _SUBPIXEL_BITS)

    def _disc(self, center: Floats, radius_px: float, color: Color) -> None:
        x, y = _fixed(center)
        r = round(radius_px * 2**_SUBPIXEL_BITS)
        cv2.circle(self.image, (int(x), int(y)), r, color, -1, cv2.LINE_AA, _SUBPIXEL_BITS)

    def _sector(self, center: Floats, radius_px: float, start_deg: int, end_deg: int, color: Color) -> None:
        angles = np.radians(np.linspace(start_deg, end_deg, 10))
        rim = center + radius_px * np.column_stack([np.cos(angles), np.sin(angles)])
        cv2.fillPoly(self.image, [_fixed(np.vstack([center, rim]))], color, cv2.LINE_AA, _SUBPIXEL_BITS)


def _fixed(points: Floats) -> NDArray[np.int32]:
    """Pixel positions as the fixed-point numbers of OpenCV, whose pixel i is centred on i."""
    return np.asarray(np.round((points - 0.5) * 2**_SUBPIXEL_BITS), np.int32)


class _Fonts(threading.local):
    """One font a thread, because a font remembers the weight last drawn."""

    def __init__(self) -> None:
        self.sans = cv2.FontFace("sans")


@lru_cache
def _fonts() -> _Fonts:
    return _Fonts()


def _font() -> cv2.FontFace:
    return _fonts().sans


@lru_cache(maxsize=1024)
def _text_width(text: str, size_px: int, weight: int) -> int:
    return int(cv2.getTextSize((0, 0), text, (0, 0), _font(), size_px, weight)[2])


@lru_cache(maxsize=256)
def _round_box(width: int, height: int, radius: int) -> NDArray[np.float32]:
    """Opacity 0..1 of a box with round corners, (height, width)."""
    mask = np.zeros((height, width), np.uint8)
    r = min(radius, width // 2, height // 2)
    corners = [(x, y) for x in (r, width - 1 - r) for y in (r, height - 1 - r)]
    for x, y in corners:
        cv2.circle(mask, (x, y), r, 255, -1, cv2.LINE_AA)
    mask[r : height - r] = 255
    mask[:, r : width - r] = 255
    return np.asarray(mask / 255, np.float32)
