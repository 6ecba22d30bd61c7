"""Small clips for `faults.py`: cheap to analyse, each upload unlike any other: a mix would be seen."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import av

from vision.datatypes import Image
from vision.video import open_video

SAMPLES = Path(__file__).parents[1] / "sample_videos"
FAST, PLAIN = SAMPLES / "treadmill_forefoot_30fps.mp4", SAMPLES / "treadmill_right_60fps.mp4"
FPS, SECONDS = 30, 2
STARTS_S = (0.5, 1.5, 2.5, 3.5)


@dataclass(frozen=True, slots=True)
class UploadedClip:
    """What is uploaded, and with which network it is to be looked at."""

    name: str
    content: bytes
    model: str = "lite"


def clips() -> list[UploadedClip]:
    """Runners; a picture in which nobody runs; and one that takes more processor time than it is given."""
    runners = [
        UploadedClip(f"{video.stem}_{start_s:g}s", encoded(cut(video, start_s)))
        for video in (FAST, PLAIN)
        for start_s in STARTS_S
    ]
    still = [image for image in islice(cut(FAST, 0.0), 1) for _ in range(FPS * SECONDS)]
    return [
        *runners,
        UploadedClip("still", encoded(iter(still))),
        UploadedClip("endless", PLAIN.read_bytes(), "heavy"),
    ]


def numbered(clip: bytes, number: int) -> bytes:
    """The same clip with a number in a box that no player looks into."""
    content = f"{number:08}".encode()
    return clip + (8 + len(content)).to_bytes(4, "big") + b"free" + content


def cut(video: Path, start_s: float, *, seconds: float = SECONDS, fps: int = FPS) -> Iterator[Image]:
    """The pictures of a part of a clip, at a rate that divides the clip's."""
    opened = open_video(video)
    step = round(opened.info.container_fps / fps)
    first = round(start_s * opened.info.container_fps)
    return (frame.image for frame in opened.sample(range(first, first + round(step * fps * seconds), step)))


def encoded(images: Iterable[Image], *, size: tuple[int, int] = (480, 270)) -> bytes:
    """A clip of these pictures, `FPS` of them a second, brought to a width and height."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "clip.mp4")
        with av.open(str(path), "w") as container:
            stream = container.add_stream("libx264", rate=FPS, options={"preset": "veryfast", "threads": "1"})
            stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
            for number, image in enumerate(images):
                frame = av.VideoFrame.from_ndarray(image, format="rgb24")
                frame.pts, frame.time_base = number, Fraction(1, FPS)
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        return path.read_bytes()
