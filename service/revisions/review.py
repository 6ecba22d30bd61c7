"""Flags to review over HTTP."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query

from service import problems
from service.access.dependencies import CallerDep
from service.dependencies import RecordDep, ReportDep
from service.documentation import NO_REPORT, example, problem
from service.paging import Page, listed, paged
from service.parts import part
from service.revisions import examples, faults
from service.revisions.asking import EditableDep
from service.revisions.models import FlagRecord, FlagReview, FlagState
from service.revisions.queue import CURSOR, ReviewQueue, WantedFlags, cursor_of

router = APIRouter(tags=["review"])

QueueDep = Annotated[ReviewQueue, part(ReviewQueue)]
FlagId = Annotated[str, Path(max_length=80, description="Name of the flag within the analysis.")]
Reason = Annotated[str, Query(max_length=64)]


async def _wanted(
    state: Annotated[
        FlagState | Literal["all"], Query(description="Only flags of this state, or all.")
    ] = "open",
    athlete: Annotated[str | None, Query(max_length=32, description="Only those of this athlete.")] = None,
    reason_code: Annotated[list[Reason] | None, Query(description="Only those for these reasons.")] = None,
) -> WantedFlags:
    return WantedFlags(None if state == "all" else state, athlete, tuple(filter(None, reason_code or ())))


WantedFlagsDep = Annotated[WantedFlags, Depends(_wanted)]


@router.get("/flags", summary="List what to review", responses=listed([examples.OPEN_FLAG]))
def list_flags(
    queue: QueueDep,
    caller: CallerDep,
    wanted: WantedFlagsDep,
    page: Annotated[Page, paged(CURSOR)],
) -> list[FlagRecord]:
    """The flagged frames of all analyses that you see, in pages, the largest effect on a report first."""
    return page.of(queue.find(caller, wanted, after=page.cursor, limit=page.look_ahead), cursor_of)


@router.get(
    "/analyses/{id}/flags",
    summary="List the flags of an analysis",
    responses=example([examples.FLAG]) | problem(*NO_REPORT),
)
def list_flags_of_analysis(record: RecordDep, _: ReportDep, queue: QueueDep) -> list[FlagRecord]:
    """What was flagged in the first report or a revision, and what became of it."""
    return queue.of(record.id)


@router.get(
    "/analyses/{id}/flags/{flag}",
    summary="Look at a flag",
    responses=example(examples.FLAG) | problem(*NO_REPORT, faults.unknown_flag()),
)
def get_flag(record: RecordDep, _: ReportDep, flag: FlagId, queue: QueueDep) -> FlagRecord:
    """Its frame, what hangs on it, and what became of it."""
    return queue.read(record.id, flag)


@router.patch(
    "/analyses/{id}/flags/{flag}",
    summary="Say what became of a flag",
    responses=example(examples.FLAG)
    | problem(
        *NO_REPORT,
        faults.unknown_flag(),
        problems.not_the_coach(),
        faults.ruled_by_a_correction(1),
        problems.changed_meanwhile(),
    ),
)
def review_flag(
    record: EditableDep, flag: FlagId, said: FlagReview, caller: CallerDep, queue: QueueDep
) -> FlagRecord:
    """Accept or dismiss it, say that it is corrected, comment on it, or open it again; no number changes."""
    return queue.review(record.id, flag, said, caller)
