"""Clips that go wrong in one known way, made from the project's own ones.

A trap of order shows a clip's frames in another order or at other times; a trap of pictures changes what they
show. The landmarks of unchanged pictures are estimated once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from vision.datatypes import Floats, Image

Picture = Callable[[Image, int], Image]
Order = Callable[[int, float], tuple[np.ndarray, Floats]]
"""Number of frames and their rate -> rows of the clip in the order shown, and when."""


@dataclass(frozen=True, slots=True)
class Trap:
    """One way to go wrong; one of `codes` has to be given, none stands for a good clip.

    Pictures are changed in the clip's first `seconds`, `every`-th frame. `true_times` is how often the clip's
    own cadence has to be shown, and NaN where there is none to show.
    """

    name: str
    clip: str
    codes: tuple[str, ...] = ()
    order: Order | None = None
    picture: Picture | None = None
    every: int = 1
    seconds: float = 60.0
    true_times: float = 1.0
    capture_fps: float | None = None


# ---- other orders and times -----------------------------------------------------------------------------


def slower(times: float) -> Order:
    return lambda n, fps: (np.arange(n), np.arange(n) * times / fps)


def first(seconds: float) -> Order:
    return lambda _, fps: (np.arange(int(seconds * fps)), np.arange(int(seconds * fps)) / fps)


def dropped(share: float, *, stamped: bool) -> Order:
    """Frames are missing; `stamped` keeps the others' times, as a phone does."""

    def order(n: int, fps: float) -> tuple[np.ndarray, Floats]:
        rows = np.flatnonzero(np.random.default_rng(4).random(n) >= share)
        return rows, rows / fps if stamped else np.arange(len(rows)) / fps

    return order


def held(share: float) -> Order:
    """Missing frames were replaced by the one before."""

    def order(n: int, fps: float) -> tuple[np.ndarray, Floats]:
        rows = np.arange(n)
        for i in np.flatnonzero(np.random.default_rng(4).random(n) < share):
            rows[i] = rows[max(0, i - 1)]
        return rows, np.arange(n) / fps

    return order


def pulled_down(filmed_fps: float, shown_fps: float) -> Order:
    """Filmed at one rate and shown at a higher one: some pictures come twice, or all of them, or thrice."""

    def order(n: int, fps: float) -> tuple[np.ndarray, Floats]:
        shown = np.arange(int(n / fps * shown_fps))
        rows = np.round(shown * filmed_fps // shown_fps / filmed_fps * fps).astype(int)
        return rows[rows < n], shown[rows < n] / shown_fps

    return order


def frozen(at: float, seconds: float) -> Order:
    def order(n: int, fps: float) -> tuple[np.ndarray, Floats]:
        rows = np.arange(n)
        start = int(at * n)
        rows[start : start + int(seconds * fps)] = start
        return rows, in_order(n, fps)

    return order


def halted(at: float, seconds: float) -> Order:
    """The picture stands still for a while and then goes on where it was."""

    def order(n: int, fps: float) -> tuple[np.ndarray, Floats]:
        rows = np.insert(np.arange(n), int(at * n), np.full(int(seconds * fps), int(at * n)))
        return rows, in_order(len(rows), fps)

    return order


def in_order(n: int, fps: float) -> Floats:
    return np.arange(n) / fps


def without_part(at: float, seconds: float) -> Order:
    """A jump cut: the same view, a part of the run missing."""

    def order(n: int, fps: float) -> tuple[np.ndarray, Floats]:
        rows = np.delete(np.arange(n), np.arange(int(at * n), int(at * n) + int(seconds * fps)))
        return rows, in_order(len(rows), fps)

    return order


def slow_from(at: float, times: float) -> Order:
    def order(n: int, fps: float) -> tuple[np.ndarray, Floats]:
        spacing = np.where(np.arange(n) < at * n, 1.0, times) / fps
        return np.arange(n), np.cumsum(spacing) - spacing[0]

    return order


def quicker(share: float, *, gradually: bool = False) -> Order:
    """Steps that come quicker in the second half, or more and more so, at half the clip's frame rate."""

    def order(n: int, fps: float) -> tuple[np.ndarray, Floats]:
        passed = np.arange(n // 2) / (n // 2)
        rate = 2 * (1 + share * (passed if gradually else np.round(passed)))
        rows = np.round(np.cumsum(rate) - rate[0]).astype(int)
        return rows[rows < n], in_order(int((rows < n).sum()), fps / 2)

    return order


def hurried(at: float, share: float, times: float) -> Order:
    """A part of the clip plays faster, and nothing is cut."""

    def order(n: int, fps: float) -> tuple[np.ndarray, Floats]:
        passed = np.arange(n) / n
        spacing = np.where((passed >= at) & (passed < at + share), times, 1.0)
        rows = np.round(np.cumsum(spacing) - spacing[0]).astype(int)
        return rows[rows < n], in_order(int((rows < n).sum()), fps)

    return order


def ramped(n: int, fps: float) -> tuple[np.ndarray, Floats]:
    """As phones export slow motion: 240 frames a second shown at 60, but real time at both ends."""
    fast = np.arange(0, n, 4)
    middle = np.arange(int(0.4 * n), int(0.6 * n))
    rows = np.concatenate([fast[fast < middle[0]], middle, fast[fast > middle[-1]]])
    return rows, in_order(len(rows), fps / 4)


# ---- other pictures ---------------------------------------------------------------------------------------


def turned(degrees: float) -> Picture:
    def picture(image: Image, _: int) -> Image:
        height, width = image.shape[:2]
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
        return _u8(cv2.warpAffine(image, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE))

    return picture


def mirrored(image: Image, _: int) -> Image:
    return _u8(image[:, ::-1])


def upside_down(image: Image, _: int) -> Image:
    return _u8(image[::-1, ::-1])


def twice() -> Picture:
    """Every second picture is the one before once more."""
    kept: dict[str, Image] = {}

    def picture(image: Image, i: int) -> Image:
        if i % 2 == 0:
            kept["last"] = image
        return kept["last"]

    return picture


def on_its_side(image: Image, _: int) -> Image:
    return _u8(np.rot90(image))


def darker(light: float, noise: float) -> Picture:
    def picture(image: Image, i: int) -> Image:
        grain = np.random.default_rng(i).normal(0, noise, image.shape)
        return _u8(image * light + grain)

    return picture


def blurred(share: float) -> Picture:
    """Out of focus: a normal blur whose deviation is a share of the picture's height."""
    return lambda image, _: _u8(cv2.GaussianBlur(image, (0, 0), share * image.shape[0]))


def smeared(share: float) -> Picture:
    """Long exposure of a shaken camera."""
    return lambda image, _: _u8(cv2.blur(image, (max(1, int(share * image.shape[0])), 1)))


def smaller(scale: float) -> Picture:
    """Filmed from farther away."""

    def picture(image: Image, _: int) -> Image:
        height, width = image.shape[:2]
        small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        top, left = (height - small.shape[0]) // 2, (width - small.shape[1]) // 2
        bottom, right = height - small.shape[0] - top, width - small.shape[1] - left
        return _u8(cv2.copyMakeBorder(small, top, bottom, left, right, cv2.BORDER_REFLECT))

    return picture


def cropped(*, left: float = 0.0, top: float = 0.0, bottom: float = 1.0) -> Picture:
    """A window of the picture, in shares of it."""

    def picture(image: Image, _: int) -> Image:
        height, width = image.shape[:2]
        return _u8(image[_even(top * height) : _even(bottom * height), _even(left * width) :])

    return picture


def _even(value: float) -> int:
    return 2 * round(value / 2)


def zooming(times: float, frames: int) -> Picture:
    """Steadily larger until it is so many times as large, about the picture's middle."""

    def picture(image: Image, i: int) -> Image:
        height, width = image.shape[:2]
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), 0.0, 1 + (times - 1) * i / frames)
        return _u8(cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_CUBIC))

    return picture


