"""What is before the camera: things in front, somebody else, nobody, somebody who stands."""

from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
from trap_clips import Picture
from trap_pictures import to_image

from vision.datatypes import Image


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
        return to_image(np.concatenate([other(i), image], axis=1))

    return picture


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
    return lambda _, i: to_image(still + np.random.default_rng(i).normal(0, noise, still.shape))


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
    return to_image(np.median(np.stack(list(images)), axis=0))
