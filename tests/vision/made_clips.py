"""Small clips with known content: each picture carries its number as bright and dark blocks."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

BITS = 10
Picture = NDArray[np.uint8]


def numbered_picture(number: int, width: int, height: int) -> Picture:
    """Top half: the bits of `number`, left to right. Bottom half: red, green and blue."""
    image = np.zeros((height, width, 3), np.uint8)
    edges = np.linspace(0, width, BITS + 1).astype(int)
    for bit in range(BITS):
        image[: height // 2, edges[bit] : edges[bit + 1]] = 235 * (number >> bit & 1)
    for channel, column in enumerate(np.array_split(np.arange(width), 3)):
        image[height // 2 :, column, channel] = 220
    return image


def read_number(image: Picture) -> int:
    """The number in a picture made by `numbered_picture`."""
    height, width = image.shape[:2]
    centers = ((np.arange(BITS) + 0.5) * width / BITS).astype(int)
    return int(sum(1 << bit for bit, x in enumerate(centers) if image[height // 4, x].mean() > 117))


def lively_picture(number: int, width: int, height: int) -> Picture:
    """One scene with a bright bar that moves on with every picture."""
    image = np.kron(np.indices((height // 20 + 1, width // 20 + 1)).sum(axis=0) % 2, np.ones((20, 20)))
    image = np.repeat(60 + 120 * image[:height, :width, None], 3, axis=2).astype(np.uint8)
    left = number * 37 % (width - 40)
    image[height // 3 : -height // 3, left : left + 20] = (250, 230, 40)
    return image


def make_clip(
    path: Path,
    *,
    ticks: Sequence[int] = range(30),
    time_base: Fraction = Fraction(1, 30),
    size: tuple[int, int] = (160, 96),
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    options: dict[str, str] | None = None,
    display_rotation_deg: int = 0,
    mirrored: bool = False,
    pixel_aspect: Fraction | None = None,
    metadata: dict[str, str] | None = None,
    draw: Callable[[int, int, int], Picture] = numbered_picture,
) -> Path:
    """Encode one picture at each tick of the time base; the container follows from the suffix."""
    keep_all = {"movflags": "use_metadata_tags"} if metadata else {}
    with av.open(str(path), "w", container_options=keep_all) as container:
        container.metadata.update(metadata or {})
        rate = 1 / (Fraction(ticks[-1] - ticks[0], max(1, len(ticks) - 1)) * time_base) if ticks[-1] else 30
        stream = container.add_stream(
            codec, rate=Fraction(rate).limit_denominator(1001), options=options or {}
        )
        stream.width, stream.height, stream.pix_fmt = *size, pix_fmt
        stream.codec_context.time_base = time_base
        stream.time_base = time_base
        if pixel_aspect:
            stream.codec_context.sample_aspect_ratio = pixel_aspect
        if display_rotation_deg or mirrored:
            stream.set_display_rotation(display_rotation_deg, hflip=mirrored)
        for number, tick in enumerate(ticks):
            frame = av.VideoFrame.from_ndarray(draw(number, *size), format="rgb24")
            frame.pts, frame.time_base = tick, time_base
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def make_sound(path: Path) -> Path:
    """Half a second of a tone, without pictures."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=44100)
        wave = np.sin(np.arange(22050) / 10).astype(np.float32)[None]
        for start in range(0, wave.shape[1], 1024):
            frame = av.AudioFrame.from_ndarray(wave[:, start : start + 1024].copy(), "fltp", "mono")
            frame.sample_rate, frame.pts = 44100, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
