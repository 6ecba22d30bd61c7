"""Work that a request waits for, done aside: in a process of its own, within the limits of an analysis.

The start of a process takes longer than most of this work. So from the first piece of it on one waits ready
for the next: what it needs is imported, what it may not do is barred, and it knows of no clip. Each does one
piece of work and ends, so that nothing of one person stays for another.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar
from weakref import WeakValueDictionary

from service import problems
from service.child import (
    SYSTEM_ERROR,
    Child,
    ChildDied,
    ChildRefused,
    ChildSilent,
    ChildSlow,
    ProcessLimits,
    Spare,
)

log = logging.getLogger("midstance")

Value = TypeVar("Value")
MODULES = (
    "service.revisions.processes",
    "service.editing.figures",
    "service.editing.cutting",
    "service.sheets.processes",
    "service.recordings.processes",
    "service.exports.processes",
)
"""Where the functions are that are done here, and all that they import."""

_IDLE_S, _LOOK_S = 600.0, 60.0
_NICE = 5  # after the server, before analyses: somebody waits for it


class Aside:
    """Where such work is done; `ready` processes wait for it while there is some now and then."""

    def __init__(self, scratch: Path, limits: ProcessLimits, *, ready: int = 0) -> None:
        self._scratch, self._limits, self._ready = scratch, replace(limits, nice=_NICE), ready
        self._spares: list[Spare] = []
        self._starter: ThreadPoolExecutor | None = None
        self._used = time.monotonic()
        self._turns: WeakValueDictionary[str, threading.Lock] = WeakValueDictionary()

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Processes wait only within the block; Linux kills them with the thread that starts them."""
        with ThreadPoolExecutor(1, thread_name_prefix="aside") as self._starter:
            try:
                yield
            finally:
                starter, self._starter = self._starter, None
                starter.submit(self._end_all)

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """An empty folder of this machine, of which nothing is left afterwards. Raises OSError."""
        self._scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
        with TemporaryDirectory(dir=self._scratch, prefix="revision-") as folder:
            yield Path(folder)

    def turn(self, id: str) -> threading.Lock:
        """To hold while something is made of an analysis that another request may have made already."""
        return self._turns.setdefault(id, threading.Lock())

    def expect(self) -> None:
        """Say that there will be work soon."""
        self._used = time.monotonic()
        if len(self._spares) < self._ready:
            self._have_done(self._start_missing)

    def run(self, function: Callable[..., Value], *args: object) -> Value:
        """What `function(*args, progress)` returns; raises ChildRefused, and Problem where it breaks."""
        try:
            return self._child(function, *args).result(lambda *_: None)
        except ChildRefused as error:
            if error.reason.code == SYSTEM_ERROR:
                raise problems.storage_full() from error
            raise
        except (ChildDied, ChildSilent, ChildSlow) as error:
            log.error("%s broke its process (%s)", function.__name__, type(error).__name__)
            raise problems.server_error() from error
        finally:
            self.expect()

    async def rest(self) -> None:
        """Let the processes go that nobody needed for ten minutes."""
        while True:
            await asyncio.sleep(_LOOK_S)
            if time.monotonic() - self._used > _IDLE_S:
                self._have_done(self._end_all)

    def _have_done(self, what: Callable[[], None]) -> None:
        """Do it in the one thread that the waiting processes belong to."""
        with suppress(RuntimeError):  # the server stops
            if self._starter:
                self._starter.submit(what)

    def _child(self, function: Callable[..., Value], *args: object) -> Child[Value]:
        try:
            spare = self._spares.pop()
        except IndexError:
            return Child(function, *args, limits=self._limits)
        if spare.is_there:
            return spare.begin(function, *args)
        spare.end()
        return Child(function, *args, limits=self._limits)

    def _start_missing(self) -> None:
        while self._starter and len(self._spares) < self._ready:
            self._spares.append(Spare(MODULES, limits=self._limits))

    def _end_all(self) -> None:
        while self._spares:
            self._spares.pop().end()
