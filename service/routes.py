"""Analyses over HTTP: upload, status, progress, deletion."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import EventSourceResponse, ServerSentEvent

from service import problems
from service.access.dependencies import CallerDep
from service.access.parts import AccessDep
from service.attempts import UNREADABLE
from service.dependencies import AnalysesDep, JobsDep, OrdersDep, RecordDep, WatchDep
from service.documentation import ADMITTED, RECORD, example, problem
from service.events import STREAM, LastEventDep, stream
from service.jobs import Jobs
from service.models import Admitted, Record
from service.paging import PageDep, listed
from service.store import REAR_VIDEO, VIDEO
from service.uploads import faults
from service.uploads.forms import BROKEN
from service.uploads.orders import FORM, JSON, Orders, Received
from service.wanted import WantedDep
from vision import Reason

router = APIRouter(tags=["analyses"])

EXAMPLE = RECORD.model_dump(mode="json")
UNKNOWN = problem(problems.unknown_analysis())
ORDER = {
    FORM: {"schema": {"$ref": "#/components/schemas/UploadForm"}},
    JSON: {
        "schema": {"$ref": "#/components/schemas/AnalysisOrder"},
        "example": {"upload": "019aa8f2a17c3b0e5f6a9c2d3e4f5061", "speed_mps": 3.2},
    },
}
OVER_LIMIT = Reason(
    "over_limit", "a.mp4 lasts 4000 s, longer than the limit of 3600 s; cut out the part with the runner."
)


@router.post(
    "/analyses",
    status_code=202,
    summary="Upload a clip",
    openapi_extra={"requestBody": {"required": True, "content": ORDER}},
    responses=example(ADMITTED.model_dump(mode="json"), 202)
    | problem(
        faults.bad_body(BROKEN),
        faults.unknown_upload(),
        faults.too_slow(),
        faults.used_upload(),
        faults.unfinished_upload(167772160, 419430400),
        problems.too_large(2048),
        faults.quota_full(10240),
        faults.wrong_media_type(f"{FORM} or {JSON}"),
        problems.invalid_request("speed_mps must be a number from 0.5 to 12 metres a second, not 40."),
        problems.unreadable(UNREADABLE),
        problems.unreadable(OVER_LIMIT),
        faults.wrong_checksum(422),
        faults.wrong_checksum(460),
        faults.too_busy(),
        problems.storage_full(),
        problems.storage_gone(),
        problems.unknown("athlete"),
        problems.not_the_owner(),
    ),
)
async def create_analysis(
    request: Request,
    response: Response,
    jobs: JobsDep,
    orders: OrdersDep,
    caller: CallerDep,
    access: AccessDep,
) -> Admitted:
    """The answer comes as soon as what was sent is found to be video; the analysis waits in a queue.

    `Location` is where to ask for its status. Only `file` is needed, or the id of a finished `upload`; each
    setting makes the report say more, and so does `rear`, a clip of the same run from behind. The same clip
    may be analysed again, with other settings: `duplicate_of` then names the analysis before.
    """
    async with orders.received(request, caller) as received:
        if received.athlete is not None:
            await run_in_threadpool(access.athletes.read, received.athlete, caller)
        await orders.check(received)
        admitted = await orders.threads.run(_admit, received, jobs, orders)
    response.headers["Location"] = f"/v1/analyses/{admitted.id}"
    return admitted


def _admit(received: Received, jobs: Jobs, orders: Orders) -> Admitted:
    rear = received.clips.get(REAR_VIDEO)
    earlier = orders.same_as(received)
    record = Record(
        id=jobs.new_id(),
        owner=received.owner,
        athlete=received.athlete,
        batch=received.batch,
        file_name=received.clips[VIDEO].file_name,
        rear_file_name=rear.file_name if rear else None,
        settings=received.settings,
        created_at=datetime.now(UTC),
    )
    clips = {name: clip.path for name, clip in received.clips.items()}
    jobs.submit(record, clips, partial(orders.enter, received=received, analysis=record.id))
    orders.let_go(received)
    return Admitted(**record.model_dump(), sha256=received.clips[VIDEO].sha256, duplicate_of=earlier)


@router.get("/analyses", summary="List analyses", responses=listed([EXAMPLE]))
def list_analyses(analyses: AnalysesDep, caller: CallerDep, wanted: WantedDep, page: PageDep) -> list[Record]:
    """The newest analyses first, in pages: the header `Link` of each says where the next one is."""
    found = analyses.list(caller, wanted, before=page.cursor, limit=page.look_ahead)
    return page.of(found, lambda record: record.id)


@router.get("/analyses/{id}", summary="Ask for the status", responses=example(EXAMPLE) | UNKNOWN)
async def get_analysis(record: RecordDep) -> Record:
    """Status, progress and, where it was refused or failed, the reason."""
    return record


@router.delete(
    "/analyses/{id}",
    status_code=204,
    summary="Delete an analysis",
    responses=UNKNOWN | problem(problems.not_the_owner()),
)
def delete_analysis(record: RecordDep, jobs: JobsDep, caller: CallerDep) -> None:
    """Stop the analysis if it runs and delete everything of it, the upload included."""
    jobs.delete(record.id, caller)


@router.get(
    "/analyses/{id}/events",
    response_class=EventSourceResponse,
    summary="Follow the progress",
    responses=STREAM | UNKNOWN,
)
async def follow_analysis(
    record: RecordDep, analyses: AnalysesDep, caller: CallerDep, watch: WatchDep, seen: LastEventDep
) -> AsyncIterator[ServerSentEvent]:
    """Server-sent events: the analysis whenever its status or progress changes, until its last status.

    Whoever comes back with the id of the last event is told only what is new, and 204 after the last one.
    """
    async for event in stream(
        watch, record, seen, lambda latest: latest.status == "cancelled" or analyses.read(record.id, caller)
    ):
        yield event
