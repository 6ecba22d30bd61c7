"""What the annotated video costs: size, preset and quality of the H.264 encoder, as a table.

    python benchmarks/encoders.py [--data DIR] [--clips DIR] [--out docs/encoders.md]

Pictures of a phone-like clip, scaled as the annotated video scales them, are encoded in every way. Sharpness
is the peak signal-to-noise ratio of the middle half, where the runner is, against the clip at its own size.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
from speed_clips import Loop, Shape, make_clip
from tables import markdown_table
from truth import DATA

from vision.datatypes import Frame, Image
from vision.video import VideoWriter, open_video
from vision.video.writing import Preset

SHAPE = Shape(1080, 60, 10)
FRAMES = 180
SLOWER: tuple[Preset, ...] = ("superfast", "veryfast", "faster")
LONGEST_PX = (960, 1920)
CRFS = (24, 28)
HEAD = ("longest side, px", "preset", "crf", "processor ms a frame", "Mbit/s", "sharpness, dB")


@dataclass(frozen=True, slots=True)
class Way:
    """One way to encode."""

    longest_px: int
    preset: Preset
    crf: int


PRODUCT = Way(1280, "ultrafast", 26)


def ways() -> Iterator[Way]:
    yield PRODUCT
    yield from (replace(PRODUCT, preset=preset, crf=24) for preset in SLOWER)
    yield from (replace(PRODUCT, crf=crf) for crf in CRFS)
    yield from (replace(PRODUCT, longest_px=longest_px) for longest_px in LONGEST_PX)


def row(way: Way, frames: Sequence[Frame], path: Path) -> list[str]:
    height, width = (round(side * way.longest_px / SHAPE.size[0] / 2) * 2 for side in SHAPE.size[::-1])
    pictures = [frame.picture.scaled(width, height) for frame in frames]
    start = time.process_time()
    with VideoWriter(path, width=width, height=height, preset=way.preset, crf=way.crf) as writer:
        for frame, picture in zip(frames, pictures, strict=True):
            writer.write(picture, frame.time_s)
    busy_ms = 1000 * (time.process_time() - start) / len(frames)
    megabits = 8e-6 * path.stat().st_size * SHAPE.fps / len(frames)
    seen = zip(frames[::10], islice(open_video(path).frames(), 0, None, 10), strict=False)
    decibel = np.mean([sharpness_db(frame.image, shown.image) for frame, shown in seen])
    cells = (way.longest_px, way.preset, way.crf, f"{busy_ms:.1f}", f"{megabits:.1f}", f"{decibel:.1f}")
    return [str(cell) for cell in cells]


def sharpness_db(original: Image, shown: Image) -> float:
    """Of the middle half, where the runner is, without the sensor's noise."""
    height, width = original.shape[:2]
    large = cv2.resize(shown, (width, height), interpolation=cv2.INTER_CUBIC)
    middle = np.s_[:, width // 4 : -width // 4]
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
