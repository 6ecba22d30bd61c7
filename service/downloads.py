"""The files of a finished analysis over HTTP: report, annotated clip, frames, exports."""

import pathlib
from typing import Annotated, Literal

from fastapi import APIRouter, Path
from starlette.responses import FileResponse, MalformedRangeHeader, RangeNotSatisfiable

from service import problems
from service.dependencies import DocumentDep, ReportDep, ReportTypeDep
from service.documentation import NO_REPORT, file, problem


class SeekableFile(FileResponse):
    """A file of which a Range can be had. As in RFC 9110, a Range that means nothing is ignored."""

    @classmethod
    def _parse_range_header(cls, http_range: str, file_size: int) -> list[tuple[int, int]]:
        try:
            return super()._parse_range_header(http_range, file_size)
        except MalformedRangeHeader:
            return []
        except RangeNotSatisfiable as error:
            raise problems.beyond_the_end(file_size) from error


router = APIRouter(prefix="/analyses/{id}", tags=["reports"], default_response_class=SeekableFile)

FrameName = Annotated[str, Path(pattern="^[a-z0-9_-]+$", description="Number or name of the frame.")]
Table = Literal["events.csv", "steps.csv", "landmarks.parquet"]
TableName = Annotated[Table, Path(description="Which table.")]
EXPORTS: dict[Table, str] = {
    "events.csv": "text/csv",
    "steps.csv": "text/csv",
    "landmarks.parquet": "application/vnd.apache.parquet",
}


@router.get(
    "/report",
    summary="Fetch the report",
    responses=file("application/json", "text/html") | problem(*NO_REPORT, problems.not_acceptable()),
)
def get_report(report: ReportDep, kind: ReportTypeDep) -> SeekableFile:
    """The report as JSON or as a page, by the Accept header.

    A refused clip has no report: the answer is 422 and the reasons.
    """
    name = "report.html" if kind == "text/html" else "report.json"
    return SeekableFile(report / name, headers={"Vary": "Accept"})


@router.get(
    "/report.json",
    summary="Fetch the report as JSON",
    responses=file("application/json") | problem(*NO_REPORT),
)
def get_report_json(document: DocumentDep) -> SeekableFile:
    """The file report.json. Of a refused clip too: there it holds the reasons and no numbers."""
    return SeekableFile(document / "report.json")


@router.get(
    "/report.html",
    summary="Fetch the report as a page",
    responses=file("text/html") | problem(*NO_REPORT),
)
def get_report_page(document: DocumentDep) -> SeekableFile:
    """The report as one page that needs nothing else. Of a refused clip too: there it says why."""
    return SeekableFile(document / "report.html")


@router.get(
    "/annotated.mp4",
    summary="Play the annotated clip",
    responses=file("video/mp4") | problem(*NO_REPORT, problems.beyond_the_end(1_000_000)),
)
def get_annotated_video(report: ReportDep) -> SeekableFile:
    """The clip with what was found drawn into it. Takes Range requests, so players can seek."""
    return SeekableFile(report / "annotated.mp4")


@router.get(
    "/frames/{name}.jpg",
    summary="Fetch a frame",
    responses=file("image/jpeg") | problem(*NO_REPORT, problems.unknown_frame()),
)
def get_frame(report: ReportDep, name: FrameName) -> SeekableFile:
    """A frame that shows a number: by its number as report.json has it, or a key frame by its name."""
    return _picture(report / "frames", name)


@router.get(
    "/rear_annotated.mp4",
    summary="Play the annotated clip from behind",
    responses=file("video/mp4")
    | problem(*NO_REPORT, problems.no_rear_clip(), problems.beyond_the_end(1_000_000)),
)
def get_rear_annotated_video(report: ReportDep) -> SeekableFile:
    """The same of the clip from behind, where one was uploaded and could be used."""
    return _existing(report / "rear_annotated.mp4", problems.no_rear_clip())


@router.get(
    "/rear_frames/{name}.jpg",
    summary="Fetch a frame from behind",
    responses=file("image/jpeg") | problem(*NO_REPORT, problems.unknown_frame()),
)
def get_rear_frame(report: ReportDep, name: FrameName) -> SeekableFile:
    """A frame of the clip from behind, whose evidence has `clip` `rear`."""
    return _picture(report / "rear_frames", name)


def _picture(folder: pathlib.Path, name: str) -> SeekableFile:
    file_name = f"{name.zfill(6) if name.isdecimal() else name}.jpg"
    return _existing(folder / file_name, problems.unknown_frame())


def _existing(path: pathlib.Path, otherwise: problems.Problem) -> SeekableFile:
    if not path.is_file():
        raise otherwise
    return SeekableFile(path)


@router.get(
    "/exports/{name}",
    summary="Fetch data for other tools",
    responses=file(*EXPORTS.values()) | problem(*NO_REPORT),
)
def get_export(report: ReportDep, name: TableName) -> SeekableFile:
    """Events and steps as CSV, landmarks as Parquet, for other tools."""
    return SeekableFile(report / name, media_type=EXPORTS[name], filename=name)
