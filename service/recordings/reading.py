"""Watch files, read aside: one that was made to harm breaks no more than a process."""

from collections.abc import AsyncIterable, Mapping
from pathlib import Path
from typing import Any

from coaching import WatchLimits
from service.aside import Aside
from service.child import ChildRefused
from service.recordings import faults
from service.recordings.processes import told
from service.threads import Threads

NAME = "The file"
_MOST = WatchLimits().xml_bytes
_AT_ONCE, _MOST_WAITING = 1, 8


class WatchFiles:
    """Reads one after the other, in a folder of this machine that is gone afterwards."""

    def __init__(self, aside: Aside) -> None:
        self._aside, self._threads = aside, Threads(_AT_ONCE)
        self._receiving = Threads()

    async def told(self, body: AsyncIterable[bytes], report: Mapping[str, Any] | None) -> dict[str, Any]:
        """What a recording shows, beside a report where one is given. Raises Problem, OSError."""
        if self._threads.waiting >= _MOST_WAITING:
            raise faults.too_busy()
        async with self._receiving.unwinding() as stack:
            folder = await self._receiving.run(stack.enter_context, self._aside.folder())
            path = folder / NAME
            await self._receive(body, path)
            return await self._threads.run(self._read, path, report)

    async def _receive(self, body: AsyncIterable[bytes], path: Path) -> None:
        size = 0
        with path.open("wb") as file:
            async for piece in body:
                size += len(piece)
                if size > _MOST:
                    raise faults.too_large(_MOST / 2**20)
                await self._receiving.run(file.write, piece)

    def _read(self, path: Path, report: Mapping[str, Any] | None) -> dict[str, Any]:
        try:
            return self._aside.run(told, path, report)
        except ChildRefused as error:
            raise faults.unreadable(error.reason.message) from error
