"""Whether the server can do its work now, and which part of it cannot."""

import asyncio
import shutil
import time
from collections.abc import Iterator

from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from service.blobs import Blobs, StoreGone
from service.database import require_changeable
from service.settings import Settings
from vision import Reason

FRESH_S = 2.0


class Readiness:
    """Looks at what the server hangs on."""

    def __init__(self, settings: Settings, engine: Engine, blobs: Blobs) -> None:
        self._settings, self._engine, self._blobs = settings, engine, blobs
        self._looking = asyncio.Lock()
        self._latest: list[Reason] = []
        self._stale_at = 0.0

    def faults(self) -> list[Reason]:
        """What is not ready, each with what to do; empty when all is."""
        return list(self._look())

    async def latest(self) -> list[Reason]:
        """The same, as it was found at most two seconds ago; however many ask, one of them looks."""
        async with self._looking:
            if time.monotonic() >= self._stale_at:
                self._latest = await run_in_threadpool(self.faults)
                self._stale_at = time.monotonic() + FRESH_S
            return self._latest

    def _look(self) -> Iterator[Reason]:
        if not self._database_answers():
            words = "The database does not answer or takes no changes; see that it runs and may be written."
            yield Reason("database", words)
        if not self._store_answers():
            words = (
                "Clips and reports cannot be reached; see that their disk is mounted or their bucket there."
            )
            yield Reason("store", words)
        yield from self._disk()

    def _disk(self) -> Iterator[Reason]:
        try:
            free = free_mib(self._settings)
        except OSError:
            yield Reason("disk", "The data folder cannot be reached; see that its disk is mounted.")
            return
        if free < self._settings.free_space_mib:
            words = f"The disk has less than {self._settings.free_space_mib} MiB free; make room on it."
            yield Reason("disk", words)

    def _store_answers(self) -> bool:
        try:
            self._blobs.ask()
        except StoreGone:
            return False
        return True

    def _database_answers(self) -> bool:
        try:
            require_changeable(self._engine)
        except OperationalError:
            return False
        return True


def free_mib(settings: Settings) -> float:
    """Room on the disk of the data folder, in MiB. Raises OSError."""
    return shutil.disk_usage(settings.data).free / 2**20
