"""Sheets over HTTP: the coach's words, and the page to print."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from service import problems
from service.access.dependencies import CallerDep
from service.dependencies import RecordDep, ReportDep
from service.documentation import NO_REPORT, example, file, problem
from service.parts import part
from service.revisions import faults
from service.revisions.asking import EditableDep, IfMatchDep, RevisionsDep
from service.sheets.faults import too_many_pages
from service.sheets.models import Sheet, SheetDocument
from service.sheets.printing import PrinterDep
from service.sheets.rows import Sheets
from vision import UnreadableReport

router = APIRouter(prefix="/analyses/{id}", tags=["review"])

SheetsDep = Annotated[Sheets, part(Sheets)]
Draft = Annotated[bool, Query(description="As it stands now, though it was signed off.")]

NOT_WHOLE = problems.unreadable_report(UnreadableReport("This is no whole report; analyse the clip again."))
SHEET = SheetDocument(
    sheet=Sheet(
        remarks={"overstride": "The foot lands 12 cm ahead of the centre of mass, more than is typical."},
        cues=("Quick, light steps", "Land under the hips"),
        words="A calm, even run. Film it again in four weeks.",
    ),
    edition=3,
    author="local",
    updated_at=datetime(2026, 5, 5, 9, 30, tzinfo=UTC),
).model_dump(mode="json")


@router.get("/sheet", summary="Read the sheet", responses=example(SHEET) | problem(*NO_REPORT, NOT_WHOLE))
def get_sheet(
    record: RecordDep, _: ReportDep, printer: PrinterDep, revisions: RevisionsDep, response: Response
) -> SheetDocument:
    """What the coach says of a report, in a clinician's order. Until somebody writes one, the remarks are
    what the report finds. `ETag` is the edition.
    """
    found = printer.sheet(record, revisions.newest(record.id))
    response.headers["ETag"] = f'"{found.edition}"'
    return found


@router.put(
    "/sheet",
    summary="Write the sheet",
    responses=example(SHEET)
    | problem(*NO_REPORT, problems.not_the_coach(), faults.unconditional(), problems.changed_meanwhile()),
)
def write_sheet(
    record: EditableDep,
    sheet: Sheet,
    seen: IfMatchDep,
    caller: CallerDep,
    sheets: SheetsDep,
    response: Response,
) -> SheetDocument:
    """Keep the coach's words; `If-Match` is the edition that you saw. Nothing that was signed changes."""
    written = sheets.write(record.id, sheet, caller.id, seen=seen)
    response.headers["ETag"] = f'"{written.edition}"'
    return written


@router.get(
    "/report.pdf",
    tags=["reports"],
    summary="Fetch the report as a page to print",
    response_class=Response,
    responses=file("application/pdf") | problem(*NO_REPORT, NOT_WHOLE, too_many_pages()),
)
async def print_sheet(
    record: RecordDep, _: ReportDep, caller: CallerDep, printer: PrinterDep, draft: Draft = False
) -> Response:
    """One page with the measures in a clinician's order and the coach's words, as they were signed."""
    return Response(await printer.printed(record, caller, draft=draft), media_type="application/pdf")
