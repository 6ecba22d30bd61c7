"""A picture as the decoder left it: a piece is cut from its planes without converting all the rest."""

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Self

import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.plane import VideoPlane
from av.video.reformatter import ColorRange

from vision.datatypes import Floats, Image
from vision.pictures import RgbPicture, cut
from vision.video.upright import LUMA_OF_RED_BLUE, Upright

_PLANAR = ("yuv420p", "yuvj420p")
_MARGIN_PX = 4  # around a piece; two pixels of chroma
_BLACK, _STRETCH = 16, 255 / 219  # of luma that keeps away from both ends of a byte


@dataclass(frozen=True, eq=False)
class DecodedPicture:
    """See Picture. Pictures of unusual formats, sizes and colours are converted whole."""

    decoded: VideoFrame
    upright: Upright

    @property
    def shape(self) -> tuple[int, int]:
        width, height = self.upright.size
        return height, width

    @property
    def stored_bytes(self) -> int:
        return sum(plane.buffer_size for plane in self.decoded.planes)

    @cached_property
    def image(self) -> Image:
        return self.upright.image(self.decoded)

    def scaled(self, width: int, height: int) -> Image:
        return self.upright.image(self.decoded, size=(width, height))

    def piece(self, matrix: Floats, side: int) -> Image:
        planes = self._planes
        if planes is None:
            return RgbPicture(self.image).piece(matrix, side)
        return planes.piece(matrix, side)

    def gray(self, rows: slice, columns: slice, *, every: int) -> Image:
        planes = self._planes
        if planes is None:
            return RgbPicture(self.image).gray(rows, columns, every=every)
        return planes.gray(rows, columns, every=every)

    @cached_property
    def _planes(self) -> "_Planes | None":
        return _Planes.of(self.decoded, self.upright)


@dataclass(frozen=True, slots=True, eq=False)
class _Planes:
    """Upright views of a picture's luma and its two chromas at half the size."""

    luma: Image
    chroma: tuple[Image, Image]
    to_rgb: Floats  # (3, 4)
    full_range: bool

    @classmethod
    def of(cls, decoded: VideoFrame, upright: Upright) -> Self | None:
        """None where the picture is not of the usual kind."""
        weights = LUMA_OF_RED_BLUE.get(upright.matrix(decoded))
        stored = (upright.stored_width, upright.stored_height)
        if decoded.format.name not in _PLANAR or weights is None or stored != (decoded.width, decoded.height):
            return None
        luma, *chroma = (upright.turned(_view(plane)) for plane in decoded.planes)
        full_range = decoded.format.name == "yuvj420p" or decoded.color_range == ColorRange.JPEG
        return cls(luma, (chroma[0], chroma[1]), _to_rgb(*weights, full_range=full_range), full_range)

    def piece(self, matrix: Floats, side: int) -> Image:
        corners = matrix @ np.array([[0, side, 0, side], [0, 0, side, side], [1, 1, 1, 1]])
        height, width = self.luma.shape
        low = np.clip(np.floor(corners.min(axis=1)) - _MARGIN_PX, 0, (width - 2, height - 2)).astype(int) // 2
        high = np.ceil(corners.max(axis=1) / 2).astype(int) + _MARGIN_PX
        rows, columns = (slice(low[axis], max(high[axis], low[axis] + 1)) for axis in (1, 0))
        inside = matrix.copy()
        inside[:, 2] -= 2 * low
        channels = [cut(np.ascontiguousarray(self.luma[_double(rows), _double(columns)]), inside, side)]
        channels += [cut(np.ascontiguousarray(c[rows, columns]), inside / 2, side) for c in self.chroma]
        return np.asarray(cv2.transform(cv2.merge(channels), self.to_rgb), np.uint8)

    def gray(self, rows: slice, columns: slice, *, every: int) -> Image:
        """Luma over the whole range of a byte."""
        luma = self.luma[rows, columns][::every, ::every]
        if self.full_range:
            return np.ascontiguousarray(luma)
        return np.asarray(cv2.LUT(np.ascontiguousarray(luma), _stretched()), np.uint8)


@cache
def _stretched() -> Image:
    """Every byte of luma over the whole range of a byte."""
    light = np.maximum(np.arange(256, dtype=np.uint8), _BLACK)
    return np.asarray(cv2.convertScaleAbs(light, alpha=_STRETCH, beta=-_STRETCH * _BLACK), np.uint8)


def _view(plane: VideoPlane) -> Image:
    rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)  # type: ignore[call-overload]
    return np.asarray(rows[: plane.height, : plane.width])


def _double(half: slice) -> slice:
    return slice(2 * half.start, 2 * half.stop)


def _to_rgb(red: float, blue: float, *, full_range: bool) -> Floats:
    """From bytes of luma and chroma to those of RGB; red's and blue's weights in luma are given."""
    green = 1 - red - blue
    luma, chroma, black = (1.0, 1.0, 0) if full_range else (_STRETCH, 255 / 224, _BLACK)
    of_blue, of_red = 2 * (1 - blue) * chroma, 2 * (1 - red) * chroma
    turn = np.array(
        [
            [luma, 0.0, of_red],
            [luma, -of_blue * blue / green, -of_red * red / green],
            [luma, of_blue, 0.0],
        ]
    )
    return np.column_stack([turn, -turn @ (black, 128.0, 128.0)])
