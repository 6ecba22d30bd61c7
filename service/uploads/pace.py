"""The limit on how slowly a request may come."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.uploads import faults


class Pace:
    """Gives up a body that stays silent, or that comes more slowly on average than it may.

    Only the waiting counts, not the time that the server takes to store what came.
    """

    def __init__(self, app: ASGIApp, *, silence_s: float, slowest_bytes_s: float) -> None:
        self._app, self._silence_s, self._slowest_bytes_s = app, silence_s, slowest_bytes_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        more, received, waited_s = True, 0, 0.0

        async def paced() -> Message:
            nonlocal more, received, waited_s
            if not more:  # only the end of the connection is still to come, whenever
                return await receive()
            clock = asyncio.get_running_loop().time
            began = clock()
            try:
                async with asyncio.timeout(self._silence_s):
                    message = await receive()
            except TimeoutError as error:
                raise faults.too_slow() from error
            waited_s += clock() - began
            received += len(message.get("body", b""))
            more = message.get("more_body", False)
            if received < (waited_s - self._silence_s) * self._slowest_bytes_s:
                raise faults.too_slow()
            return message

        await self._app(scope, paced, send)
