"""The gate before all routes: no byte of a request's body is read before it is known whose it is."""

import logging
import re

from fastapi.concurrency import run_in_threadpool
from sqlalchemy.exc import OperationalError
from starlette.datastructures import URL, Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service import problems
from service.access.callers import LOCAL, Caller
from service.access.parts import Access, cookie_name
from service.access.secret import csrf_token, same
from service.pages.refusals import refusal
from service.settings import LOCAL_NAMES

log = logging.getLogger("midstance")

# For everybody; any other route, a new one too, is for those who are known.
OPEN = {
    *(("GET", path) for path in ("/login", "/health", "/healthz", "/ready", "/readyz", "/openapi.json")),
    ("POST", "/v1/session"),
    *(("GET", path) for path in ("/v1/session/oidc", "/v1/session/oidc/callback")),
}
SHARED = ("/v1/shared/", "/static/")
HARMLESS = {"GET", "HEAD", "OPTIONS"}
PIECES = ("PATCH", "/v1/uploads/")  # of one upload there are hundreds; the trail has its beginning
RANDOM = re.compile("[0-9a-f]{12,32}")


class Gate:
    """Answers 401 to whoever is unknown, and keeps the audit trail of what the others change."""

    def __init__(self, app: ASGIApp, *, access: Access) -> None:
        self._app, self._access = app, access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Cache-Control", "private, no-cache")
                headers.setdefault("X-Content-Type-Options", "nosniff")
                if message["status"] < 400 and "Idempotency-Replayed" not in headers and _is_noted(scope):
                    await run_in_threadpool(self._note, scope, headers.get("Location"))
            await send(message)

        if _is_open(scope):
            await self._app(scope, receive, guarded)
            return
        try:
            caller = await run_in_threadpool(self._admit, scope)
        except problems.Problem as problem:
            await refusal(scope, problem)(scope, receive, guarded)
        except OperationalError:
            await refusal(scope, problems.database_gone())(scope, receive, guarded)
        else:
            scope.setdefault("state", {})["caller"] = caller
            await self._app(scope, receive, guarded)

    def _admit(self, scope: Scope) -> Caller:
        changes = scope["method"] not in HARMLESS
        headers = Headers(scope=scope)
        if self._access.is_free():
            if URL(scope=scope).hostname not in LOCAL_NAMES:  # a web page reaches us so, through DNS
                raise problems.foreign_host()
            if changes and _is_foreign(headers):
                raise problems.foreign_page()
            return LOCAL
        cookie = cookie_parser(headers.get("cookie", "")).get(cookie_name(self._access.is_secure(scope)))
        if authorization := headers.get("authorization"):
            kind, _, secret = authorization.partition(" ")
            caller = self._access.keys.holder(secret.strip()) if kind.lower() == "bearer" else None
        elif cookie:
            caller = self._access.sessions.holder(cookie)
        else:
            raise problems.unauthorized()
        if caller is None:
            raise problems.invalid_token()
        if changes and caller.session and not same(headers.get("x-csrf-token", ""), csrf_token(cookie or "")):
            raise problems.csrf()
        if changes and caller.scope == "read":
            raise problems.insufficient_scope("write")
        return caller

    def _note(self, scope: Scope, location: str | None) -> None:
        """Add a change to the audit trail, before its doer learns that it is made."""
        caller: Caller = scope["state"]["caller"]
        try:
            self._access.audit.write(caller.id, scope["method"], location or _thing(scope))
        except OperationalError:
            log.error("the database does not answer; the audit trail lacks what this request did")


def _is_foreign(headers: Headers) -> bool:
    """Whether a browser sends this for a page of another origin; programs say nothing of either kind."""
    if site := headers.get("sec-fetch-site"):
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and origin.partition("://")[2] != headers.get("host")


def _is_noted(scope: Scope) -> bool:
    """Whether somebody who is known changes something."""
    method, path = scope["method"], scope["path"]
    is_piece = method == PIECES[0] and path.startswith(PIECES[1])
    return method not in HARMLESS and not is_piece and "caller" in scope.get("state", {})


def _thing(scope: Scope) -> str:
    """The address of what is changed, without a name at its end that tells of a clip, as a flag's does."""
    path = str(scope["path"])
    for part in scope.get("path_params", {}).values():
        if not RANDOM.fullmatch(str(part)):
            path = path.removesuffix(f"/{part}")
    return path


def _is_open(scope: Scope) -> bool:
    method, path = scope["method"], scope["path"]
    return (method, path) in OPEN or (method == "GET" and path.startswith(SHARED))
