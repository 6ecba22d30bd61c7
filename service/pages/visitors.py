"""Who looks at a page, and what its modules send with each change."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool

from service.access.callers import LOCAL
from service.access.dependencies import CallerDep
from service.access.parts import AccessDep, cookie_name
from service.access.secret import csrf_token


@dataclass(frozen=True, slots=True)
class Visitor:
    """The account at the browser; `name` is None where nobody has one."""

    id: str
    name: str | None
    role: str
    csrf_token: str

    @property
    def coaches(self) -> bool:
        """Whether flags of others than the own clips may be theirs to review."""
        return self.role == "coach"


async def _visitor(request: Request, caller: CallerDep, access: AccessDep) -> Visitor:
    if caller is LOCAL:
        return Visitor(caller.id, None, caller.role, "")
    account = await run_in_threadpool(access.accounts.read, caller.id)
    cookie = request.cookies.get(cookie_name(access.is_secure(request.scope)))
    token = csrf_token(cookie) if caller.session and cookie else ""
    return Visitor(caller.id, account.name if account else None, caller.role, token)


VisitorDep = Annotated[Visitor, Depends(_visitor)]
