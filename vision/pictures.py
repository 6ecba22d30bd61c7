"""Pieces of pictures, and pictures that are RGB arrays already."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from vision.datatypes import Floats, Image, Picture, Window


def cut(image: Image, matrix: Floats, side: int, *, border: int = cv2.BORDER_REPLICATE) -> Image:
    """The piece of `side` pixels that the (2, 3) matrix maps to the image, bilinear.

    Pixel i covers [i, i + 1]; `border` is cv2's rule for what lies outside.
    """
    centers = matrix.copy()
    centers[:, 2] += matrix[:, :2] @ (0.5, 0.5) - 0.5  # cv2 puts pixel i's centre at i, not at i + 0.5
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(image, centers, (side, side), flags=flags, borderMode=border), np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class RgbPicture:
    """See Picture."""

    image: Image

    @property
    def stored_bytes(self) -> int:
        return self.image.nbytes

    @property
    def shape(self) -> tuple[int, int]:
        height, width = self.image.shape[:2]
        return height, width

    def scaled(self, width: int, height: int) -> Image:
        size = (width, height)
        return np.asarray(cv2.resize(self.image, size, interpolation=cv2.INTER_AREA), np.uint8)

    def piece(self, matrix: Floats, side: int) -> Image:
        return cut(self.image, matrix, side)

    def gray(self, rows: slice, columns: slice, *, every: int) -> Image:
        """The green channel, which is most of the brightness."""
        return np.ascontiguousarray(self.image[rows, columns, 1][::every, ::every])


@dataclass(frozen=True, eq=False)
class PictureWithin:
    """See Picture. A window of a larger one, and nothing of what is around it."""

    whole: Picture
    window: Window

    @property
    def shape(self) -> tuple[int, int]:
        return self.window.height, self.window.width

    @property
    def stored_bytes(self) -> int:
        return self.whole.stored_bytes

    @cached_property
    def image(self) -> Image:
        part = self.window
        rows, columns = slice(part.top, part.top + part.height), slice(part.left, part.left + part.width)
        return np.ascontiguousarray(self.whole.image[rows, columns])

    def scaled(self, width: int, height: int) -> Image:
        return RgbPicture(self.image).scaled(width, height)

    def piece(self, matrix: Floats, side: int) -> Image:
        return cut(self.image, matrix, side)

    def gray(self, rows: slice, columns: slice, *, every: int) -> Image:
        top, left = self.window.top, self.window.left
        rows = slice(rows.start + top, rows.stop + top)
        return self.whole.gray(rows, slice(columns.start + left, columns.stop + left), every=every)
