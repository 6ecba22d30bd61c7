"""Frames as they were filmed, with nothing drawn, to look at closely."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from vision.datatypes import Window
from vision.overlay.picture import jpeg
from vision.video import open_video

_QUALITY = 92


@dataclass(frozen=True, slots=True)
class PlainPicture:
    """A frame as a JPEG at full size; `time_s` is the video's own time, whatever it was filmed at."""

    jpeg: bytes
    time_s: float


def plain_pictures(
    video: str | Path, frames: Iterable[int], *, window: Window | None = None
) -> dict[int, PlainPicture]:
    """These frames by index, without those that are damaged or beyond the end.

    `window` is the part of the picture that was analysed. Raises UnreadableVideo.
    """
    clip = open_video(video).within(window)
    there = (frame for frame in frames if 0 <= frame < clip.info.frames)
    return {
        frame.index: PlainPicture(jpeg(frame.image, quality=_QUALITY), frame.time_s)
        for frame in clip.sample(there)
    }
