"""Answers that need not be sent twice, and changes of only what was seen: RFC 9110, section 13."""

import asyncio
import re
from hashlib import sha256
from weakref import WeakValueDictionary

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service import problems

_CHANGES = {"PUT", "PATCH", "DELETE"}
_TAG = re.compile(r'(?:W/)?("[^"]*")')
_MADE = ("application/json", "image/jpeg")
_OF_A_BODY = ("content-length", "content-type")


class Conditional:
    """Gives every answer to GET that is made for it an ETag: JSON, and pictures cut from a clip.

    Heeds If-None-Match there, and If-Match before changes.

    A change on condition waits for the one before it of the same thing, so that of two only one is made.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = scope["method"] if scope["type"] == "http" else None
        if method == "GET":
            await self._app(scope, receive, _Tagged(send, Headers(scope=scope)).send)
            return
        wanted = Headers(scope=scope).get("if-match") if method in _CHANGES else None
        if wanted is None:
            await self._app(scope, receive, send)
            return
        async with self._turns.setdefault(scope["path"], asyncio.Lock()):
            status, tag = await self._seen(scope)
            if status == 200 and not _names(wanted, tag):
                await problems.answer(problems.changed_meanwhile())(scope, receive, send)
                return
            await self._app(scope, receive, send)

    async def _seen(self, scope: Scope) -> tuple[int, str]:
        """How the thing that is to be changed would be answered now, and its ETag."""
        status, tag = 0, ""

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            nonlocal status, tag
            if message["type"] == "http.response.start":
                status, tag = message["status"], Headers(raw=message["headers"]).get("etag", "")

        asked = {**scope, "method": "GET", "headers": [], "state": dict(scope.get("state", {}))}
        await self._app(asked, receive, _Tagged(send, Headers()).send)
        return status, tag


class _Tagged:
    """Passes an answer on, with an ETag where it is in one piece, without its body if that is known."""

    def __init__(self, send: Send, asked: Headers) -> None:
        self._send = send
        self._known = asked.get("if-none-match", "")
        self._start: Message | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_made(message):
            self._start = message
            return
        if self._start is not None and message["type"] == "http.response.body":
            start, self._start = self._start, None
            if not message.get("more_body"):
                message = self._tagged(start, message)
            await self._send(start)
        await self._send(message)

    def _tagged(self, start: Message, body: Message) -> Message:
        headers = MutableHeaders(scope=start)
        seen = headers.get("link", "").encode() + b"\0" + body.get("body", b"")
        headers["ETag"] = tag = f'"{sha256(seen).hexdigest()[:32]}"'
        if not _names(self._known, tag):
            return body
        start["status"] = 304
        for name in _OF_A_BODY:
            del headers[name]
        return {**body, "body": b""}


def _is_made(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    return start["status"] == 200 and headers.get("content-type") in _MADE and "etag" not in headers


def _names(tags: str, tag: str) -> bool:
    return tags.strip() == "*" or tag in _TAG.findall(tags)
