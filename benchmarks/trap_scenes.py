"""What is before the camera: things in front, somebody else, nobody, somebody who stands."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from trap_clips import CLIP, EVERY, Picture
from trap_pictures import to_image

from vision import open_video
from vision.datatypes import Image


@dataclass(frozen=True, slots=True)
class Scenes:
    """Pictures of the rendered clips in a folder, for traps that show one in another."""

    folder: Path

    def frames(self, clip: str, *, every: int = EVERY) -> tuple[Image, ...]:
        """Every second picture of a clip, or every one."""
        return _frames(self.folder / f"{clip}.mp4", every)

    def runner(self, clip: str) -> tuple[Image, ...]:
        """The part of them in which somebody runs."""
        return tuple(picture[:, 280:720] for picture in self.frames(clip))

    def gym(self) -> Image:
        """What stands behind the runner."""
        return _behind(self.folder / f"{CLIP}.mp4")


@cache
def _frames(video: Path, every: int) -> tuple[Image, ...]:
    clip = open_video(video)
    return tuple(frame.image for frame in clip.sample(range(0, clip.info.frames, every)))


@cache
def _behind(video: Path) -> Image:
    clip = open_video(video)
    return median_picture(frame.image for frame in clip.sample(range(0, clip.info.frames, 7)))


def covered(left: float, top: float, right: float, bottom: float) -> Picture:
    """A rail or a console in front, in shares of the picture."""

    def picture(image: Image, _: int) -> Image:
        height, width = image.shape[:2]
        out = image.copy()
        out[int(top * height) : int(bottom * height), int(left * width) : int(right * width)] = (70, 72, 78)
        return out

    return picture


def framed(width: int, height: int, surround: Picture) -> Picture:
    """Laid into the middle of a picture of other proportions."""

    def picture(image: Image, i: int) -> Image:
        scale = min(width / image.shape[1], height / image.shape[0])
        across, down = (2 * round(scale * side / 2) for side in (image.shape[1], image.shape[0]))
        top, left = (height - down) // 2, (width - across) // 2
        out = cv2.resize(surround(image, i), (width, height))
        out[top : top + down, left : left + across] = cv2.resize(image, (across, down))
        return to_image(out)

    return picture


def enlarged(width: int, height: int) -> Picture:
    """A blurred copy that fills a picture of other proportions."""

    def picture(image: Image, _: int) -> Image:
        half, middle = round(image.shape[0] * width / height / 2), image.shape[1] // 2
        small = cv2.resize(image[:, middle - half : middle + half], (width // 8, height // 8))
        return to_image(cv2.GaussianBlur(small, (0, 0), 2.0))

    return picture


def bars(written: str) -> Picture:
    """White, with a line of text."""

    def picture(*_: object) -> Image:
        out = np.full((320, 180, 3), 250, np.uint8)
        return to_image(cv2.putText(out, written, (12, 40), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (20, 20, 20), 1))

    return picture


def on_a_screen(other: Callable[[int], Image]) -> Picture:
    """Somebody else runs on a screen on the wall."""

    def picture(image: Image, i: int) -> Image:
        out = image.copy()
        out[40:220, 20:340] = cv2.resize(other(i), (320, 180))
        return out

    return picture


def drawn_figure(image: Image, i: int) -> Image:
    """A toy of stiff legs and arms that swing, and a trunk that bounces."""
    out = np.full_like(image, 215)
    angle = 0.6 * np.sin(0.293 * i)
    shoulder, hip = (np.array((480.0, y - 12 * abs(np.cos(0.293 * i)))) for y in (150, 260))
    cv2.circle(out, (485, int(shoulder[1] - 50)), 32, (230, 190, 150), -1)
    cv2.line(out, *_ends(shoulder, hip), (200, 30, 40), 60)
    for way in (1, -1):
        swing = np.array((np.sin(way * angle), np.cos(angle)))
        foot = hip + 190 * swing
        cv2.line(out, *_ends(hip, foot), (40, 40, 120), 28)
        cv2.line(out, *_ends(foot, np.add(foot, (35, 0))), (20, 20, 20), 14)
        cv2.line(out, *_ends(shoulder, shoulder + 110 * swing * (-1, 1)), (230, 190, 150), 18)
    return out


def _ends(start: np.ndarray, end: np.ndarray) -> tuple[tuple[int, int], tuple[int, int]]:
    return (int(start[0]), int(start[1])), (int(end[0]), int(end[1]))


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
