"""Events of those who follow an analysis, which can be taken up again where the line broke."""

from hashlib import sha256
from typing import Annotated, Any

from fastapi import Depends, Header
from fastapi.sse import ServerSentEvent
from starlette.exceptions import HTTPException

from service.dependencies import RecordDep
from service.models import FINAL, Record

RETRY_MS = 2000


def event_id(record: Record) -> str:
    """The name of this state of an analysis."""
    return sha256(record.model_dump_json().encode()).hexdigest()[:16]


def told(record: Record) -> ServerSentEvent:
    """The event that tells this state."""
    return ServerSentEvent(data=record, id=event_id(record), retry=RETRY_MS)


def _seen(
    record: RecordDep,
    last_event_id: Annotated[str | None, Header(max_length=64, description="Id of the last event.")] = None,
) -> str | None:
    """What the client saw last; where that was the end it is told not to come again."""
    if record.status in FINAL and last_event_id == event_id(record):
        raise HTTPException(204)
    return last_event_id


SeenDep = Annotated[str | None, Depends(_seen)]

STREAM: dict[int | str, dict[str, Any]] = {
    200: {"description": "Each event holds the analysis as GET answers it, and has an id."},
    204: {"description": "Nothing will come any more: the end was told in the event of Last-Event-ID."},
}
