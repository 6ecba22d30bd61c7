"""A problem as a page, for people who follow a link or type an address."""

from http import HTTPStatus

from starlette.datastructures import URL, Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Scope

from service.pages.shell import Shell
from service.parts import parts_of
from service.problems import Problem, answer

API, SHARED = "/v1/", "/v1/shared/"


def wants_page(scope: Scope) -> bool:
    """Whether a browser asks for a page, and not a program or a module of a page for data.

    Whoever opens a link, or a file of the API in a window, reads the answer too.
    """
    headers, path = Headers(scope=scope), scope["path"]
    reads = not path.startswith(API) or path.startswith(SHARED) or headers.get("sec-fetch-mode") == "navigate"
    return scope["method"] in ("GET", "HEAD") and reads and "text/html" in headers.get("accept", "")


def answer_for(request: Request, problem: Problem) -> Response:
    """The problem as the one who asks can read it."""
    if not wants_page(request.scope):
        return answer(problem)
    shell = parts_of(request.app)[Shell]
    shown = {"title": problem.document.title, "detail": problem.document.detail}
    page = shell.page("problem", None, shown, status=problem.document.status)
    page.headers.update(problem.headers or {})
    return page


def refusal(scope: Scope, problem: Problem) -> Response:
    """The same, and for a page that needs a login the way there, and back from it."""
    if problem.document.status != HTTPStatus.UNAUTHORIZED or not wants_page(scope):
        return answer_for(Request(scope), problem)
    url = URL(scope=scope)
    wanted = url.path + (f"?{url.query}" if url.query else "")
    return RedirectResponse(str(URL("/login").include_query_params(to=wanted)), HTTPStatus.SEE_OTHER)
