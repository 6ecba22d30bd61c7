"""Analyses without a server."""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Engine, text

from service.access.callers import LOCAL
from service.analyses import Analyses
from service.jobs import Jobs
from service.models import AnalysisSettings, Record
from service.settings import Settings
from service.store import VIDEO


def record(id: str = "018e", **fields: object) -> Record:
    known = {"file_name": "a.mp4", "settings": AnalysisSettings(), "created_at": datetime.now(UTC)}
    return Record(id=id, **known | fields)


def enter(engine: Engine, id: str = "018e", job: str = "job", **fields: object) -> None:
    """Have a row of an analysis, and nothing else of it."""
    with engine.begin() as connection:
        Analyses(engine).add(connection, record(id, **fields), job)


def submit(jobs: Jobs, known: Record, content: bytes = b"clip") -> None:
    """Hand a clip over, as the routes do with an upload."""
    with TemporaryDirectory() as folder:
        clip = Path(folder, "clip")
        clip.write_bytes(content)
        jobs.submit(known, {VIDEO: clip}, lambda _: None)


def admit(jobs: Jobs, **fields: object) -> str:
    """The id of a new analysis, which waits in the queue."""
    id = jobs.new_id()
    submit(jobs, record(id, **fields))
    return id


def known_of(jobs: Jobs, id: str) -> Record:
    """What is known of an analysis; raises UnknownAnalysis."""
    return Analyses(jobs.engine).read(id, LOCAL)


def all_known(jobs: Jobs) -> list[Record]:
    """What is known of all, the newest first."""
    return Analyses(jobs.engine).list(LOCAL)


def kept(settings: Settings, id: str = "") -> Path:
    """The folder of what is kept of an analysis, or of all."""
    return Path(settings.analyses) / id


def names(folder: Path) -> list[str]:
    """What a folder holds."""
    return sorted(path.name for path in folder.iterdir())


def hold(connection: Connection, slot: str, job: str) -> None:
    """Have the engine think that a worker has taken a job."""
    change = (
        f"UPDATE {engine_table(connection, 'workflow_status')} SET status = 'PENDING', executor_id = :slot"
    )
    connection.execute(text(f"{change} WHERE workflow_uuid = :job"), {"slot": slot, "job": job})


def engine_table(connection: Connection | Engine, name: str) -> str:
    """A table of the job engine."""
    return name if connection.dialect.name == "sqlite" else f"dbos.{name}"
