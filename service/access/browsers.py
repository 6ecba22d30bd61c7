"""A browser that logs in, however it does: the cookie of its session."""

from functools import partial

import anyio
from fastapi import Request, Response

from service.access.accounts import Account
from service.access.parts import Access, cookie_name


async def open_session(request: Request, response: Response, access: Access, account: Account) -> str:
    """Begin a session in the place of the browser's former one; its token, which the cookie holds."""
    secure = access.is_secure(request.scope)
    name = cookie_name(secure)
    token = await anyio.to_thread.run_sync(partial(_begin, access, account, request.cookies.get(name)))
    response.set_cookie(name, token, max_age=access.session_s, httponly=True, samesite="lax", secure=secure)
    return token


def _begin(access: Access, account: Account, former: str | None) -> str:
    if former and (caller := access.sessions.holder(former)) and caller.session:
        access.sessions.end(caller.session)
    return access.sessions.begin(account.id)
