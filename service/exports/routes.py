"""Data for other tools over HTTP: of the first report, and of each revision."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Response

from service.dependencies import RecordDep, ReportDep
from service.documentation import NO_REPORT, file, problem
from service.exports import faults
from service.exports.making import ExportsDep
from service.revisions import faults as of_revisions
from service.revisions.asking import Number
from vision import ExportFormat, Reason

router = APIRouter(prefix="/analyses/{id}", tags=["reports"], default_response_class=Response)

NO_SCALE = Reason("cannot_export", "Nothing tells how many metres a pixel is; give the runner's height.")
AS_KEPT = {
    "events.csv": "text/csv",
    "steps.csv": "text/csv",
    "landmarks.parquet": "application/vnd.apache.parquet",
}
MADE: dict[str, tuple[ExportFormat, str]] = {
    "strides.csv": ("strides", "text/csv"),
    "markers.trc": ("trc", "text/plain"),
    "angles.mot": ("mot", "text/plain"),
    "markers.c3d": ("c3d", "application/octet-stream"),
    "poses.nc": ("netcdf", "application/x-netcdf"),
    "report.mat": ("mat", "application/x-matlab-data"),
    "openpose.zip": ("openpose", "application/zip"),
    "figures.zip": ("figures", "application/zip"),
}
"""The formats by the names of their files, and the media types of these."""

ExportName = Annotated[
    Literal[
        "events.csv",
        "steps.csv",
        "landmarks.parquet",
        "strides.csv",
        "markers.trc",
        "angles.mot",
        "markers.c3d",
        "poses.nc",
        "report.mat",
        "openpose.zip",
        "figures.zip",
    ],
    Path(description="Which file."),
]

_FILES = file(*AS_KEPT.values(), *(media_type for _, media_type in MADE.values()))
_FAULTS = (
    *NO_REPORT,
    faults.not_exportable(),
    faults.cannot_export(NO_SCALE),
    faults.too_many_exports(),
)


@router.get("/exports/{name}", summary="Fetch data for other tools", responses=_FILES | problem(*_FAULTS))
async def get_export(report: ReportDep, record: RecordDep, exports: ExportsDep, name: ExportName) -> Response:
    """Events, steps and landmarks as tables, and what `midstance export` makes; many files come as ZIP.

    They are about the first report, without corrections.
    """
    if kept := AS_KEPT.get(name):
        return await report.file(name, media_type=kept, headers=_attached(name))
    kind, media_type = MADE[name]
    return Response(await exports.made(record, kind), media_type=media_type, headers=_attached(name))


@router.get(
    "/revisions/{number}/exports/{name}",
    summary="Fetch data of a revision for other tools",
    responses=_FILES | problem(*_FAULTS, of_revisions.unknown_revision(), of_revisions.of_another_version()),
)
async def get_revised_export(
    report: ReportDep, record: RecordDep, exports: ExportsDep, number: Number, name: ExportName
) -> Response:
    """The same as corrected; 0 is the first report."""
    if not await exports.is_corrected(record, number):
        return await get_export(report, record, exports, name)
    kind, media_type = MADE.get(name) or (None, AS_KEPT[name])
    content = await exports.made_of_revision(record, number, name, kind)
    return Response(content, media_type=media_type, headers=_attached(name))


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
