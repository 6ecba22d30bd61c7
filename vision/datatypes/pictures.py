"""A frame of a video, and what can be had of its picture."""

from dataclasses import dataclass, replace
from typing import Protocol

from vision.datatypes.words import Floats, Image


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the upright picture, in pixels."""

    left: int
    top: int
    width: int
    height: int

    @property
    def slices(self) -> tuple[slice, slice]:
        """Its rows and columns."""
        return slice(self.top, self.top + self.height), slice(self.left, self.left + self.width)

    def inside(self, height: int, width: int) -> "Window":
        """What of it lies in a picture, and at least the pixels at the edge that it is beyond."""
        left, top = min(max(0, self.left), width - 1), min(max(0, self.top), height - 1)
        right, bottom = min(width, self.left + self.width), min(height, self.top + self.height)
        return Window(left, top, max(1, right - left), max(1, bottom - top))


class Picture(Protocol):
    """An upright picture with square pixels, converted only as far as it is asked for."""

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width."""
        ...

    @property
    def stored_bytes(self) -> int:
        """Memory that it takes as it is kept."""
        ...

    @property
    def image(self) -> Image:
        """All of it in RGB, (height, width, 3)."""
        ...

    def scaled(self, width: int, height: int, *, part: Window | None = None) -> Image:
        """All of it, or a part, in RGB at another size."""
        ...

    def piece(self, matrix: Floats, side: int) -> Image:
        """The RGB square of `side` pixels that the (2, 3) matrix maps to the picture, bilinear.

        Pixel i covers [i, i + 1]; the edge of the picture goes on outside.
        """
        ...

    def gray(self, rows: slice, columns: slice, *, every: int) -> Image:
        """Brightness, 0 to 255, of every so many pixels of a part of the picture."""
        ...

    def part(self, window: Window, /, *, gray: bool = False) -> "Picture":
        """The same with only what lies in the window kept, or more, and only its brightness where `gray`.

        What was not kept raises vision.pictures.NotKept.
        """
        ...

    def alone(self) -> "Picture":
        """The same, which keeps for itself what it is converted to."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture of a video, and when it is shown."""

    index: int
    time_s: float
    picture: Picture

    @property
    def image(self) -> Image:
        """The upright RGB picture, (height, width, 3)."""
        return self.picture.image

    def alone(self) -> "Frame":
        """The frame with a picture of its own: what that is converted to is not kept with this one."""
        return replace(self, picture=self.picture.alone())
