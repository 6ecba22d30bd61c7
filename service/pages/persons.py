"""Choosing another person in a clip, and the analyses of one clip that name each other."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse

from service.access.callers import Caller
from service.access.dependencies import CallerDep
from service.analyses import Analyses, UnknownAnalysis
from service.dependencies import AnalysesDep, DocumentDep, RecordDep
from service.models import Record
from service.pages.shell import ShellDep
from service.pages.visitors import VisitorDep
from service.revisions import faults
from service.revisions.asking import MOST, ReportsDep

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Persons:
    """Where else this clip was analysed with another person followed, as far as the visitor sees it.

    `may_choose` says whether the visitor may have yet another one followed.
    """

    again: Record | None
    again_of: Record | None
    may_choose: bool


def _persons(record: RecordDep, analyses: AnalysesDep, caller: CallerDep) -> Persons:
    return Persons(
        _seen(record.again, analyses, caller),
        _seen(record.again_of, analyses, caller),
        caller.answers_for(record.owner),
    )


PersonsDep = Annotated[Persons, Depends(_persons)]


@router.get("/analyses/{id}/person")
def choose_person(
    shell: ShellDep,
    visitor: VisitorDep,
    record: RecordDep,
    _: DocumentDep,
    reports: ReportsDep,
    persons: PersonsDep,
    frame: Annotated[int | None, Query(ge=0, le=MOST, description="The frame to begin with.")] = None,
) -> HTMLResponse:
    """A frame of the clip, to point at the person who is to be followed; of a refused clip too."""
    frames = reports.source(record).get("frames")
    if frames is None:  # as versions of long ago told of a clip
        raise faults.not_correctable()
    begin = frames // 2 if frame is None else min(frame, frames - 1)
    facts = {
        "analysis": record.id,
        "frame": begin,
        "frames": frames,
        "is_measured": record.status == "done",
    }
    return shell.page("person", visitor, {"record": record, "persons": persons, "facts": facts})


def _seen(id: str | None, analyses: Analyses, caller: Caller) -> Record | None:
    """An analysis that the caller may see, if it is there."""
    try:
        return analyses.read(id, caller) if id else None
    except UnknownAnalysis:
        return None
