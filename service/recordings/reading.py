"""Watch files: received as clips are, and read aside; one made to harm breaks no more than a process."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from service.aside import Aside
from service.child import ChildRefused
from service.recordings import faults
from service.recordings.processes import told
from service.threads import Threads
from service.uploads.faults import too_slow
from service.uploads.intake import Intake, OnePiece, blocks

_AT_ONCE, _MOST_UNDER_WAY = 1, 8
_LONGEST_S = 300.0
"""To receive a file in: who sends more slowly would keep the others waiting."""


class WatchFiles:
    """Receives a few at a time, reads one after the other, and keeps none."""

    def __init__(self, aside: Aside, intake: Intake) -> None:
        self._aside, self._intake, self._threads = aside, intake, Threads(_AT_ONCE)
        self._under_way = 0

    async def told(self, body: AsyncIterator[bytes], report: Mapping[str, Any] | None) -> dict[str, Any]:
        """What a recording shows, beside a report where one is given. Raises Problem, OSError."""
        if self._under_way >= _MOST_UNDER_WAY:
            raise faults.too_busy()
        self._under_way += 1
        try:
            async with self._intake.threads.unwinding() as stack:
                path = await self._received(body, stack)
                return await self._threads.run(self._read, path, report)
        finally:
            self._under_way -= 1

    async def _received(self, body: AsyncIterator[bytes], stack: ExitStack) -> Path:
        run = self._intake.threads.run
        piece = await run(self._new_piece, stack)
        try:
            async with asyncio.timeout(_LONGEST_S):
                async for block in blocks(body):
                    await run(piece.write, block)
        except TimeoutError as error:
            raise too_slow() from error
        return piece.path

    def _new_piece(self, stack: ExitStack) -> OnePiece:
        self._intake.room.require_free()
        piece = self._intake.one_piece()
        stack.callback(piece.remove)
        return piece

    def _read(self, path: Path, report: Mapping[str, Any] | None) -> dict[str, Any]:
        try:
            return self._aside.run(told, path, report)
        except ChildRefused as error:
            raise faults.unreadable(error.reason.message) from error
