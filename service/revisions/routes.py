"""Flags to review and corrections over HTTP."""

from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response

from service import problems
from service.access.callers import CallerDep
from service.dependencies import JobsDep, RecordDep, ReportDep
from service.documentation import NO_REPORT, example, problem
from service.revisions import examples, faults
from service.revisions.asking import ReportsDep, RevisionsDep
from service.revisions.measuring import weightiest
from service.revisions.models import (
    Corrected,
    FlagRecord,
    FlagState,
    NewCorrections,
    RevisionRecord,
)
from service.revisions.revising import RevisingDep
from service.wanted import Wanted
from vision import Correction, Reason

router = APIRouter(tags=["review"])

_BATCH = 200
_LONGEST = 2000
IMPOSSIBLE = Reason("invalid_correction", "The clip has no frame 900; its last is 479.")


_CHANGED = (
    *NO_REPORT,
    faults.not_the_coach(),
    faults.not_correctable(),
    problems.changed_meanwhile(),
    faults.unconditional(),
    faults.impossible_correction(IMPOSSIBLE),
)


# ---- flags -----------------------------------------------------------------------------------------


@router.get("/flags", summary="List what to review", responses=example([examples.FLAG]))
def list_flags(
    jobs: JobsDep,
    caller: CallerDep,
    revisions: RevisionsDep,
    reports: ReportsDep,
    state: Annotated[
        FlagState | Literal["all"], Query(description="Only flags of this state, or all.")
    ] = "open",
    offset: Annotated[int, Query(ge=0, description="How many of the first to leave out.")] = 0,
    limit: Annotated[int, Query(ge=1, le=500, description="How many to list.")] = 100,
) -> list[FlagRecord]:
    """The flagged frames of all your analyses, in the order of what the reports hang on most."""
    found: list[FlagRecord] = []
    before: str | None = None
    while batch := jobs.list(caller, Wanted(("done",)), before=before, limit=_BATCH):
        newest = revisions.newest_of([record.id for record in batch])
        for record in batch:
            report = revisions.report(record.id, newest[record.id]) if record.id in newest else None
            found += [flag for flag in reports.flags(record, report) if state in ("all", flag.state)]
        before = batch[-1].id
    return sorted(found, key=weightiest)[offset : offset + limit]


@router.get(
    "/analyses/{id}/flags",
    summary="List the flags of an analysis",
    responses=example([examples.FLAG]) | problem(*NO_REPORT),
)
def list_flags_of_analysis(
    record: RecordDep, _: ReportDep, revisions: RevisionsDep, reports: ReportsDep
) -> list[FlagRecord]:
    """What was flagged in the first report or is in the newest revision, and what became of it."""
    return reports.flags(record, revisions.report(record.id, revisions.newest(record.id)))


# ---- corrections -----------------------------------------------------------------------------------


@router.get(
    "/analyses/{id}/corrections",
    summary="List the corrections of an analysis",
    responses=example([examples.CORRECTED]) | problem(*NO_REPORT),
)
def list_corrections(
    record: RecordDep, _: ReportDep, revisions: RevisionsDep, response: Response
) -> list[Corrected]:
    """All that were ever made, those that were undone too. `ETag` is the newest revision's number."""
    response.headers["ETag"] = f'"{revisions.newest(record.id)}"'
    return revisions.corrections(record.id)


@router.post(
    "/analyses/{id}/corrections",
    status_code=201,
    summary="Correct a report",
    responses=example(examples.REVISION, 201) | problem(*_CHANGED),
)
def correct(new: NewCorrections, revising: RevisingDep) -> RevisionRecord:
    """Measure the clip again with these corrections and those before; `Location` is the new revision.

    The first report stays. `If-Match` names the revision that you saw; where somebody else was faster, the
    answer is 412 and nothing is changed.
    """
    if any(len(words) > _LONGEST for each in new.corrections for words in _texts(each)):
        raise problems.invalid_request(f"A text in a correction must have at most {_LONGEST} characters.")
    made = [revising.made(correction, new.comment) for correction in new.corrections]
    return revising.revise(revising.held(), made)


@router.delete(
    "/analyses/{id}/corrections/{correction}",
    summary="Undo a correction",
    responses=example(examples.REVISION) | problem(*_CHANGED, faults.unknown_correction()),
)
def undo(
    correction: Annotated[str, Path(description="Id of the correction.")], revising: RevisingDep
) -> RevisionRecord:
    """A new revision without this correction; that it was made stays known."""
    held = revising.held()
    kept = [each for each in held if each.id != correction]
    if len(kept) == len(held):
        raise faults.unknown_correction()
    return revising.revise(kept)


def _texts(correction: Correction) -> list[str]:
    return [value for value in asdict(correction).values() if isinstance(value, str)]
