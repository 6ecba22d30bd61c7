"""The limits on what a client may send."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from coaching import WatchLimits
from service import problems
from service.problems import Problem
from service.recordings import faults as of_recordings

CLIPS = ("/v1/analyses", "/v1/uploads")  # as watch files; all else is small, and read into memory as a whole
WATCH_FILES = "/v1/recordings"
WATCH_FILE_MIB = WatchLimits().xml_bytes >> 20
OTHER_MIB = 1


class UploadLimit:
    """Answers a body over the limit with a problem: unread if its length is declared, else once over."""

    def __init__(self, app: ASGIApp, *, limit_mib: int) -> None:
        self._app, self._limit_mib = app, limit_mib

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        limit_mib, problem = self._limit(scope.get("path", ""))
        limit, received = limit_mib * 2**20, 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise problem
            return message

        if scope["type"] == "http" and int(Headers(scope=scope).get("content-length", 0)) > limit:
            await problems.answer(problem)(scope, receive, send)
        else:
            await self._app(scope, counted, send)

    def _limit(self, path: str) -> tuple[int, Problem]:
        if path == WATCH_FILES:
            return WATCH_FILE_MIB, of_recordings.too_large(WATCH_FILE_MIB)
        is_for_clips = path in CLIPS or path.startswith(f"{CLIPS[1]}/")
        limit_mib = self._limit_mib if is_for_clips else OTHER_MIB
        return limit_mib, problems.too_large(limit_mib)
