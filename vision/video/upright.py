"""Decoded pictures as upright RGB with square pixels."""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Self, cast

import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace

from vision.datatypes import Image

_HD_HEIGHT_PX = 720  # players take BT.709 from here on when the file does not name its matrix
_UNNAMED_MATRIX = 2  # AVCOL_SPC_UNSPECIFIED
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

    def image(self, picture: VideoFrame) -> Image:
        """Upright RGB, (height, width, 3)."""
        unnamed_hd = picture.colorspace == _UNNAMED_MATRIX and picture.height >= _HD_HEIGHT_PX
        rgb = picture.reformat(
            format="rgb24",
            width=self.stored_width,
            height=self.stored_height,
            src_colorspace=Colorspace.ITU709 if unnamed_hd else None,
        )
        image = np.asarray(rgb.to_ndarray(), np.uint8)
        if self.swap_axes:
            image = np.asarray(cv2.transpose(image), np.uint8)
        if self.flip_x or self.flip_y:
            image = np.asarray(cv2.flip(image, _FLIPS[self.flip_x, self.flip_y]), np.uint8)
        return image
