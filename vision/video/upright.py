"""Decoded pictures as upright RGB with square pixels."""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Self, cast

import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace, Interpolation
from numpy.typing import NDArray

from vision.datatypes import Image, Window
from vision.video.reformatting import to_color, to_size

Samples = NDArray[np.uint8 | np.uint16]
"""Of a plane, (height, width)."""

_HD_HEIGHT_PX = 720  # players take BT.709 from here on when the file does not name its matrix
_UNNAMED_MATRIX = 2  # AVCOL_SPC_UNSPECIFIED
_BT_709, _BT_601, _BT_2020 = (0.2126, 0.0722), (0.299, 0.114), (0.2627, 0.0593)
LUMA_OF_RED_BLUE = {1: _BT_709, _UNNAMED_MATRIX: _BT_601, 5: _BT_601, 6: _BT_601, 9: _BT_2020}
"""Weights of red and blue in luma by the code of the matrix; small pictures that name none have BT.601."""
_IDENTITY = (1, 0, 0, 0, 1)
_FLIPS = {(True, False): 1, (False, True): 0, (True, True): -1}  # (x, y) -> the code of cv2.flip


@dataclass(frozen=True, slots=True)
class Upright:
    """How a decoded picture becomes an upright one with square pixels.

    The first picture sets the size; a later one of another size is scaled to it.
    """

    stored_width: int  # with square pixels
    stored_height: int
    rotation_deg: int  # clockwise, after mirroring left to right where the matrix mirrors
    swap_axes: bool
    flip_x: bool
    flip_y: bool

    @classmethod
    def of(cls, picture: VideoFrame, pixel_aspect: Fraction | None) -> Self:
        """From a picture's display matrix, in which x' = a x + c y and y' = b x + d y.

        Angles between right angles are rounded: phones store right angles only.
        """
        matrix = picture.side_data.get("DISPLAYMATRIX")
        stored = _IDENTITY if matrix is None else np.frombuffer(cast("bytes", matrix), np.int32)[:5].tolist()
        a, b, _, c, d = stored
        swap = abs(b) > abs(a)
        mirror = -1 if a * d < b * c else 1
        along_x, along_y = (c, b) if swap else (a, d)
        return cls(
            stored_width=round(picture.width * (pixel_aspect or 1)),
            stored_height=picture.height,
            rotation_deg=round(math.degrees(math.atan2(mirror * b, mirror * a)) / 90) * 90 % 360,
            swap_axes=swap,
            flip_x=along_x < 0,
            flip_y=along_y < 0,
        )

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the upright picture."""
        size = (self.stored_width, self.stored_height)
        return size[::-1] if self.swap_axes else size

    def image(self, picture: VideoFrame, *, size: tuple[int, int] | None = None) -> Image:
        """Upright RGB, (height, width, 3), of the picture's own or another width and height."""
        stored = (self.stored_width, self.stored_height)
        if size is not None:  # the planes are scaled, which costs less than scaling three colours
            stored = size[::-1] if self.swap_axes else size
            picture = to_size().reformat(picture, *stored, interpolation=Interpolation.AREA)
        matrix = Colorspace.ITU709 if self.matrix(picture) == Colorspace.ITU709.value else None
        rgb = to_color().reformat(picture, *stored, format="rgb24", src_colorspace=matrix)
        image = np.asarray(rgb.to_ndarray(), np.uint8)
        if self.swap_axes:
            image = np.asarray(cv2.transpose(image), np.uint8)
        if self.flip_x or self.flip_y:
            image = np.asarray(cv2.flip(image, _FLIPS[self.flip_x, self.flip_y]), np.uint8)
        return image

    def stored_window(self, window: Window) -> Window:
        """Where a window of the upright picture lies in the stored one."""
        width, height = self.size
        left = width - window.left - window.width if self.flip_x else window.left
        top = height - window.top - window.height if self.flip_y else window.top
        if self.swap_axes:
            return Window(top, left, window.height, window.width)
        return Window(left, top, window.width, window.height)

    def turned(self, plane: Samples) -> Samples:
        """An upright view of one plane of a picture."""
        upright = plane.T if self.swap_axes else plane
        return upright[:: -1 if self.flip_y else 1, :: -1 if self.flip_x else 1]

    def matrix(self, picture: VideoFrame) -> int:
        """The code of the matrix between the picture's planes and its colours."""
        unnamed_hd = picture.colorspace == _UNNAMED_MATRIX and self.stored_height >= _HD_HEIGHT_PX
        return Colorspace.ITU709.value if unnamed_hd else picture.colorspace
