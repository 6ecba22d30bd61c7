"""The limits on what a client may send."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.problems import answer, too_large

CLIPS = ("/v1/analyses", "/v1/uploads")  # all else is small, and read into memory as a whole
OTHER_MIB = 1


class UploadLimit:
    """Answers a body over the limit with a problem: unread if its length is declared, else once over."""

    def __init__(self, app: ASGIApp, *, limit_mib: int) -> None:
        self._app, self._limit_mib = app, limit_mib

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        limit_mib = self._limit_mib if _is_for_clips(scope) else OTHER_MIB
        problem, limit, received = too_large(limit_mib), limit_mib * 2**20, 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise problem
            return message

        if scope["type"] == "http" and int(Headers(scope=scope).get("content-length", 0)) > limit:
            await answer(problem)(scope, receive, send)
        else:
            await self._app(scope, counted, send)


def _is_for_clips(scope: Scope) -> bool:
    path = scope.get("path", "")
    return path in CLIPS or path.startswith(f"{CLIPS[1]}/")