def compressed(scale: float, quality: int) -> Picture:
    """Made smaller and saved with few bits, as messengers do; quality is that of JPEG, 0 to 100."""

    def picture(image: Image, _: int) -> Image:
        width, height = (_even(scale * side) for side in (image.shape[1], image.shape[0]))
        small = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)
        _, saved = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, quality])
        return _u8(cv2.imdecode(saved, cv2.IMREAD_COLOR))

    return picture


def stretched(across: float, down: float) -> Picture:
    """Other proportions without a word in the file."""

    def picture(image: Image, _: int) -> Image:
        size = (_even(across * image.shape[1]), _even(down * image.shape[0]))
        return _u8(cv2.resize(image, size, interpolation=cv2.INTER_AREA))

    return picture


def wandering(reach: float, seconds: float, *, fps: float) -> Picture:
    """A window of 80 % of the picture that wanders from side to side."""

    def picture(image: Image, i: int) -> Image:
        height, width = image.shape[:2]
        swing = 0.5 + 0.5 * reach * np.sin(2 * np.pi * i / fps / seconds)
        left = int(0.2 * width * swing)
        top = int(0.1 * height)
        return _u8(image[top : top + int(0.8 * height), left : left + int(0.8 * width)])

    return picture


def covered(left: float, top: float, right: float, bottom: float) -> Picture:
    """A rail or a console in front, in shares of the picture."""

    def picture(image: Image, _: int) -> Image:
        height, width = image.shape[:2]
        out = image.copy()
        out[int(top * height) : int(bottom * height), int(left * width) : int(right * width)] = (70, 72, 78)
        return out

    return picture


def beside(other: Callable[[int], Image]) -> Picture:
    """Somebody else in the left third of a wider picture."""

    def picture(image: Image, i: int) -> Image:
        return _u8(np.concatenate([other(i), image], axis=1))

    return picture


def _u8(picture: np.ndarray) -> Image:
    return np.ascontiguousarray(np.clip(picture, 0, 255).astype(np.uint8))


@cache
def box_texture() -> Image:
    return np.random.default_rng(1).integers(0, 255, (24, 12, 3), dtype=np.uint8).repeat(10, 0).repeat(10, 1)


def bouncing_box(background: Image) -> Picture:
    """A box of a person's size that bounces: it moves like a runner and is none."""

    def picture(_: Image, i: int) -> Image:
        out, box = background.copy(), box_texture()
        top = int(background.shape[0] * 0.3 + 25 * np.abs(np.sin(i / 3.4)))
        left = (background.shape[1] - box.shape[1]) // 2
        out[top : top + box.shape[0], left : left + box.shape[1]] = box
        return out

    return picture


def empty_after(background: Image, start: int, end: int, noise: float) -> Picture:
    """The runner is out of the picture for some frames."""
    empty = standing(background, noise)
    return lambda image, i: empty(image, i) if start <= i < end else image


def standing(still: Image, noise: float) -> Picture:
    return lambda _, i: _u8(still + np.random.default_rng(i).normal(0, noise, still.shape))


def stopping(start: int, end: int, noise: float) -> Picture:
    """Somebody who stands for a while: one pose, with the camera's noise; the run goes on after it."""
    kept: dict[str, Image] = {}

    def picture(image: Image, i: int) -> Image:
        if i == start:
            kept["still"] = image
        return standing(kept["still"], noise)(image, i) if start <= i < end else image

    return picture


def median_picture(images: Iterator[Image]) -> Image:
    """What stands behind somebody who moves."""
    return _u8(np.median(np.stack(list(images)), axis=0))
