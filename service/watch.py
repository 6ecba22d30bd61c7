"""Those who follow analyses: one look at the database for all of them, however many they are."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Mapping

from fastapi.concurrency import run_in_threadpool
from sqlalchemy.exc import SQLAlchemyError

from service.models import FINAL, Record

log = logging.getLogger("midstance")

INTERVAL_S = 0.5
Look = Callable[[Collection[str]], Mapping[str, Record]]


class Watch:
    """Looks at what is followed, twice a second as long as anybody follows.

    `look` reads the analyses of these ids, those that are still there; it may block.
    """

    def __init__(self, look: Look) -> None:
        self._look = look
        self._followed: Counter[str] = Counter()
        self._found: Mapping[str, Record | None] = {}
        self._round = asyncio.Event()  # set when there is something found; the next round has another
        self._looking: asyncio.Task[None] | None = None
        self._closed = False

    async def changes(self, record: Record) -> AsyncIterator[Record]:
        """The analysis whenever it has changed, until its last status, its deletion or `close`.

        One that was deleted is told as cancelled. While the database does not answer nothing changes.
        """
        self._followed[record.id] += 1
        try:
            while record.status not in FINAL and not self._closed:
                await self._next_round()
                latest = self._found.get(record.id, record)
                if latest is None:
                    latest = record.model_copy(update={"status": "cancelled", "progress": None})
                if latest != record:
                    record = latest
                    yield record
        finally:
            self._followed[record.id] -= 1
            self._followed += Counter()  # drops whom nobody follows

    def close(self) -> None:
        """End all streams: the server stops."""
        self._closed = True
        self._round.set()

    async def _next_round(self) -> None:
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._keep_looking())
        await self._round.wait()

    async def _keep_looking(self) -> None:
        while self._followed and not self._closed:
            await asyncio.sleep(INTERVAL_S)
            ids = list(self._followed)
            try:
                found = await run_in_threadpool(self._look, ids)
            except SQLAlchemyError:
                log.warning("the database does not answer; who follows an analysis waits for it")
                continue
            self._found = {id: found.get(id) for id in ids}
            over, self._round = self._round, asyncio.Event()
            over.set()
