"""Analyses over HTTP: upload, status, progress, deletion."""

import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import EventSourceResponse

from service import problems
from service.access.callers import CallerDep
from service.attempts import UNREADABLE
from service.dependencies import JobsDep, RecordDep, StoreDep, WatchDep
from service.documentation import RECORD, example, problem
from service.models import Record, UploadForm
from service.paging import PageDep, listed
from service.wanted import WantedDep

router = APIRouter(tags=["analyses"])

STILL_ALLOWED_S = 10.0  # so often it is asked whether who follows still may
EXAMPLE = RECORD.model_dump(mode="json")
UNKNOWN = problem(problems.unknown_analysis())


@router.post(
    "/analyses",
    status_code=202,
    summary="Upload a clip",
    responses=example(EXAMPLE, 202)
    | problem(
        problems.too_large(2048),
        problems.invalid_request("speed_mps must be a number from 0.5 to 12 metres a second, not 40."),
        problems.unreadable(UNREADABLE),
        problems.storage_full(),
    ),
)
def create_analysis(
    form: Annotated[UploadForm, Form(media_type="multipart/form-data")],
    store: StoreDep,
    jobs: JobsDep,
    caller: CallerDep,
    response: Response,
) -> Record:
    """The answer comes as soon as what was sent is found to be video; the analysis waits in a queue.

    `Location` is where to ask for its status. Only `file` is needed; each setting makes the report say more,
    and so does `rear`, a clip of the same run from behind.
    """
    rear = form.rear.file if form.rear else None
    with store.incoming(form.file.file, rear) as (id, clips):
        for clip in clips:
            if reason := jobs.check(clip):
                raise problems.unreadable(reason)
        record = Record(
            id=id,
            owner=caller.id,
            file_name=form.file_name,
            rear_file_name=form.rear_file_name,
            settings=form.settings,
            created_at=datetime.now(UTC),
        )
        jobs.submit(record)
    response.headers["Location"] = f"/v1/analyses/{id}"
    return record


@router.get("/analyses", summary="List analyses", responses=listed([EXAMPLE]))
def list_analyses(jobs: JobsDep, caller: CallerDep, wanted: WantedDep, page: PageDep) -> list[Record]:
    """The newest analyses first, in pages: the header `Link` of each says where the next one is."""
    found = jobs.list(caller, wanted, before=page.before, limit=page.look_ahead)
    return page.of(found, lambda record: record.id)


@router.get("/analyses/{id}", summary="Ask for the status", responses=example(EXAMPLE) | UNKNOWN)
def get_analysis(record: RecordDep) -> Record:
    """Status, progress and, where it was refused or failed, the reason."""
    return record


@router.delete("/analyses/{id}", status_code=204, summary="Delete an analysis", responses=UNKNOWN)
def delete_analysis(record: RecordDep, jobs: JobsDep, caller: CallerDep) -> None:
    """Stop the analysis if it runs and delete everything of it, the upload included."""
    jobs.delete(record.id, caller)


@router.get(
    "/analyses/{id}/events",
    response_class=EventSourceResponse,
    summary="Follow the progress",
    responses=UNKNOWN,
)
async def follow_analysis(
    record: RecordDep, jobs: JobsDep, caller: CallerDep, watch: WatchDep
) -> AsyncIterator[Record]:
    """Server-sent events: the analysis whenever its status or progress changes, until its last status."""
    yield record
    asked = time.monotonic()
    async for latest in watch.changes(record):
        if latest.status != "cancelled" and time.monotonic() - asked > STILL_ALLOWED_S:
            asked = time.monotonic()
            await run_in_threadpool(jobs.status, record.id, caller)
        yield latest
