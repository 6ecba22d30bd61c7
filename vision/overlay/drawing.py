"""Everything that is drawn from one clip, in one pass over it."""

from collections.abc import Collection
from typing import Protocol

from vision.datatypes import Frame
from vision.video import Video


class Drawing(Protocol):
    """Pictures made of some frames of a clip."""

    @property
    def frames(self) -> Collection[int]:
        """Indices of the frames that it takes, each once and in ascending order."""
        ...

    def take(self, frame: Frame) -> None: ...


def draw(video: Video, *drawings: Drawing) -> None:
    """Give every drawing its frames; the video is decoded once."""
    wanted = [frozenset(drawing.frames) for drawing in drawings]
    for frame in video.sample(frozenset().union(*wanted)):
        for drawing, frames in zip(drawings, wanted, strict=True):
            if frame.index in frames:
                drawing.take(frame)
