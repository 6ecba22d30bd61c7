"""A picture as the decoder left it: a piece is cut from its planes without converting all the rest."""

from dataclasses import astuple, dataclass, replace
from functools import cache, cached_property
from typing import Self

import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.plane import VideoPlane
from av.video.reformatter import ColorRange
from numpy.typing import NDArray

from vision.datatypes import Floats, Image, Picture, Window
from vision.pictures import NotKept, PicturePart, RgbPicture, bounds, cut, of_kept
from vision.video.upright import LUMA_OF_RED_BLUE, Samples, Upright

_PLANAR = {"yuv420p": 8, "yuvj420p": 8, "yuv420p10le": 10}
"""Bits of a sample in the formats whose planes are taken; phones film high dynamic range in 10."""
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

    def scaled(self, width: int, height: int, *, part: Window | None = None) -> Image:
        if part is None:
            return self.upright.image(self.decoded, size=(width, height))
        stored = self.upright.stored_window(part)
        if self._planes is None or any(px % 2 for px in astuple(stored)):
            return RgbPicture(self.image).scaled(width, height, part=part)
        return self.upright.image(_cut_out(self.decoded, stored), size=(width, height))

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

    def part(self, window: Window, /, *, gray: bool = False) -> Picture:
        planes = self._planes
        if planes is None:
            return RgbPicture(self.image).part(window, gray=gray)
        kept = planes.part(window, gray=gray)
        return PlanesPart(self.shape, kept.window, kept)

    def alone(self) -> Self:
        return replace(self)

    @cached_property
    def _planes(self) -> "_Planes | None":
        return _Planes.of(self.decoded, self.upright)


@dataclass(frozen=True, slots=True, eq=False)
class PlanesPart(PicturePart):
    """In the decoder's planes."""

    planes: "_Planes"

    @property
    def stored_bytes(self) -> int:
        return self.planes.luma.nbytes + sum(plane.nbytes for plane in self.planes.chroma)

    def piece(self, matrix: Floats, side: int) -> Image:
        return self.planes.piece(matrix, side)

    def gray(self, rows: slice, columns: slice, *, every: int) -> Image:
        return self.planes.gray(rows, columns, every=every)


