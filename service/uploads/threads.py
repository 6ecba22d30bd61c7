"""Threads for uploads, which wait for the disk: so few that no other request waits for one of them."""

from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from typing import TypeVar, TypeVarTuple, Unpack

import anyio
from anyio import to_thread

Value = TypeVar("Value")
Arguments = TypeVarTuple("Arguments")
_AT_ONCE = 8


class Threads:
    """Eight at a time; who comes then waits, without holding anything."""

    def __init__(self) -> None:
        self._limiter = anyio.CapacityLimiter(_AT_ONCE)

    async def run(self, function: Callable[[Unpack[Arguments]], Value], *arguments: *Arguments) -> Value:
        """The function's value; a request that is given up waits for its end all the same."""
        return await to_thread.run_sync(function, *arguments, limiter=self._limiter)

    @asynccontextmanager
    async def unwinding(self) -> AsyncIterator[ExitStack]:
        """A stack of what has to be left again, which may wait for disk and locks too."""
        stack = ExitStack()
        try:
            yield stack
        finally:
            with anyio.CancelScope(shield=True):
                await self.run(stack.close)
