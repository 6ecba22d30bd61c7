"""What the annotated video costs: size, preset and quality of the H.264 encoder, as a table.

    python benchmarks/encoders.py [--data DIR] [--clips DIR] [--out docs/encoders.md]

Pictures of a phone-like clip, scaled as the annotated video scales them, are encoded in every way: the part
in which the runner is, or all of them. Sharpness is the peak signal-to-noise ratio of the middle of that part
against the clip at its own size.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
from speed_clips import Loop, Shape, make_clip
from tables import markdown_table
from truth import DATA

from vision.datatypes import Frame, Image, Window
from vision.overlay.picture import LONGEST_PART_PX
from vision.video import VideoWriter, open_video
from vision.video.writing import Preset

SHAPE = Shape(1080, 60, 10)
FRAMES = 180
STRIP_PX = 77  # of the clip, below the part
SLOWER: tuple[Preset, ...] = ("superfast", "veryfast", "faster")
PART = Window(592, 12, 770, 960)  # of the runner who is enlarged to that shape
PART_LONGEST_PX, WHOLE_LONGEST_PX = (660, 960), (1280, 1920)
CRFS = (24, 28)
HEAD = ("shown", "longest side, px", "preset", "crf", "processor ms a frame", "Mbit/s", "sharpness, dB")


@dataclass(frozen=True, slots=True)
class Way:
    """One way to encode."""

    shown: Literal["part", "whole"]
    longest_px: int
    preset: Preset
    crf: int

    @property
    def window(self) -> Window:
        return PART if self.shown == "part" else Window(0, 0, *SHAPE.size)

    @property
    def scale(self) -> float:
        """With the strip below, in which the longest side is reckoned."""
        window = self.window
        return self.longest_px / max(window.width, window.height + STRIP_PX)

    def pictures(self, frames: Sequence[Frame]) -> Iterator[Image]:
        """What is shown of some frames, without overlay and strip."""
        width, height = (int(side * self.scale / 2) * 2 for side in (self.window.width, self.window.height))
        for frame in frames:
            yield frame.picture.scaled(width, height, part=self.window)


PRODUCT = Way("part", LONGEST_PART_PX, "ultrafast", 26)


def ways() -> Iterator[Way]:
    yield PRODUCT
    yield from (replace(PRODUCT, preset=preset, crf=24) for preset in SLOWER)
    yield from (replace(PRODUCT, crf=crf) for crf in CRFS)
    yield from (replace(PRODUCT, longest_px=longest_px) for longest_px in PART_LONGEST_PX)
    yield from (replace(PRODUCT, shown="whole", longest_px=longest_px) for longest_px in WHOLE_LONGEST_PX)


def row(way: Way, frames: Sequence[Frame], path: Path) -> list[str]:
    pictures = list(way.pictures(frames))
    height, width = pictures[0].shape[:2]
    start = time.process_time()
    with VideoWriter(path, width=width, height=height, preset=way.preset, crf=way.crf) as writer:
        for frame, picture in zip(frames, pictures, strict=True):
            writer.write(picture, frame.time_s)
    busy_ms = 1000 * (time.process_time() - start) / len(frames)
    megabits = 8e-6 * path.stat().st_size * SHAPE.fps / len(frames)
    seen = zip(frames[::10], islice(open_video(path).frames(), 0, None, 10), strict=False)
    decibel = np.mean([sharpness_db(frame.image, shown.image, way) for frame, shown in seen])
    measured = (f"{number:.1f}" for number in (busy_ms, megabits, decibel))
    return [way.shown, str(way.longest_px), way.preset, str(way.crf), *measured]


def sharpness_db(original: Image, shown: Image, way: Way) -> float:
    """Of the middle of the part with the runner, without the sensor's noise."""
    window = way.window
    times = np.array([window.width, window.height]) / shown.shape[1::-1]
    shift = (window.left, window.top) + (times - 1) / 2  # pixel i covers [i, i + 1]
    back = np.column_stack([np.diag(times), shift])
    large = cv2.warpAffine(shown, back, SHAPE.size, flags=cv2.INTER_CUBIC)
    top, left = PART.top + PART.height // 4, PART.left + PART.width // 4
    middle = np.s_[top : top + PART.height // 2, left : left + PART.width // 2]
    return float(cv2.PSNR(cv2.medianBlur(original, 3)[middle], large[middle]))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DATA / "rendered", help="folder of rendered clips")
    parser.add_argument("--clips", type=Path, help="folder that keeps the clip")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        clip = make_clip(Loop(given.data / "dev01.mp4", 428, 60), SHAPE, given.clips or Path(scratch))
        frames = list(islice(open_video(clip).frames(), FRAMES))
        rows = [row(way, frames, Path(scratch) / "encoded.mp4") for way in ways()]
    title = (
        f"# Encoding the annotated video\n\n{FRAMES} frames of {SHAPE.name}; the product's way is the first."
    )
    text = "\n".join([title, "", *markdown_table(HEAD, rows), "Made by `python benchmarks/encoders.py`.", ""])
    print(text)
    if given.out:
        given.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
