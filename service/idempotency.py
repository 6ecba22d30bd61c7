"""Requests that can be repeated without fear: the header Idempotency-Key, as the IETF's draft 07 has it."""

import re
from datetime import timedelta

from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Engine
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service import problems
from service.access.callers import Caller
from service.answers import Answer, Answers, BrokenPromise, Promise, promised
from service.fingerprints import Fingerprint

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
_KEY = re.compile(r'"([ !#-~]{1,255})"|([!#-~]{1,255})')
_PASSED_ON = {b"host", b"accept", b"authorization", b"cookie"}


class Idempotency:
    """Lets a POST with a key through once; its repetition is answered with what the first one made.

    That is looked up anew, so that an upload sent twice is answered with how its analysis stands. A key is
    forgotten after `keep_h` hours, and at once where the request was refused and so made nothing.
    """

    def __init__(self, app: ASGIApp, *, engine: Engine, keep_h: int) -> None:
        self._app, self._answers, self._keep = app, Answers(engine), timedelta(hours=keep_h)
        self._under_way: set[tuple[str, str]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        caller: Caller | None = scope.get("state", {}).get("caller")
        header = Headers(scope=scope).get(HEADER) if scope["type"] == "http" else None
        if header is None or caller is None or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        try:
            await self._once(caller, _key(header), scope, receive, send)
        except problems.Problem as problem:
            await problems.answer(problem)(scope, receive, send)
        except BrokenPromise:
            await problems.answer(problems.key_under_way())(scope, receive, send)

    async def _once(self, caller: Caller, key: str, scope: Scope, receive: Receive, send: Send) -> None:
        mine = caller.id, key
        if mine in self._under_way:
            raise problems.key_under_way()
        self._under_way.add(mine)
        try:
            promise = Promise(caller.id, key, _fingerprint(key, scope), self._keep)
            if known := await run_in_threadpool(self._answers.find, *mine):
                await self._repeat(known, promise, scope, receive, send)
            else:
                await self._first(promise, scope, receive, send)
        finally:
            self._under_way.discard(mine)

    async def _first(self, promise: Promise, scope: Scope, receive: Receive, send: Send) -> None:
        body = _Body(receive, promise.fingerprint)

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start" and not promise.kept:
                location = Headers(raw=message["headers"]).get("location")
                if message["status"] in (201, 202) and location:
                    await body.drain()
                    await run_in_threadpool(self._answers.keep, promise, message["status"], location)
            await send(message)

        with promised(promise):
            await self._app(scope, body.receive, sent)

    async def _repeat(
        self, known: Answer, promise: Promise, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Answer with what was made, as it is now; a problem where it is gone."""
        await _Body(receive, promise.fingerprint).drain()
        if promise.fingerprint.text() != known.fingerprint:
            raise problems.key_of_another_request()

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers[REPLAYED] = "true"
                if message["status"] == 200:
                    message["status"] = known.status
                    headers["Location"] = known.location
            await send(message)

        await self._app(_asking_for(known.location, scope), receive, told)


class _Body:
    """The body of a request, whose fingerprint is taken while others read it."""

    def __init__(self, receive: Receive, fingerprint: Fingerprint) -> None:
        self._receive, self._fingerprint = receive, fingerprint
        self._is_read = False

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._fingerprint.take(message.get("body", b""))
            self._is_read = not message.get("more_body", False)
        else:
            self._is_read = True
        return message

    async def drain(self) -> None:
        """Read what nobody has asked for."""
        while not self._is_read:
            await self.receive()


def _key(header: str) -> str:
    """The key, in the quotes of the draft or without; raises Problem."""
    match = _KEY.fullmatch(header.strip())
    if not match:
        raise problems.bad_key()
    return str(match[1] or match[2])


def _fingerprint(key: str, scope: Scope) -> Fingerprint:
    address = f"{scope['path']}?{scope['query_string'].decode('latin-1')}"
    return Fingerprint(key, address, Headers(scope=scope).get("content-type", ""))


def _asking_for(location: str, scope: Scope) -> Scope:
    path, _, query = location.partition("?")
    headers = [(name, value) for name, value in scope["headers"] if name in _PASSED_ON]
    asked = {"method": "GET", "path": path, "raw_path": path.encode(), "query_string": query.encode()}
    return {**scope, **asked, "headers": headers, "state": dict(scope["state"])}
