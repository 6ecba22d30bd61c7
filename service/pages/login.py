"""The page that logs in."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from service.access.openid import OpenId
from service.access.openid_routes import OWN_PATH
from service.pages.shell import ShellDep
from service.parts import parts_of

router = APIRouter()

To = Annotated[str, Query(max_length=500, pattern=OWN_PATH)]


@router.get("/login")
async def login(request: Request, shell: ShellDep, to: To = "/") -> HTMLResponse:
    """Name and password, or the provider's button where one is set up; then on to where one was going."""
    return shell.page("login", None, {"to": to, "has_provider": OpenId in parts_of(request.app)})
