"""What was made lately and may be asked for again, in memory: nothing of it is ever on a disk."""

import asyncio
import threading
import time
from collections.abc import Callable, Collection
from typing import Any, Generic, NamedTuple, TypeVar

from fastapi.concurrency import run_in_threadpool

from service.analyses import Analyses
from service.chores import tried

Value = TypeVar("Value")

_LOOK_S = 60.0


class Key(NamedTuple):
    """Something of an analysis."""

    analysis: str
    number: int


class Recent(Generic[Value]):
    """At most so many bytes, and nothing that nobody asked for lately."""

    def __init__(self, size: Callable[[Value], int], *, most_bytes: int, keep_s: float) -> None:
        self._size, self._most_bytes, self._keep_s = size, most_bytes, keep_s
        self._values: dict[Key, tuple[Value, float]] = {}  # the one used longest ago comes first
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: Key) -> Value | None:
        """What was kept by this key, if it still is."""
        with self._lock:
            found = self._values.pop(key, None)
            if found is None:
                return None
            self._values[key] = (found[0], time.monotonic())
            return found[0]

    def keep(self, key: Key, value: Value) -> None:
        """Keep a value in place of those used longest ago; one that is too large is not kept."""
        with self._lock:
            self._remove(key)
            self._values[key] = (value, time.monotonic())
            self._bytes += self._size(value)
            while self._bytes > self._most_bytes:
                self._remove(next(iter(self._values)))

    def analyses(self) -> set[str]:
        """Of which analyses there is anything."""
        with self._lock:
            return {key.analysis for key in self._values}

    def drop(self, there: Collection[str]) -> None:
        """Drop what is of other analyses than these, or was not asked for lately."""
        since = time.monotonic() - self._keep_s
        with self._lock:
            for key, (_, used) in list(self._values.items()):
                if key.analysis not in there or used < since:
                    self._remove(key)

    def _remove(self, key: Key) -> None:
        if found := self._values.pop(key, None):
            self._bytes -= self._size(found[0])


async def keep_forgetting(known: Analyses, *kept: Recent[Any]) -> None:
    """Now and then, drop what nobody asked for lately, and what is of analyses that are gone."""
    while True:
        await asyncio.sleep(_LOOK_S)
        with tried("forgetting what is of analyses that are gone"):
            of = set().union(*(recent.analyses() for recent in kept))
            there = set(await run_in_threadpool(known.look, of)) if of else set()
            for recent in kept:
                recent.drop(there)
