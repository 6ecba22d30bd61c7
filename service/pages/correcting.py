"""The editor of corrections, for any frame of a clip."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from service.access.callers import LOCAL, Caller
from service.access.dependencies import CallerDep
from service.access.errors import UnknownAthlete
from service.access.parts import Access, AccessDep
from service.dependencies import RecordDep, ReportDep
from service.models import Record
from service.pages.shell import ShellDep
from service.pages.visitors import VisitorDep
from service.revisions.asking import MOST
from vision import ENTRIES, LIMITS, display_of

router = APIRouter()

_FACTS = ("speed_mps", "height_cm", "capture_fps")


@router.get("/analyses/{id}/correct")
def correct_analysis(
    shell: ShellDep,
    visitor: VisitorDep,
    record: RecordDep,
    _: ReportDep,
    caller: CallerDep,
    access: AccessDep,
    frame: Annotated[int, Query(ge=0, le=MOST, description="The frame to begin with.")] = 0,
) -> HTMLResponse:
    """The clip frame by frame, with the tools to correct what was found in it."""
    facts = facts_for_correcting(record, caller, access) | {"frame": frame}
    return shell.page("correct", visitor, {"record": record, "facts": facts})


def facts_for_correcting(record: Record, caller: Caller, access: Access) -> dict[str, object]:
    """What the modules of both pages know from the start."""
    return {
        "analysis": record.id,
        "file": record.file_name,
        "me": caller.id,
        "may_correct": caller.answers_for(record.owner),
        "people": _people(record, caller, access),
        "settings": record.settings.model_dump(mode="json", include=set(_FACTS)),
        "limits": {name: LIMITS[name] for name in _FACTS},
        "measures": {name: _shown(entry.title, entry.unit) for name, entry in ENTRIES.items()},
    }


def _shown(title: str, unit: str) -> dict[str, object]:
    display = display_of(unit)
    return {
        "title": title,
        "factor": display.factor,
        "decimals": display.decimals,
        "after": display.after,
    }


def _people(record: Record, caller: Caller, access: Access) -> dict[str, str]:
    """The names of those who may have corrected an analysis, by id."""
    ids = {record.owner, caller.id}
    if record.athlete:
        try:
            athlete = access.athletes.read(record.athlete, caller)
            ids |= {id for id in (athlete.owner, athlete.user, athlete.coach) if id}
        except UnknownAthlete:  # their owner has it given to an athlete of somebody else's
            pass
    known = {id: access.accounts.name(id) for id in ids}
    return {LOCAL.id: "whoever sat at the machine"} | {id: name for id, name in known.items() if name}
