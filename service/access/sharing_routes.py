"""Who sees an analysis beside its owner, over HTTP: athletes with their coaches, and links for everybody."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.concurrency import run_in_threadpool

from service import problems
from service.access import athletes, shares
from service.access.dependencies import CallerDep
from service.access.errors import Unusable
from service.access.forms import (
    LATER,
    SOMEBODY,
    SOMEBODY_ELSE,
    WHEN,
    AnalysisChange,
    AthleteDocument,
    AthleteForm,
    NewShare,
    NewShareDocument,
    ShareDocument,
    sample,
)
from service.access.parts import AccessDep
from service.dependencies import AnalysesDep, RecordDep, document_place
from service.documentation import NO_REPORT, RECORD, example, problem
from service.limited import TooMany
from service.models import Record
from service.revisions import faults
from service.revisions.asking import DrawnReportsDep, RevisionsDep
from vision import FACELESS

router = APIRouter()

ATHLETE_ID = "3b7e9d1f5a2c4e6b8d0f1a3c5e7b9d2f"
ATHLETE = sample(
    AthleteDocument,
    id=ATHLETE_ID,
    owner=SOMEBODY,
    name="Ben",
    user=SOMEBODY_ELSE,
    coach=SOMEBODY,
    notes="Comes back from a calf strain; films on Tuesdays.",
    created_at=WHEN,
)
SHARE = {
    "id": "6d0b2f4e8a1c4d3f9b5e7a2c0d8f1e36",
    "created_at": WHEN,
    "expires_at": LATER,
    "used_at": None,
    "blur_faces": True,
}
SHARES = [sample(ShareDocument, **SHARE)]
NEW_SHARE = sample(NewShareDocument, **SHARE, url=f"https://club.example/v1/shared/{'Ab3-' * 10}_x9")
CHANGED = RECORD.model_copy(update={"athlete": ATHLETE_ID}).model_dump(mode="json")
UNKNOWN = problem(problems.unknown("athlete"))
NOT_MINE = problem(problems.not_the_owner())
NO_COACH = problem(
    problems.unusable(
        Unusable("There is no coach's account with the id given as coach; ask them for theirs.")
    )
)

AthleteId = Annotated[str, Path(description="Id of the athlete.")]
ShareId = Annotated[str, Path(description="Id of the link.")]


@router.get("/athletes", tags=["athletes"], summary="List athletes", responses=example([ATHLETE]))
def list_athletes(caller: CallerDep, access: AccessDep) -> list[AthleteDocument]:
    """Those whom the caller keeps, is, or coaches, by name."""
    return [AthleteDocument.model_validate(athlete) for athlete in access.athletes.list(caller)]


@router.post(
    "/athletes",
    status_code=201,
    tags=["athletes"],
    summary="Keep an athlete",
    responses=example(ATHLETE, 201) | NO_COACH | problem(problems.too_many(TooMany(athletes.MOST))),
)
def add_athlete(
    form: AthleteForm, caller: CallerDep, access: AccessDep, response: Response
) -> AthleteDocument:
    """Analyses given to an athlete are seen by the athlete, the coach, and the coach who keeps the entry."""
    athlete = access.athletes.add(caller, name=form.name, user=form.user, coach=form.coach, notes=form.notes)
    response.headers["Location"] = f"/v1/athletes/{athlete.id}"
    return AthleteDocument.model_validate(athlete)


@router.get(
    "/athletes/{id}", tags=["athletes"], summary="Ask for an athlete", responses=example(ATHLETE) | UNKNOWN
)
def get_athlete(id: AthleteId, caller: CallerDep, access: AccessDep) -> AthleteDocument:
    """The entry; whom the caller neither keeps, nor is, nor coaches is unknown."""
    return AthleteDocument.model_validate(access.athletes.read(id, caller))


@router.put(
    "/athletes/{id}",
    tags=["athletes"],
    summary="Change an athlete",
    responses=example(ATHLETE) | UNKNOWN | NOT_MINE | NO_COACH,
)
def change_athlete(id: AthleteId, form: AthleteForm, caller: CallerDep, access: AccessDep) -> AthleteDocument:
    """Put this in the place of the entry. A coach who is not named any more sees nothing any more."""
    athlete = access.athletes.change(
        id, caller, name=form.name, user=form.user, coach=form.coach, notes=form.notes
    )
    return AthleteDocument.model_validate(athlete)


@router.delete(
    "/athletes/{id}",
    status_code=204,
    tags=["athletes"],
    summary="Forget an athlete",
    responses=UNKNOWN | NOT_MINE,
)
def delete_athlete(id: AthleteId, caller: CallerDep, access: AccessDep) -> None:
    """Delete the entry. Analyses and plans stay with their owners, and nobody else sees them any more.

    Of plans that others made for the athlete the notes in the log are deleted.
    """
    access.athletes.delete(id, caller)


@router.patch(
    "/analyses/{id}",
    tags=["analyses"],
    summary="Say whom an analysis shows",
    responses=example(CHANGED) | problem(problems.unknown_analysis(), problems.unknown("athlete")) | NOT_MINE,
)
def change_analysis(
    record: RecordDep, form: AnalysisChange, caller: CallerDep, access: AccessDep, analyses: AnalysesDep
) -> Record:
    """Give an own analysis to an athlete, or with null take it back: then only its owner sees it."""
    if form.athlete is not None:
        access.athletes.read(form.athlete, caller)
    return analyses.assign(record.id, form.athlete, caller)


@router.get(
    "/analyses/{id}/shares",
    tags=["links"],
    summary="List links",
    responses=example(SHARES) | problem(problems.unknown_analysis()),
)
def list_shares(record: RecordDep, caller: CallerDep, access: AccessDep) -> list[ShareDocument]:
    """Links to the report: its owner sees all, others those that they made. Their secrets are not told."""
    found = access.shares.list(record.id, caller, all=record.owner == caller.id)
    return [ShareDocument.model_validate(share) for share in found]


@router.post(
    "/analyses/{id}/shares",
    status_code=201,
    tags=["links"],
    summary="Make a link",
    responses=example(NEW_SHARE, 201)
    | problem(
        *NO_REPORT,
        *(problems.not_the_coach(), problems.too_many(TooMany(shares.MOST))),
        *(faults.not_correctable(), faults.of_another_version(), faults.too_many_corrections()),
    ),
)
async def make_share(
    record: RecordDep,
    form: NewShare,
    caller: CallerDep,
    access: AccessDep,
    analyses: AnalysesDep,
    revisions: RevisionsDep,
    drawings: DrawnReportsDep,
    request: Request,
    response: Response,
) -> NewShareDocument:
    """Whoever has the link can read the report page with the sheet as it was signed, and print that, and
    nothing else, without an account, until it expires, is deleted, or its maker may not see the analysis any
    more. The link is in this answer and nowhere else.
    """
    if not caller.answers_for(record.owner):
        raise problems.not_the_coach()
    if form.blur_faces:  # drawn now, so that who makes the link learns of it if they cannot be
        await run_in_threadpool(document_place, record, analyses)
        await drawings.place(record, await run_in_threadpool(revisions.sent_out, record.id), FACELESS)
    add = partial(access.shares.add, record.id, caller, days=form.days, blur_faces=form.blur_faces)
    share, token = await run_in_threadpool(add)
    response.headers["Location"] = f"/v1/analyses/{record.id}/shares/{share.id}"
    response.headers["Cache-Control"] = "no-store"
    url = str(request.url_for("open_share", token=token))
    return NewShareDocument(**ShareDocument.model_validate(share).model_dump(), url=url)


@router.get(
    "/analyses/{id}/shares/{share}",
    tags=["links"],
    summary="Ask for a link",
    responses=example(SHARES[0]) | problem(problems.unknown_analysis(), problems.unknown("link")),
)
def get_share(record: RecordDep, share: ShareId, caller: CallerDep, access: AccessDep) -> ShareDocument:
    """Until when it shows the report, and when it was last opened; the link itself is not told again."""
    for known in access.shares.list(record.id, caller, all=record.owner == caller.id):
        if known.id == share:
            return ShareDocument.model_validate(known)
    raise problems.unknown("link")


@router.delete(
    "/analyses/{id}/shares/{share}",
    status_code=204,
    tags=["links"],
    summary="Delete a link",
    responses=problem(problems.unknown_analysis(), problems.unknown("link")),
)
def revoke_share(record: RecordDep, share: ShareId, caller: CallerDep, access: AccessDep) -> None:
    """From now on it shows nothing. The owner of the analysis deletes any, others those that they made."""
    if not access.shares.revoke(record.id, share, caller, all=record.owner == caller.id):
        raise problems.unknown("link")
