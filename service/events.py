"""Events of those who follow an analysis or a batch, which can be taken up again where the line broke."""

import time
from collections.abc import AsyncIterator, Callable
from hashlib import sha256
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Header
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import ServerSentEvent
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from service.batches.models import Batch
from service.dependencies import RecordDep
from service.models import Record
from service.watch import Watch

RETRY_MS = 2000
STILL_ALLOWED_S = 10.0  # so often it is asked whether who follows still may
State = TypeVar("State", Record, Batch)


LastEventId = Annotated[str | None, Header(max_length=64, description="Id of the last event.")]


def event_id(state: BaseModel) -> str:
    """The name of this state of an analysis or a batch."""
    return sha256(state.model_dump_json().encode()).hexdigest()[:16]


def told(state: BaseModel) -> ServerSentEvent:
    """The event that tells this state."""
    return ServerSentEvent(data=state, id=event_id(state), retry=RETRY_MS)


def require_news(last_event_id: str | None, end: BaseModel) -> None:
    """Tell a client who saw the end not to come again; raises HTTPException."""
    if last_event_id == event_id(end):
        raise HTTPException(204)


def _seen(record: RecordDep, last_event_id: LastEventId = None) -> str | None:
    """What the client saw last."""
    if record.is_over:
        require_news(last_event_id, record)
    return last_event_id


LastEventDep = Annotated[str | None, Depends(_seen)]


async def stream(
    watch: Watch[State], state: State, seen: str | None, ask_whether_allowed: Callable[[State], object]
) -> AsyncIterator[ServerSentEvent]:
    """The state unless the client has `seen` it, and then each change until the end.

    Now and then it is asked anew whether who follows still may, which raises where not.
    """
    if seen != event_id(state):
        yield told(state)
    asked = time.monotonic()
    async for latest in watch.changes(state):
        if time.monotonic() - asked > STILL_ALLOWED_S:
            asked = time.monotonic()
            await run_in_threadpool(ask_whether_allowed, latest)
        yield told(latest)


STREAM: dict[int | str, dict[str, Any]] = {
    200: {"description": "Each event holds it as GET answers it, and has an id."},
    204: {"description": "Nothing will come any more: the end was told in the event of Last-Event-ID."},
}
