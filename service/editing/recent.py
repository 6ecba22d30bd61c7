"""What was made lately and may be asked for again, in memory: nothing of it is ever on a disk."""

import threading
import time
from collections.abc import Callable, Collection
from typing import Generic, NamedTuple, TypeVar

Value = TypeVar("Value")


class Key(NamedTuple):
    """Something of an analysis."""

    analysis: str
    number: int


class Recent(Generic[Value]):
    """At most so many bytes, and nothing that nobody asked for lately."""

    def __init__(self, size: Callable[[Value], int], *, most_bytes: int, keep_s: float) -> None:
        self._size, self._most_bytes, self._keep_s = size, most_bytes, keep_s
        self._values: dict[Key, tuple[Value, float]] = {}  # the one used longest ago comes first
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
            self._values.pop(key, None)
            self._values[key] = (value, time.monotonic())
            while sum(self._size(each) for each, _ in self._values.values()) > self._most_bytes:
                del self._values[next(iter(self._values))]

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
                    del self._values[key]
