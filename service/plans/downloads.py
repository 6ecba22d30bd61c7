"""Plans to take along, over HTTP: as files, and the clicks of their sessions."""

import os
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import StreamingResponse

from coaching import (
    FASTEST_SPM,
    SLOWEST_SPM,
    Accent,
    Every,
    InvalidEntry,
    Segment,
    ladder,
    plan_calendar,
    plan_text,
)
from service import problems
from service.documentation import file, problem
from service.parts import part
from service.plans import faults
from service.plans.asking import FollowedDep, PlanDep
from service.plans.routes import UNKNOWN
from service.plans.sounds import MEDIA_TYPES, ClickTracks, Kind, pieces

router = APIRouter(tags=["plans"], default_response_class=Response)

TracksDep = Annotated[ClickTracks, part(ClickTracks)]
KindPath = Annotated[Kind, Path(description="Of which kind.")]
Cadences = Annotated[
    list[Annotated[float, Query(ge=SLOWEST_SPM, le=FASTEST_SPM)]],
    Query(min_length=1, max_length=60, description="Steps a minute; several follow each other."),
]
Minutes = Annotated[float, Query(ge=0.1, le=360, description="How long each is clicked.")]
AccentQuery = Annotated[Accent, Query(description="Which foot is told apart; both have a pitch each.")]
EveryQuery = Annotated[Every, Query(description="A click for each step, or for one foot.")]
SOUND = file(*MEDIA_TYPES.values())
_CLICKS = problem(
    faults.invalid_entry(InvalidEntry("The session is longer than 6 h; shorten it.")),
    faults.too_busy(),
    problems.storage_full(),
)


@router.get("/plans/{id}/plan.json", summary="Fetch a plan", responses=file("application/json") | UNKNOWN)
def get_plan_json(plan: PlanDep) -> Response:
    """The file that `midstance plan` writes, as the log makes the plan today."""
    return Response(plan_text(plan), media_type="application/json")


@router.get("/plans/{id}/plan.ics", summary="Fetch a calendar", responses=file("text/calendar") | UNKNOWN)
def get_plan_calendar(followed: FollowedDep) -> Response:
    """Each session as an event of its day (RFC 5545)."""
    calendar = plan_calendar(followed.plan, changes=followed.stored.changes)
    return Response(calendar, media_type="text/calendar")


@router.get(
    "/plans/{id}/sessions/{session}/clicks.{kind}",
    summary="Fetch the clicks of a session",
    responses=SOUND | problem(problems.unknown("session"), faults.silent_session()) | _CLICKS,
)
async def get_session_clicks(
    plan: PlanDep,
    session: Annotated[str, Path(max_length=16, description="Id of the session, such as w1-tue.")],
    kind: KindPath,
    tracks: TracksDep,
    accent: AccentQuery = "none",
    every: EveryQuery = "step",
) -> Response:
    """A sound file for any player, every click at its sample."""
    found = next((each for each in plan.sessions if each.id == session), None)
    if found is None:
        raise problems.unknown("session")
    if not found.is_clicked:
        raise faults.silent_session()
    return await _played(tracks, found.segments, kind, accent, every)


@router.get("/clicks.{kind}", summary="Fetch clicks", responses=SOUND | _CLICKS)
async def get_clicks(
    spm: Cadences,
    kind: KindPath,
    tracks: TracksDep,
    minutes: Minutes = 10,
    accent: AccentQuery = "none",
    every: EveryQuery = "step",
) -> Response:
    """A metronome without a plan: one cadence, or a ladder of several."""
    return await _played(tracks, ladder(cadences_spm=spm, step_s=60 * minutes), kind, accent, every)


async def _played(
    tracks: ClickTracks, segments: Sequence[Segment], kind: Kind, accent: Accent, every: Every
) -> Response:
    track = await tracks.file(segments, kind, accent, every)
    size = str(os.fstat(track.fileno()).st_size)
    return StreamingResponse(pieces(track), media_type=MEDIA_TYPES[kind], headers={"Content-Length": size})
