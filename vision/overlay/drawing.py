"""Everything that is drawn from one clip, in one pass over it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

from vision.datatypes import Frame
from vision.side_by_side import side_by_side
from vision.video import Video

Put = Callable[[], None]


class Drawing(Protocol):
    """Pictures made of some frames of a clip."""

    @property
    def frames(self) -> Collection[int]:
        """Indices of the frames that it takes, each once and in ascending order."""
        ...

    def draw(self, frame: Frame) -> Put:
        """Draw a frame, beside others in other threads; what comes back puts the result in its place."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Some:
    """A drawing of which only some frames are wanted."""

    whole: Drawing
    frames: Collection[int]

    def draw(self, frame: Frame) -> Put:
        return self.whole.draw(frame)


def draw(video: Video, *drawings: Drawing) -> None:
    """Give every drawing its frames and put away what it draws, in order; the video is decoded once."""
    wanted = [frozenset(drawing.frames) for drawing in drawings]

    def drawn(frame: Frame) -> list[Put]:
        return [d.draw(frame) for d, frames in zip(drawings, wanted, strict=True) if frame.index in frames]

    for puts in side_by_side(drawn, video.sample(frozenset().union(*wanted))):
        for put in puts:
            put()