@dataclass(frozen=True, slots=True, eq=False)
class _Planes:
    """Upright views of a picture's luma and its two chromas at half the size, or of a window of them.

    Whatever is taken from them has 8 bits.
    """

    luma: Samples
    chroma: tuple[Samples, ...]  # none where only brightness was kept
    shape: tuple[int, int]  # of the whole picture
    window: Window
    to_rgb: Floats  # (3, 4)
    full_range: bool

    @classmethod
    def of(cls, decoded: VideoFrame, upright: Upright) -> Self | None:
        """None where the picture is not of the usual kind."""
        weights = LUMA_OF_RED_BLUE.get(upright.matrix(decoded))
        stored = (upright.stored_width, upright.stored_height)
        bits = _PLANAR.get(decoded.format.name)
        if bits is None or weights is None or stored != (decoded.width, decoded.height):
            return None
        luma, *chroma = (upright.turned(_view(plane, bits)) for plane in decoded.planes)
        full_range = decoded.format.name == "yuvj420p" or decoded.color_range == ColorRange.JPEG
        height, width = luma.shape
        whole, to_rgb = Window(0, 0, width, height), _to_rgb(*weights, full_range=full_range)
        return cls(luma, tuple(chroma), luma.shape, whole, to_rgb, full_range)

    def piece(self, matrix: Floats, side: int) -> Image:
        if not self.chroma:
            raise NotKept
        first, last = bounds(matrix, side)
        limit = np.array(self.shape[::-1])
        low = np.clip(np.floor(first) - _MARGIN_PX, 0, limit - 2).astype(int) // 2
        high = np.clip(np.ceil(last / 2).astype(int) + _MARGIN_PX, low + 1, (limit + 1) // 2)
        inside = matrix.copy()
        inside[:, 2] -= 2 * low
        luma = tuple(map(of_kept, _slices(2 * low, np.minimum(2 * high, limit)), self.window.slices))
        chroma = tuple(map(of_kept, _slices(low, high), _halved(self.window).slices))
        channels = [cut(_bytes(self.luma[luma]), inside, side)]
        channels += [cut(_bytes(plane[chroma]), inside / 2, side) for plane in self.chroma]
        return np.asarray(cv2.transform(cv2.merge(channels), self.to_rgb), np.uint8)

    def gray(self, rows: slice, columns: slice, *, every: int) -> Image:
        """Luma over the whole range of a byte."""
        luma = self.luma[tuple(map(of_kept, (rows, columns), self.window.slices))][::every, ::every]
        light = _bytes(luma)
        return light if self.full_range else np.asarray(cv2.LUT(light, _stretched()), np.uint8)

    def part(self, window: Window, *, gray: bool) -> "_Planes":
        """Copies of what lies in the window and up to even rows and columns around it."""
        height, width = self.shape
        window = window.inside(height, width)
        left, top = window.left // 2 * 2, window.top // 2 * 2
        right, bottom = window.left + window.width + 1, window.top + window.height + 1
        kept = Window(left, top, min(right // 2 * 2, width) - left, min(bottom // 2 * 2, height) - top)
        chroma = _halved(kept).slices
        return replace(
            self,
            luma=_kept(self.luma[kept.slices]),
            chroma=() if gray else tuple(_kept(plane[chroma]) for plane in self.chroma),
            window=kept,
        )


@cache
def _stretched() -> Image:
    """Every byte of luma over the whole range of a byte."""
    light = np.maximum(np.arange(256, dtype=np.uint8), _BLACK)
    return np.asarray(cv2.convertScaleAbs(light, alpha=_STRETCH, beta=-_STRETCH * _BLACK), np.uint8)


def _cut_out(decoded: VideoFrame, window: Window) -> VideoFrame:
    """An even window of a picture in planes, with 8 bits."""
    name, halved = decoded.format.name, _halved(window)
    bits = _PLANAR[name]
    # filled plane by plane: PyAV rounds the height of an array in this format down to a multiple of 4
    picture = VideoFrame(window.width, window.height, name if bits == 8 else "yuv420p")
    for ours, plane, part in zip(picture.planes, decoded.planes, (window, halved, halved), strict=True):
        _view(ours, 8)[:] = _bytes(_view(plane, bits)[part.slices])
    picture.colorspace, picture.color_range = decoded.colorspace, decoded.color_range
    return picture


def _view(plane: VideoPlane, bits: int) -> Samples:
    rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)  # type: ignore[call-overload]
    samples = rows if bits == 8 else rows.view("<u2")
    return np.asarray(samples[: plane.height, : plane.width])


def _bytes(samples: Samples) -> Image:
    """Samples of 8 or 10 bits as 8, row by row."""
    if samples.dtype == np.uint8:
        return np.ascontiguousarray(samples, np.uint8)
    return np.asarray(cv2.convertScaleAbs(samples, alpha=1 / 4), np.uint8)


def _kept(samples: Samples) -> Image:
    """A copy with 8 bits, stored as the samples were, also where they are turned."""
    if samples.dtype == np.uint8:
        return np.asarray(samples.copy(order="K"), np.uint8)
    turned = abs(samples.strides[0]) < abs(samples.strides[1])
    return _bytes(samples.T).T if turned else _bytes(samples)


def _slices(low: NDArray[np.intp], high: NDArray[np.intp]) -> tuple[slice, slice]:
    """Rows and columns between two corners."""
    return slice(low[1], high[1]), slice(low[0], high[0])


def _halved(window: Window) -> Window:
    """An even window of luma as one of chroma."""
    return Window(window.left // 2, window.top // 2, (window.width + 1) // 2, (window.height + 1) // 2)


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
