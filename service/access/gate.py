"""The gate before all routes: no byte of a request's body is read before it is known whose it is."""

from fastapi.concurrency import run_in_threadpool
from sqlalchemy.exc import OperationalError
from starlette.datastructures import URL
from starlette.types import ASGIApp, Receive, Scope, Send

from service.access.accounts import Accounts
from service.access.callers import LOCAL, Caller
from service.problems import Problem, answer, database_gone, foreign_host, unauthorized
from service.settings import LOCAL_NAMES

# For everybody; any other route, a new one too, is for who is known.
OPEN = {"/", "/health", "/healthz", "/ready", "/readyz", "/openapi.json"}


class Gate:
    """Answers 401 to whoever is unknown; `is_local` says that only this machine reaches the server."""

    def __init__(self, app: ASGIApp, *, accounts: Accounts, is_local: bool) -> None:
        self._app, self._accounts, self._is_local = app, accounts, is_local

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] not in OPEN:
            try:
                caller = await run_in_threadpool(self._admit, scope)
            except Problem as problem:
                await answer(problem)(scope, receive, send)
                return
            except OperationalError:
                await answer(database_gone())(scope, receive, send)
                return
            scope.setdefault("state", {})["caller"] = caller
        await self._app(scope, receive, send)

    def _admit(self, scope: Scope) -> Caller:
        if self._is_local and not self._accounts.exist():
            if URL(scope=scope).hostname not in LOCAL_NAMES:  # a web page reaches us so, through DNS
                raise foreign_host()
            return LOCAL
        raise unauthorized()
