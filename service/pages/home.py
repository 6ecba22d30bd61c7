"""The first page: upload clips, and see what became of those before."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from service.access.dependencies import CallerDep
from service.dependencies import AnalysesDep
from service.pages.shell import ShellDep
from service.pages.visitors import VisitorDep
from service.paging import PageDep
from service.wanted import WantedDep

router = APIRouter()


@router.get("/")
def home(
    shell: ShellDep,
    visitor: VisitorDep,
    analyses: AnalysesDep,
    caller: CallerDep,
    wanted: WantedDep,
    page: PageDep,
) -> HTMLResponse:
    """The newest analyses first."""
    found = analyses.list(caller, wanted, before=page.cursor, limit=page.look_ahead)
    return shell.page("home", visitor, {"records": page.of(found, lambda record: record.id)})
