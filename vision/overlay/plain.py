"""Frames as they were filmed, with nothing drawn, to look at closely."""

from collections.abc import Iterable
from pathlib import Path

from vision.datatypes import Window
from vision.overlay.picture import jpeg
from vision.video import open_video

_QUALITY = 92


def plain_pictures(
    video: str | Path, frames: Iterable[int], *, window: Window | None = None
) -> dict[int, bytes]:
    """JPEGs of these frames by index, at full size, without those that are damaged or beyond the end.

    `window` is the part of the picture that was analysed. Raises UnreadableVideo.
    """
    clip = open_video(video).within(window)
    there = (frame for frame in frames if 0 <= frame < clip.info.frames)
    return {frame.index: jpeg(frame.image, quality=_QUALITY) for frame in clip.sample(there)}
