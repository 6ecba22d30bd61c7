"""Those who follow analyses or batches: one look at the database for all of them, however many they are."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from typing import Generic, Protocol, TypeVar

from fastapi.concurrency import run_in_threadpool
from sqlalchemy.exc import SQLAlchemyError

from service.batches.models import Batch
from service.models import Record

log = logging.getLogger("midstance")

INTERVAL_S = 0.5


class Followed(Protocol):
    """What can be followed: it has an id, and an end."""

    @property
    def id(self) -> str: ...
    @property
    def is_over(self) -> bool: ...


Thing = TypeVar("Thing", bound=Followed)


class Watch(ABC, Generic[Thing]):
    """Looks at what is followed, twice a second as long as anybody follows.

    `look` reads the things of these ids, those that are still there; it may block.
    """

    def __init__(self, look: Callable[[Collection[str]], Mapping[str, Thing]]) -> None:
        self._look = look
        self._followed: Counter[str] = Counter()
        self._found: Mapping[str, Thing | None] = {}
        self._round = asyncio.Event()  # set when there is something found; the next round has another
        self._looking: asyncio.Task[None] | None = None
        self._closed = False

    @staticmethod
    @abstractmethod
    def gone(thing: Thing) -> Thing | None:
        """What to tell of a thing that was deleted, if anything."""

    async def changes(self, thing: Thing) -> AsyncIterator[Thing]:
        """The thing whenever it has changed, until its end, its deletion or `close`.

        While the database does not answer nothing changes.
        """
        self._followed[thing.id] += 1
        try:
            while not thing.is_over and not self._closed:
                await self._next_round()
                latest = self._found.get(thing.id, thing) or self.gone(thing)
                if latest is None:
                    return
                if latest != thing:
                    thing = latest
                    yield thing
        finally:
            self._followed[thing.id] -= 1
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


class AnalysisWatch(Watch[Record]):
    """Those who follow analyses; one that was deleted is told as cancelled."""

    @staticmethod
    def gone(thing: Record) -> Record:
        return thing.model_copy(update={"status": "cancelled", "progress": None})


class BatchWatch(Watch[Batch]):
    """Those who follow batches."""

    @staticmethod
    def gone(thing: Batch) -> None:
        del thing
