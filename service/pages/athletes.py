"""The pages of the athletes: who they are, their clips, and what to remember of them."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from service.access.dependencies import CallerDep
from service.access.parts import AccessDep
from service.access.sharing_routes import AthleteId
from service.pages.clips import ListsDep
from service.pages.shell import ShellDep
from service.pages.visitors import VisitorDep

router = APIRouter(prefix="/athletes")


@router.get("")
def list_athletes(shell: ShellDep, visitor: VisitorDep, caller: CallerDep, access: AccessDep) -> HTMLResponse:
    """By name."""
    return shell.page("athletes", visitor, {"athletes": access.athletes.list(caller)})


@router.get("/{id}")
def show_athlete(
    id: AthleteId, shell: ShellDep, visitor: VisitorDep, caller: CallerDep, access: AccessDep, lists: ListsDep
) -> HTMLResponse:
    """One of them, with the clips that were given to the entry."""
    athlete = access.athletes.read(id, caller)
    return shell.page("athlete", visitor, {"athlete": athlete, "clips": lists.of(id).clips()})
