"""Another analysis of a clip that is stored, with another person in it followed."""

from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from service import problems
from service.access.dependencies import CallerDep
from service.analyses import UnknownAnalysis
from service.aside import Aside
from service.child import ChildRefused
from service.dependencies import JobsDep, RecordDep, StoreDep
from service.documentation import RECORD, example, problem
from service.editing.cutting import check_person
from service.jobs import Jobs
from service.models import AnalysisSettings, Record
from service.parts import part
from service.revisions.asking import AsideDep
from service.store import VIDEO, Store
from service.uploads import faults
from service.uploads.intake import Intake
from vision import LIMITS, PERSON, Reason

router = APIRouter(tags=["review"])

IntakeDep = Annotated[Intake, part(Intake)]
OUTSIDE = Reason(
    "invalid_setting",
    "The point 2000, 300 lies outside the picture of this clip, which is 1920 x 1080 pixels; give a point on "
    "the body of the person to follow.",
)
_EXAMPLE = RECORD.model_copy(
    update={
        "status": "queued",
        "progress": None,
        "started_at": None,
        "again_of": "019aa8f2a17c3b0e5f6a9c2d3e4f5061",
        "settings": RECORD.settings.model_copy(update=dict(zip(PERSON, (1210.0, 540.0, 6.867), strict=True))),
    }
).model_dump(mode="json")


def _limited(name: str) -> Any:
    low, high, _ = LIMITS[name]
    return Field(ge=low, le=high, description=AnalysisSettings.model_fields[name].description)


class ChosenPerson(BaseModel):
    """Who is to be followed: a point of the upright picture that lies on the body, and when."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {n: _EXAMPLE["settings"][n] for n in PERSON}}
    )

    person_x_px: float = _limited("person_x_px")
    person_y_px: float = _limited("person_y_px")
    person_time_s: float = _limited("person_time_s")


def _over(record: RecordDep, caller: CallerDep) -> Record:
    """An analysis that has ended, of whomever the caller may correct; raises Problem."""
    if not caller.answers_for(record.owner):
        raise problems.not_the_coach()
    if not record.is_over:
        raise problems.unfinished(record)
    return record


@router.post(
    "/analyses/{id}/again",
    status_code=202,
    summary="Choose another person",
    responses=example(_EXAMPLE, 202)
    | problem(
        problems.unknown_analysis(),
        problems.not_the_coach(),
        problems.unfinished(RECORD),
        problems.invalid_request("person_x_px must be a number from 0 to 16384 pixels, not -3."),
        problems.unreadable(OUTSIDE),
        faults.quota_full(10240),
        problems.storage_full(),
        problems.storage_gone(),
    ),
)
async def analyze_again(
    person: ChosenPerson,
    record: Annotated[Record, Depends(_over)],
    jobs: JobsDep,
    store: StoreDep,
    aside: AsideDep,
    intake: IntakeDep,
    response: Response,
) -> Record:
    """Analyse the stored clip anew with the person followed who is at this point then; nothing is uploaded.

    All else that was told of the clip holds again, owner and athlete stay. The first analysis stays too, and
    each names the other; either may be deleted alone. `GET …/pictures/{frame}` tells the clip's own clock.
    Where nobody is found there the new analysis is refused; nobody else is followed.
    """
    settings = record.settings.model_copy(update=person.model_dump())
    await run_in_threadpool(_require_shown, record, settings, store, aside)
    made = await run_in_threadpool(_admit, record, settings, jobs, intake)
    response.headers["Location"] = f"/v1/analyses/{made.id}"
    return made


def _require_shown(record: Record, settings: AnalysisSettings, store: Store, aside: Aside) -> None:
    try:
        with aside.folder() as folder:
            aside.run(check_person, store.blobs.fetch(f"{record.id}/{VIDEO}", folder), settings.clip)
    except FileNotFoundError as error:
        raise UnknownAnalysis from error
    except ChildRefused as error:
        raise problems.unreadable(error.reason) from error


def _admit(of: Record, settings: AnalysisSettings, jobs: Jobs, intake: Intake) -> Record:
    made = Record(
        id=jobs.new_id(),
        owner=of.owner,
        athlete=of.athlete,
        again_of=of.id,
        file_name=of.file_name,
        rear_file_name=of.rear_file_name,
        settings=settings,
        created_at=datetime.now(UTC),
    )
    clips = intake.ledger.clips_of(of.id)
    with intake.room.reserved(of.owner, sum(length for length, _ in clips)):
        jobs.submit_again(made, of, partial(_enter, intake=intake, made=made, clips=clips))
    return made


def _enter(connection: Connection, intake: Intake, made: Record, clips: list[tuple[int, str]]) -> None:
    for length, sha256 in clips:
        intake.ledger.add_taken(connection, made.owner, length=length, sha256=sha256, analysis=made.id)
