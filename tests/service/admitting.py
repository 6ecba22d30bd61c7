"""Analyses without a server."""

from datetime import UTC, datetime

from service.jobs import Jobs
from service.models import AnalysisSettings, Record
from service.store import VIDEO, Store


def record(id: str = "018e", **fields: object) -> Record:
    known = {"file_name": "a.mp4", "settings": AnalysisSettings(), "created_at": datetime.now(UTC)}
    return Record(id=id, **known | fields)


def admit(jobs: Jobs, store: Store, **fields: object) -> str:
    """The id of a new analysis, which waits in the queue."""
    clip = store.root.with_name("clip")
    clip.write_bytes(b"clip")
    with store.incoming({VIDEO: clip}) as id:
        jobs.submit(record(id, **fields), lambda _: None)
    return id
