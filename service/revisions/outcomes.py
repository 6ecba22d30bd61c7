"""Revisions of reports and signing off over HTTP."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Response

from service import problems
from service.access.dependencies import CallerDep
from service.dependencies import RecordDep, ReportDep
from service.documentation import NO_REPORT, example, file, problem
from service.downloads import FrameName, file_name
from service.models import Record
from service.revisions import examples, faults
from service.revisions.asking import MOST, DrawnReportsDep, EditableDep, Number, ReportsDep, RevisionsDep
from service.revisions.models import (
    Changes,
    NewSignOff,
    RevisionRecord,
    SignOff,
)
from service.revisions.rows import Revisions

router = APIRouter(tags=["review"])

_DRAWN = (
    *NO_REPORT,
    faults.unknown_revision(),
    faults.of_another_version(),
    faults.not_correctable(),
    faults.too_many_corrections(),
)
_PICTURE = file("image/jpeg") | problem(*_DRAWN, problems.unknown_frame())


class Revised:
    """The files of a revision, for the request that asks for them."""

    def __init__(
        self, record: RecordDep, first: ReportDep, number: Number, drawings: DrawnReportsDep
    ) -> None:
        self._record, self._first = record, first
        self._number, self._drawings = number, drawings

    async def file(self, name: str, *, otherwise: problems.Problem | None = None) -> Response:
        """One file, drawn now where it never was; raises Problem."""
        place = await self._drawings.place(self._record, self._number, name)
        return await self._first.elsewhere(place).file(name, otherwise=otherwise)

    async def picture(self, folder: str, name: str) -> Response:
        """A picture; raises Problem where there is none of this name."""
        return await self.file(f"{folder}/{file_name(name)}", otherwise=problems.unknown_frame())


RevisedDep = Annotated[Revised, Depends()]


@router.get(
    "/analyses/{id}/revisions",
    summary="List the revisions of a report",
    responses=example([examples.REVISION]) | problem(*NO_REPORT),
)
def list_revisions(record: RecordDep, _: ReportDep, revisions: RevisionsDep) -> list[RevisionRecord]:
    """The oldest first; none where nobody corrected anything."""
    return revisions.list(record.id)


@router.get(
    "/analyses/{id}/revisions/{number}",
    summary="Look at a revision",
    responses=example(examples.REVISION) | problem(*NO_REPORT, faults.unknown_revision()),
)
def get_revision(record: RecordDep, _: ReportDep, number: Number, revisions: RevisionsDep) -> RevisionRecord:
    """Who made it, and which corrections it holds."""
    found = next((each for each in revisions.list(record.id) if each.number == number), None)
    if found is None:
        raise faults.unknown_revision()
    return found


@router.get(
    "/analyses/{id}/revisions/{number}/changes",
    summary="Compare two revisions",
    responses=example(examples.CHANGES) | problem(*NO_REPORT, faults.unknown_revision()),
)
def get_changes(
    record: RecordDep,
    _: ReportDep,
    number: Number,
    revisions: RevisionsDep,
    reports: ReportsDep,
    since: Annotated[int, Query(ge=0, le=MOST, description="The revision to compare with.")] = 0,
) -> Changes:
    """The measures that differ, before and after."""
    before, after = ((each, revisions.report(record.id, each)) for each in (since, number))
    return reports.changes(record, before, after)


@router.get(
    "/analyses/{id}/revisions/{number}/{document}",
    summary="Fetch the report of a revision",
    response_class=Response,
    responses=file("application/json", "text/html") | problem(*_DRAWN),
)
async def get_revised_report(
    revised: RevisedDep,
    document: Annotated[
        Literal["report.json", "report.html"], Path(description="report.json or report.html.")
    ],
) -> Response:
    """The report as corrected; its page is drawn when it is first asked for, the annotated clip is not."""
    return await revised.file(document)


@router.get(
    "/analyses/{id}/revisions/{number}/frames/{name}.jpg",
    summary="Fetch a frame of a revision",
    response_class=Response,
    responses=_PICTURE,
)
async def get_revised_frame(revised: RevisedDep, name: FrameName) -> Response:
    """A frame that shows a number of the corrected report, drawn as corrected when first it is asked for."""
    return await revised.picture("frames", name)


@router.get(
    "/analyses/{id}/revisions/{number}/rear_frames/{name}.jpg",
    summary="Fetch a frame of a revision from behind",
    response_class=Response,
    responses=_PICTURE,
)
async def get_revised_rear_frame(revised: RevisedDep, name: FrameName) -> Response:
    """The same of the clip from behind."""
    return await revised.picture("rear_frames", name)


@router.post(
    "/analyses/{id}/sign-off",
    status_code=201,
    summary="Sign off a report",
    responses=example(examples.SIGN_OFF, 201)
    | problem(*NO_REPORT, problems.not_the_coach(), problems.changed_meanwhile()),
)
def sign_off(
    record: EditableDep, new: NewSignOff, caller: CallerDep, revisions: RevisionsDep, response: Response
) -> SignOff:
    """Put your name to the newest revision; a later correction makes that out of date."""
    revisions.sign_off(record.id, new, caller.id)
    response.headers["Location"] = f"/v1/analyses/{record.id}/sign-off"
    return _signed_off(revisions, record)


@router.get(
    "/analyses/{id}/sign-off",
    summary="Ask who signed off",
    responses=example(examples.SIGN_OFF) | problem(*NO_REPORT, faults.not_signed_off()),
)
def get_sign_off(record: RecordDep, _: ReportDep, revisions: RevisionsDep) -> SignOff:
    """Who signed off which revision, and whether something was corrected since."""
    return _signed_off(revisions, record)


def _signed_off(revisions: Revisions, record: Record) -> SignOff:
    found = revisions.signed_off(record.id)
    if found is None:
        raise faults.not_signed_off()
    return found
