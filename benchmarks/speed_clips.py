"""Phone-like clips of any size, rate and length, from one rendered runner.

A whole number of strides is enlarged, given a sensor's noise, encoded once and repeated packet by packet, so
that a long clip costs no more to make than a short one and the runner never leaps.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from pathlib import Path

import av
import cv2
import numpy as np

from vision.datatypes import Image
from vision.video import open_video

NOISE_SD = 3.0  # of 255, a phone indoors
NOISES = 7
BITS_PER_PIXEL = 0.15  # 19 Mbit/s at 1080p60, about what phones spend


@dataclass(frozen=True, slots=True)
class Loop:
    """Frames of a rendered clip after which the runner stands as at first: a whole number of strides."""

    video: Path
    frames: int
    fps: int


@dataclass(frozen=True, slots=True)
class Shape:
    """Size, rate and length of a clip; one of fewer frames a second leaves some of the loop's out."""

    height: int
    fps: int
    seconds: int

    @property
    def size(self) -> tuple[int, int]:
        return self.height * 16 // 9, self.height

    @property
    def frames(self) -> int:
        return self.fps * self.seconds

    @property
    def name(self) -> str:
        return f"{self.height}p{self.fps}, {self.seconds} s"


def make_clip(loop: Loop, shape: Shape, folder: Path) -> Path:
    """The clip in the folder, written unless it is there already."""
    stem = f"{loop.video.stem}_{shape.height}p{shape.fps}"
    path, once = folder / f"{stem}_{shape.seconds}s.mp4", folder / f"{stem}_loop.mp4"
    if not once.exists():
        _encode(_enlarged(loop, shape), once, shape)
    if not path.exists():
        _repeat(once, path, shape)
    return path


def _enlarged(loop: Loop, shape: Shape) -> Iterator[Image]:
    rng = np.random.default_rng(0)
    noises = [rng.normal(0, NOISE_SD, (*shape.size[::-1], 1)).astype(np.float32) for _ in range(NOISES)]
    wanted = range(0, loop.frames, loop.fps // shape.fps)
    for number, frame in enumerate(open_video(loop.video).sample(wanted)):
        large = cv2.resize(frame.image, shape.size, interpolation=cv2.INTER_CUBIC)
        yield np.clip(large + noises[number % NOISES], 0, 255).astype(np.uint8)


def _encode(images: Iterator[Image], path: Path, shape: Shape) -> None:
    with av.open(str(path), "w") as container:
        options = {"preset": "veryfast", "bf": "0", "g": str(shape.fps)}
        stream = container.add_stream("libx264", rate=shape.fps, options=options)
        (stream.width, stream.height), stream.pix_fmt = shape.size, "yuv420p"
        stream.bit_rate = round(BITS_PER_PIXEL * stream.width * stream.height * shape.fps)
        for number, image in enumerate(images):
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, shape.fps)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _repeat(once: Path, path: Path, shape: Shape) -> None:
    with av.open(str(once)) as source, av.open(str(path), "w") as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        numbers = count()
        while True:
            source.seek(0)
            for packet in source.demux(source.streams.video[0]):
                if packet.size:
                    number = next(numbers)
                    if number == shape.frames:
                        return
                    packet.stream, packet.time_base = stream, Fraction(1, shape.fps)
                    packet.pts = packet.dts = number
                    packet.duration = 1
                    target.mux(packet)
