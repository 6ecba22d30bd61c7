"""The files of a finished analysis over HTTP: report, annotated clip, frames."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from service import problems
from service.access.dependencies import CallerDep
from service.dependencies import PDF, DocumentDep, RecordDep, Report, ReportDep, ReportTypeDep
from service.documentation import NO_REPORT, file, problem
from service.sheets.faults import too_many_pages
from service.sheets.printing import PrinterDep
from vision import REPORT_FILE

router = APIRouter(prefix="/analyses/{id}", tags=["reports"], default_response_class=Response)

FrameName = Annotated[str, Path(pattern="^[a-z0-9_-]+$", description="Number or name of the frame.")]


@router.get(
    "/report",
    summary="Fetch the report",
    responses=file("application/json", "text/html", PDF)
    | problem(*NO_REPORT, problems.not_acceptable(), too_many_pages()),
)
async def get_report(
    record: RecordDep, report: ReportDep, kind: ReportTypeDep, caller: CallerDep, printer: PrinterDep
) -> Response:
    """The report as JSON, as a page, or as a sheet to print, by the Accept header.

    A refused clip has no report: the answer is 422 and the reasons.
    """
    if kind == PDF:
        printed = await printer.printed(record, caller, draft=False)
        return Response(printed, media_type=PDF, headers={"Vary": "Accept"})
    name = "report.html" if kind == "text/html" else REPORT_FILE
    return await report.file(name, headers={"Vary": "Accept"})


@router.get(
    "/report.json",
    summary="Fetch the report as JSON",
    responses=file("application/json") | problem(*NO_REPORT),
)
async def get_report_json(document: DocumentDep) -> Response:
    """The file report.json. Of a refused clip too: there it holds the reasons and no numbers."""
    return await document.file(REPORT_FILE)


@router.get(
    "/report.html",
    summary="Fetch the report as a page",
    responses=file("text/html") | problem(*NO_REPORT),
)
async def get_report_page(document: DocumentDep) -> Response:
    """The report as one page that needs nothing else. Of a refused clip too: there it says why."""
    return await document.file("report.html")


@router.get(
    "/annotated.mp4",
    summary="Play the annotated clip",
    responses=file("video/mp4") | problem(*NO_REPORT, problems.beyond_the_end(1_000_000)),
)
async def get_annotated_video(report: ReportDep) -> Response:
    """The clip with what was found drawn into it. Takes Range requests, so players can seek."""
    return await report.file("annotated.mp4")


@router.get(
    "/frames/{name}.jpg",
    summary="Fetch a frame",
    responses=file("image/jpeg") | problem(*NO_REPORT, problems.unknown_frame()),
)
async def get_frame(report: ReportDep, name: FrameName) -> Response:
    """A frame that shows a number: by its number as report.json has it, or a key frame by its name."""
    return await picture(report, "frames", name)


@router.get(
    "/rear_annotated.mp4",
    summary="Play the annotated clip from behind",
    responses=file("video/mp4")
    | problem(*NO_REPORT, problems.no_rear_clip(), problems.beyond_the_end(1_000_000)),
)
async def get_rear_annotated_video(report: ReportDep) -> Response:
    """The same of the clip from behind, where one was uploaded and could be used."""
    return await report.file("rear_annotated.mp4", otherwise=problems.no_rear_clip())


@router.get(
    "/rear_frames/{name}.jpg",
    summary="Fetch a frame from behind",
    responses=file("image/jpeg") | problem(*NO_REPORT, problems.unknown_frame()),
)
async def get_rear_frame(report: ReportDep, name: FrameName) -> Response:
    """A frame of the clip from behind, whose evidence has `clip` `rear`."""
    return await picture(report, "rear_frames", name)


async def picture(report: Report, folder: str, name: str) -> Response:
    """A picture of a report; raises Problem where there is none of this name."""
    return await report.file(f"{folder}/{file_name(name)}", otherwise=problems.unknown_frame())


def file_name(name: str) -> str:
    """Of the picture of a frame, by its number or name."""
    return f"{name.zfill(6) if name.isdecimal() else name}.jpg"
