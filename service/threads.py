"""Threads for work that takes long: of its own, so that no other request waits for one of them."""

from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager
from typing import TypeVar, TypeVarTuple, Unpack

import anyio
from anyio import to_thread

Value = TypeVar("Value")
Item = TypeVar("Item")
Arguments = TypeVarTuple("Arguments")
_UPLOADS, _READERS = 8, 8


class Threads:
    """So many at a time; who comes then waits, without holding anything."""

    def __init__(self, at_once: int = _UPLOADS) -> None:
        self._at_once, self._asked = at_once, 0
        self._limiter = anyio.CapacityLimiter(at_once)

    @property
    def waiting(self) -> int:
        """How many wait for a thread."""
        return max(0, self._asked - self._at_once)

    async def run(self, function: Callable[[Unpack[Arguments]], Value], *arguments: *Arguments) -> Value:
        """The function's value; a request that is given up waits for its end all the same."""
        self._asked += 1
        try:
            return await to_thread.run_sync(function, *arguments, limiter=self._limiter)
        finally:
            self._asked -= 1

    @asynccontextmanager
    async def unwinding(self) -> AsyncIterator[ExitStack]:
        """A stack of what has to be left again, which may wait for disk and locks too."""
        stack = ExitStack()
        try:
            yield stack
        finally:
            with anyio.CancelScope(shield=True):
                await self.run(stack.close)


def read_together(read: Callable[[Item], Value], items: Iterable[Item]) -> list[Value]:
    """What `read` makes of each, in order; several at a time, as a bucket takes its time for each."""
    with ThreadPoolExecutor(_READERS) as readers:
        return list(readers.map(read, items))
