"""A problem as a page, for people who follow a link or type an address."""

from http import HTTPStatus

from starlette.datastructures import URL, Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Scope

from service.pages.shell import Shell
from service.parts import parts_of
from service.problems import Problem, answer

API = "/v1/"


def wants_page(scope: Scope) -> bool:
    """Whether a browser asks for a page, and not a program or a module of a page for data."""
    is_page = scope["method"] in ("GET", "HEAD") and not scope["path"].startswith(API)
    return is_page and "text/html" in Headers(scope=scope).get("accept", "")


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
