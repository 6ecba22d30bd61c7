"""Click tracks, made when they are asked for; nothing of them stays."""

from collections.abc import Iterator, Sequence
from typing import BinaryIO, Literal

from coaching import Accent, Every, Segment, write_click_track
from service.aside import Aside
from service.plans import faults
from service.threads import Threads

Kind = Literal["wav", "flac", "mp3"]
MEDIA_TYPES: dict[Kind, str] = {"wav": "audio/wav", "flac": "audio/flac", "mp3": "audio/mpeg"}

_AT_ONCE, _MOST_WAITING = 2, 16
_CHUNK = 1 << 18


class ClickTracks:
    """Makes a few at a time, in a folder of this machine."""

    def __init__(self, aside: Aside) -> None:
        self._aside, self._threads = aside, Threads(_AT_ONCE)

    async def file(self, segments: Sequence[Segment], kind: Kind, accent: Accent, every: Every) -> BinaryIO:
        """The file, which goes when it is closed. Raises Problem, InvalidEntry, OSError."""
        if self._threads.waiting >= _MOST_WAITING:
            raise faults.too_busy()
        return await self._threads.run(self._made, segments, kind, accent, every)

    def _made(self, segments: Sequence[Segment], kind: Kind, accent: Accent, every: Every) -> BinaryIO:
        with self._aside.folder() as folder:
            path = folder / f"clicks.{kind}"
            write_click_track(path, segments, accent=accent, every=every)
            return path.open("rb")


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """What is in it, and its end."""
    with file:
        while piece := file.read(_CHUNK):
            yield piece
