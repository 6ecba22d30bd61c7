"""The first page: upload clips, and see what became of those before."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from service.pages.clips import ListsDep
from service.pages.shell import ShellDep
from service.pages.visitors import VisitorDep
from vision import LIMITS

router = APIRouter()


@router.get("/")
def home(shell: ShellDep, visitor: VisitorDep, lists: ListsDep) -> HTMLResponse:
    """The newest analyses first."""
    return shell.page("home", visitor, {"clips": lists.clips(), "limits": LIMITS})
