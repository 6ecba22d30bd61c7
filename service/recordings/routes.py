"""Watch files over HTTP."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool

from service import problems
from service.access.dependencies import CallerDep
from service.dependencies import AnalysesDep
from service.documentation import NO_REPORT, RECORD, example, problem
from service.limits import WATCH_FILE_MIB
from service.parts import part
from service.recordings import faults
from service.recordings.reading import WatchFiles
from service.revisions.newest import NewestDep
from service.uploads.faults import too_slow

router = APIRouter(tags=["plans"])

WatchFilesDep = Annotated[WatchFiles, part(WatchFiles)]
BODY = {"required": True, "content": {"application/octet-stream": {"schema": {"format": "binary"}}}}
EXAMPLE = {
    "schema_version": 1,
    "kind": "watch",
    "runs": [
        {
            "format": "fit",
            "running_s": 2760.0,
            "cadence_spm": {"level": {"value": 166.2, "low": 165.1, "high": 167.3, "n": 92}},
        }
    ],
}
_NEITHER = "The file is no FIT, TCX or GPX file; export the run from the watch, or its app, as one of these."


@router.post(
    "/recordings",
    summary="Read a watch file",
    openapi_extra={"requestBody": BODY},
    responses=example(EXAMPLE)
    | problem(
        *NO_REPORT,
        faults.unreadable(_NEITHER),
        faults.too_large(WATCH_FILE_MIB),
        faults.too_busy(),
        too_slow(),
        problems.storage_full(),
    ),
)
async def read_watch_file(
    request: Request,
    files: WatchFilesDep,
    analyses: AnalysesDep,
    newest: NewestDep,
    caller: CallerDep,
    analysis: Annotated[
        str | None,
        Query(
            max_length=32, description="Id of a finished analysis of the same runner.", examples=[RECORD.id]
        ),
    ] = None,
) -> dict[str, Any]:
    """What a FIT, TCX or GPX file shows of a run, as watch.json has it, beside the cadence of an analysis.

    The body is the file; it is read and forgotten, with the places that may be in it.
    """
    report = None
    if analysis is not None:
        record = await run_in_threadpool(analyses.read, analysis, caller)
        report = (await run_in_threadpool(newest.report, record)).document
    return await files.told(request.stream(), report)
