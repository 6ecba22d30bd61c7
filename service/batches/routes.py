"""Batches over HTTP: many clips that belong together, and what became of all of them."""

import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from service import problems
from service.access.dependencies import CallerDep
from service.access.parts import AccessDep
from service.batches.ledger import table
from service.batches.ledgers import Ledgers
from service.batches.models import Batch, BatchChange, Counts, NewBatch
from service.batches.rows import MOST, Batches
from service.dependencies import JobsDep
from service.documentation import example, file, problem
from service.events import STREAM, LastEventId, require_news, stream
from service.limited import TooMany
from service.models import AnalysisSettings
from service.paging import PageDep, listed
from service.parts import part
from service.watch import BatchWatch
from vision import write_table

router = APIRouter(prefix="/batches", tags=["batches"])

MEDIA_TYPES = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
_BATCH = Batch(
    id="019aa8f2c4d17b0e5f6a9c2d3e4f5064",
    owner="local",
    name="Tuesday's group",
    athlete=None,
    settings=AnalysisSettings(speed_mps=3.2),
    clips=40,
    created_at=datetime(2026, 5, 4, 7, 30, tzinfo=UTC),
    counts=Counts(queued=21, running=2, done=14, refused=3),
)
EXAMPLE = _BATCH.model_dump(mode="json")
_UNKNOWN = problem(problems.unknown("batch"))
_NOT_MINE = problem(problems.not_the_owner())


BatchesDep = Annotated[Batches, part(Batches)]
BatchId = Annotated[str, Path(description="Id of the batch.")]


def _visible(id: BatchId, batches: BatchesDep, caller: CallerDep) -> Batch:
    return batches.read(id, caller)


def _own(id: BatchId, batches: BatchesDep, caller: CallerDep) -> Batch:
    return batches.own(id, caller)


BatchDep = Annotated[Batch, Depends(_visible)]
OwnBatchDep = Annotated[Batch, Depends(_own)]


def _last_event(batch: BatchDep, last_event_id: LastEventId = None) -> str | None:
    if batch.is_over:
        require_news(last_event_id, batch)
    return last_event_id


@router.post(
    "",
    status_code=201,
    summary="Make a batch",
    responses=example(EXAMPLE | {"counts": Counts().model_dump()}, 201)
    | problem(problems.unknown("athlete"), problems.too_many(TooMany(MOST))),
)
def create_batch(
    form: NewBatch,
    batches: BatchesDep,
    access: AccessDep,
    caller: CallerDep,
    response: Response,
) -> Batch:
    """Clips join it on upload, by `batch` in the form or in the metadata of an upload in pieces.

    What a clip's upload does not say is as the batch has it. Clips of batches wait behind single ones.
    """
    if form.athlete is not None:
        access.athletes.read(form.athlete, caller)
    batch = batches.add(form, caller)
    response.headers["Location"] = f"/v1/batches/{batch.id}"
    return batch


@router.get("", summary="List batches", responses=listed([EXAMPLE]))
def list_batches(batches: BatchesDep, caller: CallerDep, page: PageDep) -> list[Batch]:
    """The newest first, in pages, each with how many of its analyses stand where."""
    found = batches.list(caller, before=page.cursor, limit=page.look_ahead)
    return page.of(found, lambda batch: batch.id)


@router.get("/{id}", summary="Ask for a batch", responses=example(EXAMPLE) | _UNKNOWN)
def get_batch(batch: BatchDep) -> Batch:
    """How many of its analyses stand where; `GET /v1/analyses?batch={id}` lists them, in pages."""
    return batch


@router.patch(
    "/{id}", summary="Say how many clips are to come", responses=example(EXAMPLE) | _UNKNOWN | _NOT_MINE
)
def change_batch(batch: OwnBatchDep, form: BatchChange, batches: BatchesDep, caller: CallerDep) -> Batch:
    """Say it otherwise, where a clip was refused on upload or deleted, so that the end can be told."""
    return batches.expect(batch.id, form.clips, caller)


@router.get(
    "/{id}/events",
    response_class=EventSourceResponse,
    summary="Follow a batch",
    responses=STREAM | _UNKNOWN,
)
async def follow_batch(
    batch: BatchDep,
    batches: BatchesDep,
    caller: CallerDep,
    watch: Annotated[BatchWatch, part(BatchWatch)],
    seen: Annotated[str | None, Depends(_last_event)],
) -> AsyncIterator[ServerSentEvent]:
    """Server-sent events: the batch whenever its counts change, until all its clips have ended.

    That is when as many have as were to come, where `clips` said so, else when all that are there have.
    """
    async for event in stream(watch, batch, seen, lambda _: batches.read(batch.id, caller)):
        yield event


@router.get(
    "/{id}/ledger.{kind}",
    summary="Fetch the ledger of a batch",
    response_class=Response,
    responses=file(*MEDIA_TYPES.values()) | _UNKNOWN | problem(problems.storage_gone()),
)
def get_ledger(
    batch: BatchDep,
    kind: Annotated[Literal["csv", "parquet"], Path(description="Which form of a table.")],
    ledgers: Annotated[Ledgers, part(Ledgers)],
    caller: CallerDep,
) -> Response:
    """A row for each clip: what became of it, why, and every measure with its interval, as last corrected."""
    content = io.BytesIO()
    write_table(table(ledgers.rows(batch, caller)), content, kind)
    attachment = {"Content-Disposition": f'attachment; filename="ledger.{kind}"'}
    return Response(content.getvalue(), media_type=MEDIA_TYPES[kind], headers=attachment)


@router.post(
    "/{id}/cancel",
    summary="Cancel what is not over",
    responses=example(EXAMPLE | {"counts": Counts(done=14, refused=3, cancelled=23).model_dump()})
    | _UNKNOWN
    | _NOT_MINE,
)
def cancel_batch(batch: OwnBatchDep, batches: BatchesDep, jobs: JobsDep, caller: CallerDep) -> Batch:
    """Analyses that wait or run are cancelled; what has ended stays as it is. More clips may still come."""
    jobs.cancel_batch(batch.id)
    return batches.read(batch.id, caller)


@router.delete("/{id}", status_code=204, summary="Delete a batch", responses=_UNKNOWN | _NOT_MINE)
def delete_batch(batch: OwnBatchDep, jobs: JobsDep) -> None:
    """Delete it with all its analyses: their clips, their reports, and everything else of them."""
    jobs.delete_batch(batch.id)
