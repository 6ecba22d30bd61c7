"""Landmarks and plain frames of finished analyses, made in processes of their own and kept for a while."""

from collections.abc import Callable
from typing import TypeVar

from fastapi.concurrency import run_in_threadpool

from service.aside import Aside
from service.editing import faults
from service.editing.cutting import cut
from service.editing.figures import ClipFigures, figures_of
from service.models import Record
from service.recent import Key, Recent
from service.revisions.measuring import Reports
from service.revisions.rows import Revisions
from service.store import VIDEO, Store
from service.threads import Threads
from vision import PlainPicture, Window

Value = TypeVar("Value")

_MOST_WAITING = 16
_AT_ONCE = 2
_KEEP_S = 600.0
_FIGURES_BYTES, _PICTURES_BYTES = 64 << 20, 64 << 20
_BEFORE, _AFTER = 2, 5  # frames beside the one asked for, which whoever steps asks for next


class Editor:
    """What is shown to whoever corrects; of one analysis one thing is made at a time."""

    def __init__(self, aside: Aside, store: Store, reports: Reports, revisions: Revisions) -> None:
        self._aside, self._store = aside, store
        self._reports, self._revisions = reports, revisions
        self.figures_kept = Recent[ClipFigures](
            lambda value: value.size, most_bytes=_FIGURES_BYTES, keep_s=_KEEP_S
        )
        self.pictures_kept = Recent[PlainPicture](
            lambda value: len(value.jpeg), most_bytes=_PICTURES_BYTES, keep_s=_KEEP_S
        )
        self._threads = Threads(_AT_ONCE)

    async def figures(self, record: Record, number: int) -> ClipFigures:
        """The drawn figure of every frame of a revision; raises Problem."""
        key = Key(record.id, number)
        known = self.figures_kept.get(key)
        return await self._made(record, self._measured, key) if known is None else known

    async def picture(self, record: Record, frame: int) -> PlainPicture:
        """A frame with nothing drawn; raises Problem."""
        key = Key(record.id, frame)
        known = self.pictures_kept.get(key)
        return await self._made(record, self._cut, key) if known is None else known

    async def corner_px(self, record: Record) -> tuple[int, int]:
        """Where in the whole picture lies what is shown of it."""
        window = (await run_in_threadpool(self._reports.source, record)).get("window")
        return (window["left"], window["top"]) if window else (0, 0)

    async def _made(self, record: Record, make: Callable[[Record, Key], Value], key: Key) -> Value:
        self._aside.expect()
        if self._threads.waiting >= _MOST_WAITING:
            raise faults.too_busy()
        return await self._threads.run(self._in_turn, make, record, key)

    def _in_turn(self, make: Callable[[Record, Key], Value], record: Record, key: Key) -> Value:
        with self._aside.turn(record.id):
            return make(record, key)

    def _measured(self, record: Record, key: Key) -> ClipFigures:
        if known := self.figures_kept.get(key):
            return known
        corrections = self._revisions.held(*key)
        with self._aside.folder() as folder:
            figures = self._aside.run(figures_of, self._reports.kept(record, folder), corrections)
        self.figures_kept.keep(key, figures)
        return figures

    def _cut(self, record: Record, key: Key) -> PlainPicture:
        if known := self.pictures_kept.get(key):
            return known
        window = self._reports.source(record).get("window")
        frames = range(key.number - _BEFORE, key.number + _AFTER + 1)
        with self._aside.folder() as folder:
            video = self._store.blobs.fetch(f"{record.id}/{VIDEO}", folder)
            pictures = self._aside.run(cut, video, frames, Window(**window) if window else None)
        for frame, picture in pictures.items():
            self.pictures_kept.keep(Key(record.id, frame), picture)
        if key.number not in pictures:
            raise faults.no_such_frame()
        return pictures[key.number]
