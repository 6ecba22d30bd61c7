"""Pieces of pictures, and pictures that are RGB arrays already."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NoReturn, Self

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


class NotKept(ValueError):
    """More of a picture is asked for than was kept of it."""


def of_kept(wanted: slice, kept: slice) -> slice:
    """Rows or columns of a picture as those of what was kept of it. Raises NotKept."""
    if wanted.start < kept.start or wanted.stop > kept.stop:
        raise NotKept
    return slice(wanted.start - kept.start, wanted.stop - kept.start)


def bounds(matrix: Floats, side: int) -> tuple[Floats, Floats]:
    """Least and greatest x and y of a piece in its picture."""
    corners = matrix @ np.array([[0, side, 0, side], [0, 0, side, side], [1, 1, 1, 1]])
    return corners.min(axis=1), corners.max(axis=1)


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

    def scaled(self, width: int, height: int, *, part: Window | None = None) -> Image:
        shown = self.image[part.slices] if part else self.image
        return np.asarray(cv2.resize(shown, (width, height), interpolation=cv2.INTER_AREA), np.uint8)

    def piece(self, matrix: Floats, side: int) -> Image:
        return cut(self.image, matrix, side)

    def gray(self, rows: slice, columns: slice, *, every: int) -> Image:
        """The green channel, which is most of the brightness."""
        return np.ascontiguousarray(self.image[rows, columns, 1][::every, ::every])

    def part(self, window: Window, /, *, gray: bool = False) -> Picture:
        kept = window.inside(*self.shape)
        if gray:
            return GrayPart(self.shape, kept, self.gray(*kept.slices, every=1))
        return RgbPart(self.shape, kept, self.image[kept.slices].copy())

    def alone(self) -> Self:
        return self


@dataclass(frozen=True, slots=True, eq=False)
class PicturePart:
    """See Picture. One of which only a window is kept."""

    shape: tuple[int, int]
    window: Window

    @property
    def image(self) -> NoReturn:
        raise NotKept

    def scaled(self, *_: int, part: Window | None = None) -> NoReturn:  # noqa: ARG002
        raise NotKept

    def part(self, _window: Window, /, *, gray: bool = False) -> Self:  # noqa: ARG002
        return self

    def alone(self) -> Self:
        return self


@dataclass(frozen=True, slots=True, eq=False)
class RgbPart(PicturePart):
    """In RGB."""

    kept: Image

    @property
    def stored_bytes(self) -> int:
        return self.kept.nbytes

    def piece(self, matrix: Floats, side: int) -> Image:
        first, last = bounds(matrix, side)
        low, high = (np.clip(edge, 0, self.shape[::-1]).astype(int) for edge in (first, np.ceil(last)))
        for axis, kept in zip((1, 0), self.window.slices, strict=True):
            of_kept(slice(low[axis], high[axis]), kept)
        inside = matrix.copy()
        inside[:, 2] -= self.window.left, self.window.top
        return cut(self.kept, inside, side)

    def gray(self, rows: slice, columns: slice, *, every: int) -> Image:
        kept = map(of_kept, (rows, columns), self.window.slices)
        return RgbPicture(self.kept).gray(*kept, every=every)


@dataclass(frozen=True, slots=True, eq=False)
class GrayPart(PicturePart):
    """Its brightness alone, (height, width)."""

    kept: Image

    @property
    def stored_bytes(self) -> int:
        return self.kept.nbytes

    def piece(self, *_: object) -> NoReturn:
        raise NotKept

    def gray(self, rows: slice, columns: slice, *, every: int) -> Image:
        kept = tuple(map(of_kept, (rows, columns), self.window.slices))
        return np.ascontiguousarray(self.kept[kept][::every, ::every])


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
        rows, columns = self.window.slices
        return np.ascontiguousarray(self.whole.image[rows, columns])

    def scaled(self, width: int, height: int, *, part: Window | None = None) -> Image:
        part = part or Window(0, 0, self.window.width, self.window.height)
        left, top = self.window.left + part.left, self.window.top + part.top
        return self.whole.scaled(width, height, part=Window(left, top, part.width, part.height))

    def piece(self, matrix: Floats, side: int) -> Image:
        return cut(self.image, matrix, side)

    def gray(self, rows: slice, columns: slice, *, every: int) -> Image:
        top, left = self.window.top, self.window.left
        rows = slice(rows.start + top, rows.stop + top)
        return self.whole.gray(rows, slice(columns.start + left, columns.stop + left), every=every)

    def part(self, _window: Window, /, *, gray: bool = False) -> Picture:  # noqa: ARG002
        return self.alone()  # rare, and kept whole

    def alone(self) -> Self:
        return replace(self, whole=self.whole.alone())
