"""Corrections over HTTP."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Path, Response

from service import problems
from service.dependencies import RecordDep, ReportDep
from service.documentation import NO_REPORT, example, problem
from service.revisions import examples, faults
from service.revisions.asking import AsideDep, RevisionsDep
from service.revisions.models import (
    Corrected,
    NewCorrections,
    RevisionRecord,
)
from service.revisions.revising import RevisingDep
from vision import Correction, Reason

router = APIRouter(tags=["review"])

_LONGEST = 2000
IMPOSSIBLE = Reason("invalid_correction", "The clip has no frame 900; its last is 479.")


_CHANGED = (
    *NO_REPORT,
    problems.not_the_coach(),
    faults.not_correctable(),
    problems.changed_meanwhile(),
    faults.unconditional(),
    faults.impossible_correction(IMPOSSIBLE),
    faults.too_many_corrections(),
    faults.unknown_correction(),
)


@router.get(
    "/analyses/{id}/corrections",
    summary="List the corrections of an analysis",
    responses=example([examples.CORRECTED]) | problem(*NO_REPORT),
)
def list_corrections(
    record: RecordDep, _: ReportDep, revisions: RevisionsDep, aside: AsideDep, response: Response
) -> list[Corrected]:
    """All that were ever made, those that were undone too. `ETag` is the newest revision's number."""
    aside.expect()  # whoever corrects asks for the ETag first
    response.headers["ETag"] = f'"{revisions.newest(record.id)}"'
    return revisions.corrections(record.id)


@router.post(
    "/analyses/{id}/corrections",
    status_code=201,
    summary="Correct a report",
    responses=example(examples.REVISION, 201) | problem(*_CHANGED),
)
async def correct(new: NewCorrections, revising: RevisingDep) -> RevisionRecord:
    """Measure the clip again with these corrections and those before; `Location` is the new revision.

    The first report stays. `If-Match` names the revision that you saw; where somebody else was faster, the
    answer is 412 and nothing is changed.
    """
    if any(len(words) > _LONGEST for each in new.corrections for words in _texts(each)):
        raise problems.invalid_request(f"A text in a correction must have at most {_LONGEST} characters.")
    made = [revising.made(correction, new.comment) for correction in new.corrections]
    replaced = {id: None if by is None else made[by].id for id, by in new.replaces.items()}
    return await revising.in_turn(
        lambda: revising.add(revising.held(without=replaced, undone=new.undoes), made, replaced)
    )


@router.delete(
    "/analyses/{id}/corrections/{correction}",
    summary="Undo a correction",
    responses=example(examples.REVISION) | problem(*_CHANGED),
)
async def undo(
    correction: Annotated[str, Path(description="Id of the correction.")], revising: RevisingDep
) -> RevisionRecord:
    """A new revision without this correction, and with those whose place it took; all stays known."""
    return await revising.in_turn(lambda: revising.add(revising.held(undone=[correction])))


def _texts(correction: Correction) -> list[str]:
    return [value for value in asdict(correction).values() if isinstance(value, str)]
