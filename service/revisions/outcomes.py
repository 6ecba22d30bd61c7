"""Revisions of reports and signing off over HTTP."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Response
from fastapi.concurrency import run_in_threadpool

from service import problems
from service.access.dependencies import CallerDep
from service.dependencies import RecordDep, Report, ReportDep
from service.documentation import NO_REPORT, example, file, problem
from service.downloads import FrameName, picture
from service.models import Record
from service.revisions import examples, faults
from service.revisions.asking import MOST, EditableDep, Number, ReportsDep, RevisionsDep
from service.revisions.models import (
    Changes,
    NewSignOff,
    RevisionRecord,
    SignOff,
)
from service.revisions.rows import Revisions

router = APIRouter(tags=["review"])

_PICTURE = file("image/jpeg") | problem(*NO_REPORT, faults.unknown_revision(), problems.unknown_frame())


async def _revised(
    record: RecordDep, first: ReportDep, number: Number, revisions: RevisionsDep, reports: ReportsDep
) -> Report:
    """The files of a revision; raises Problem where there is none of this number."""
    report = await run_in_threadpool(_report, revisions, record, number)
    return first.elsewhere(await run_in_threadpool(reports.place, record, report))


RevisedDep = Annotated[Report, Depends(_revised)]


def _report(revisions: Revisions, record: Record, number: int) -> str | None:
    try:
        return revisions.report(record.id, number)
    except LookupError as error:
        raise faults.unknown_revision() from error


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
    before, after = ((each, _report(revisions, record, each)) for each in (since, number))
    return reports.changes(record, before, after)


@router.get(
    "/analyses/{id}/revisions/{number}/{document}",
    summary="Fetch the report of a revision",
    response_class=Response,
    responses=file("application/json", "text/html") | problem(*NO_REPORT, faults.unknown_revision()),
)
async def get_revised_report(
    report: RevisedDep,
    document: Annotated[
        Literal["report.json", "report.html"], Path(description="report.json or report.html.")
    ],
) -> Response:
    """The report as corrected; its pictures are drawn anew, the annotated clip is not."""
    return await report.file(document)


@router.get(
    "/analyses/{id}/revisions/{number}/frames/{name}.jpg",
    summary="Fetch a frame of a revision",
    response_class=Response,
    responses=_PICTURE,
)
async def get_revised_frame(report: RevisedDep, name: FrameName) -> Response:
    """A frame that shows a number of the corrected report, cut from the clip and drawn as corrected."""
    return await picture(report, "frames", name)


@router.get(
    "/analyses/{id}/revisions/{number}/rear_frames/{name}.jpg",
    summary="Fetch a frame of a revision from behind",
    response_class=Response,
    responses=_PICTURE,
)
async def get_revised_rear_frame(report: RevisedDep, name: FrameName) -> Response:
    """The same of the clip from behind."""
    return await picture(report, "rear_frames", name)


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
