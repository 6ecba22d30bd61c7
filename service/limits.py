"""The limit on what a client may send."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.problems import answer, too_large


class UploadLimit:
    """Answers a body over the limit with a problem: unread if its length is declared, else once over."""

    def __init__(self, app: ASGIApp, *, limit_mib: int) -> None:
        self._app = app
        self._problem = too_large(limit_mib)
        self._limit = limit_mib * 2**20

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._limit:
                raise self._problem
            return message

        if scope["type"] == "http" and int(Headers(scope=scope).get("content-length", 0)) > self._limit:
            await answer(self._problem)(scope, receive, send)
        else:
            await self._app(scope, counted, send)
