"""Logging in through an OpenID provider, over HTTP: there and back."""

import re
from collections.abc import Callable
from functools import partial
from typing import Annotated, TypeVar

import anyio
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse

from service import problems
from service.access.audit import NOBODY
from service.access.browsers import open_session
from service.access.errors import LoginRefused, NotAdmitted, ProviderFault
from service.access.openid import LOGIN_S, Answer, OpenId
from service.access.parts import AccessDep, cookie_name
from service.documentation import PUBLIC, problem, redirection
from service.parts import parts_of

router = APIRouter(tags=["accounts"])

WAITING = 32  # logins that may wait for their turn to ask the provider
OWN_PATH = r"^/([!-.0-\[\]-~][!-\[\]-~]*)?$"  # no second slash at its beginning, and no backslash anywhere
PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
SUBJECT = "248289761001"
REFUSED = LoginRefused("The provider did not let you in (access_denied); begin anew at /v1/session/oidc.")
NOBODYS = NotAdmitted(f"No account is linked to this login; send an admin your subject: {SUBJECT}")
THERE = "https://login.club.example/authorize?response_type=code&client_id=midstance&state=aB3d"
BACK = "https://midstance.club.example/v1/account"
PROVIDER = (problems.no_provider(), problems.provider_gone(), problems.too_many_logins(8))


Found = TypeVar("Found")


def _set_up(request: Request) -> OpenId:
    try:
        return parts_of(request.app)[OpenId]
    except KeyError:
        raise problems.no_provider() from None


OpenIdDep = Annotated[OpenId, Depends(_set_up)]
_Text = Annotated[str, Query(max_length=2000)]
Code = Annotated[_Text, Query(description="What the provider tells the login by.")]
State = Annotated[_Text, Query(description="What it was given to bring back.")]
Iss = Annotated[_Text | None, Query(description="The provider, where it says so.")]
Denial = Annotated[_Text | None, Query(description="Why it let nobody in.")]
To = Annotated[
    str,
    Query(max_length=500, pattern=OWN_PATH, description="Path here to go on to; it begins with one slash."),
]


@router.get(
    "/session/oidc",
    status_code=303,
    response_class=RedirectResponse,
    summary="Log in through the provider",
    responses=redirection(THERE) | problem(*PROVIDER),
    openapi_extra=PUBLIC,
)
async def begin_oidc_login(
    request: Request, access: AccessDep, open_id: OpenIdDep, to: To = "/v1/account"
) -> RedirectResponse:
    """For browsers: leads to the club's OpenID provider, which leads back to the callback."""
    url, cookie = await _asking(open_id, partial(open_id.begin, to))
    secure = access.is_secure(request.scope)
    response = RedirectResponse(url, 303, PRIVATE)
    response.set_cookie(
        _cookie_name(secure), cookie, max_age=LOGIN_S, httponly=True, samesite="lax", secure=secure
    )
    return response


@router.get(
    "/session/oidc/callback",
    status_code=303,
    response_class=RedirectResponse,
    summary="Come back from the provider",
    responses=redirection(BACK)
    | problem(problems.login_refused(REFUSED), problems.not_admitted(NOBODYS), *PROVIDER),
    openapi_extra=PUBLIC,
)
async def finish_oidc_login(
    request: Request,
    access: AccessDep,
    open_id: OpenIdDep,
    code: Code = "",
    state: State = "",
    iss: Iss = None,
    error: Denial = None,
) -> RedirectResponse:
    """Begins a session like that of a password, whose `csrf_token` is at `/v1/account`, and goes on."""
    address = request.client.host if request.client else ""
    if wait_s := access.throttle.begin(None, address):
        raise problems.too_many_logins(wait_s)
    secure = access.is_secure(request.scope)
    answer = Answer(code, state, iss, request.cookies.get(_cookie_name(secure), ""))
    try:
        _require_no(error)
        who, to = await _asking(open_id, partial(open_id.finish, answer))
        account = await anyio.to_thread.run_sync(open_id.admit, who, access, limiter=access.hashing)
    except ProviderFault:
        access.throttle.succeeded(None, address)  # which is nobody's guess
        raise
    except (LoginRefused, NotAdmitted):
        await anyio.to_thread.run_sync(access.audit.write, NOBODY, "failed login", request.url.path)
        raise
    access.throttle.succeeded(None, address)
    response = RedirectResponse(open_id.public_url + to, 303, PRIVATE)
    response.delete_cookie(_cookie_name(secure), httponly=True, samesite="lax", secure=secure)
    await open_session(request, response, access, account)
    await anyio.to_thread.run_sync(access.audit.write, account.id, "login", request.url.path)
    return response


async def _asking(open_id: OpenId, ask: Callable[[], Found]) -> Found:
    """What the provider is asked, by a few at a time."""
    if open_id.asking.statistics().tasks_waiting >= WAITING:
        raise problems.too_many_logins(1)
    return await anyio.to_thread.run_sync(ask, limiter=open_id.asking)


def _require_no(error: str | None) -> None:
    """Raises LoginRefused where the provider did not let somebody in."""
    if error is not None:
        why = error if re.fullmatch("[a-z_]{1,40}", error) else "without a reason"
        raise LoginRefused(f"The provider did not let you in ({why}); begin anew at /v1/session/oidc.")


def _cookie_name(secure: bool) -> str:
    return f"{cookie_name(secure)}-login"
