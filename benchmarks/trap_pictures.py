"""The camera's doing: other light, sharpness, size, proportions and aim."""

from collections.abc import Callable

import cv2
import numpy as np
from trap_clips import Picture

from vision.datatypes import Image


def to_image(picture: np.ndarray) -> Image:
    """Whole bytes, one run of memory."""
    return np.ascontiguousarray(np.clip(picture, 0, 255).astype(np.uint8))


def turned(degrees: float) -> Picture:
    def picture(image: Image, _: int) -> Image:
        height, width = image.shape[:2]
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
        return to_image(cv2.warpAffine(image, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE))

    return picture


def mirrored(image: Image, _: int) -> Image:
    return to_image(image[:, ::-1])


def upside_down(image: Image, _: int) -> Image:
    return to_image(image[::-1, ::-1])


def twice() -> Picture:
    """Every second picture is the one before once more."""
    kept: dict[str, Image] = {}

    def picture(image: Image, i: int) -> Image:
        if i % 2 == 0:
            kept["last"] = image
        return kept["last"]

    return picture


def blended(filmed: Callable[[int], Image], filmed_fps: float, shown_fps: float) -> Picture:
    """Shown at another rate than filmed, every picture a mix of the two that it lies between."""

    def picture(_: Image, k: int) -> Image:
        before, weight = divmod(k * filmed_fps / shown_fps, 1)
        first, second = (filmed(int(before) + step) for step in (0, 1))
        return to_image(cv2.addWeighted(first, 1 - weight, second, weight, 0))

    return picture


def on_its_side(image: Image, _: int) -> Image:
    return to_image(np.rot90(image))


def darker(light: float, noise: float) -> Picture:
    def picture(image: Image, i: int) -> Image:
        grain = np.random.default_rng(i).normal(0, noise, image.shape)
        return to_image(image * light + grain)

    return picture


def gray(image: Image, _: int) -> Image:
    """Without colours, as at night or by a filter."""
    return np.asarray(cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB), np.uint8)


def flickering(depth: float, hz: float, bands: float, *, fps: float) -> Picture:
    """Mains light that beats with the shutter: the whole picture, or bands that wander over it."""

    def picture(image: Image, i: int) -> Image:
        rows = np.arange(len(image)) / len(image)
        light = 1 - depth / 2 + depth / 2 * np.sin(2 * np.pi * (bands * rows + i * hz / fps))
        return to_image(image * light[:, None, None])

    return picture


def strobing(light: float, every: int) -> Picture:
    """A light that goes out for a moment again and again."""
    return lambda image, i: to_image(image * light) if i % every == 0 else image


def captioned(frames: int) -> Picture:
    """A line of text before the runner that blinks."""

    def picture(image: Image, i: int) -> Image:
        out = image.copy()
        if i // frames % 2:
            place = (int(0.36 * image.shape[1]), int(0.2 * image.shape[0]))
            cv2.putText(out, "GO GO GO", place, cv2.FONT_HERSHEY_SIMPLEX, 1.6, (250, 240, 60), 5)
        return to_image(out)

    return picture


def fading(frames: int, end: int) -> Picture:
    """From black in so many frames, and to black in as many before the end."""

    def picture(image: Image, i: int) -> Image:
        return to_image(image * min(1.0, i / frames, max(0.0, (end - i) / frames)))

    return picture


def fading_into(other: Callable[[int], Image], start: int, frames: int) -> Picture:
    """From one scene into another."""

    def picture(image: Image, i: int) -> Image:
        share = float(np.clip((i - start) / frames, 0, 1))
        return to_image((1 - share) * image + share * other(i))

    return picture


def blurred(share: float) -> Picture:
    """Out of focus: a normal blur whose deviation is a share of the picture's height."""
    return lambda image, _: to_image(cv2.GaussianBlur(image, (0, 0), share * image.shape[0]))


def smeared(share: float) -> Picture:
    """Long exposure of a shaken camera."""
    return lambda image, _: to_image(cv2.blur(image, (max(1, int(share * image.shape[0])), 1)))


def smaller(scale: float) -> Picture:
    """Filmed from farther away."""

    def picture(image: Image, _: int) -> Image:
        height, width = image.shape[:2]
        small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        top, left = (height - small.shape[0]) // 2, (width - small.shape[1]) // 2
        bottom, right = height - small.shape[0] - top, width - small.shape[1] - left
        return to_image(cv2.copyMakeBorder(small, top, bottom, left, right, cv2.BORDER_REFLECT))

    return picture


def cropped(*, left: float = 0.0, top: float = 0.0, bottom: float = 1.0) -> Picture:
    """A window of the picture, in shares of it."""

    def picture(image: Image, _: int) -> Image:
        height, width = image.shape[:2]
        return to_image(image[_even(top * height) : _even(bottom * height), _even(left * width) :])

    return picture


def _even(value: float) -> int:
    return 2 * round(value / 2)


def zooming(times: float, frames: int) -> Picture:
    """Steadily larger until it is so many times as large, about the picture's middle."""

    def picture(image: Image, i: int) -> Image:
        height, width = image.shape[:2]
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), 0.0, 1 + (times - 1) * i / frames)
        return to_image(cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_CUBIC))

    return picture


def compressed(scale: float, quality: int) -> Picture:
    """Made smaller and saved with few bits, as messengers do; quality is that of JPEG, 0 to 100."""

    def picture(image: Image, _: int) -> Image:
        width, height = (_even(scale * side) for side in (image.shape[1], image.shape[0]))
        small = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)
        _, saved = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, quality])
        return to_image(cv2.imdecode(saved, cv2.IMREAD_COLOR))

    return picture


def stretched(across: float, down: float) -> Picture:
    """Other proportions without a word in the file."""

    def picture(image: Image, _: int) -> Image:
        size = (_even(across * image.shape[1]), _even(down * image.shape[0]))
        return to_image(cv2.resize(image, size, interpolation=cv2.INTER_AREA))

    return picture


def bobbing(share: float, hz: float, *, fps: float, growth: float = 0.0) -> Picture:
    """A camera that goes up and down by a share of the picture's height in all, and zooms to and fro."""

    def picture(image: Image, i: int) -> Image:
        height, width = image.shape[:2]
        swing = np.sin(2 * np.pi * hz * i / fps) / 2
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), 0.0, 1.06 + growth * swing)
        matrix[1, 2] += share * height * swing
        return to_image(cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_CUBIC))

    return picture


def sheared(degrees: float) -> Picture:
    """Verticals lean, and what is level stays so."""

    def picture(image: Image, _: int) -> Image:
        height, width = image.shape[:2]
        lean = np.tan(np.radians(degrees))
        matrix = np.array([[1.0, lean, -lean * height / 2], [0.0, 1.0, 0.0]])
        return to_image(cv2.warpAffine(image, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE))

    return picture


def wandering(reach: float, seconds: float, *, fps: float) -> Picture:
    """A window of 80 % of the picture that wanders from side to side."""

    def picture(image: Image, i: int) -> Image:
        height, width = image.shape[:2]
        swing = 0.5 + 0.5 * reach * np.sin(2 * np.pi * i / fps / seconds)
        left = int(0.2 * width * swing)
        top = int(0.1 * height)
        return to_image(image[top : top + int(0.8 * height), left : left + int(0.8 * width)])

    return picture
