"""What the routes of reviewing ask for: the revision that was seen, and an analysis that may be corrected."""

import re
from typing import Annotated

from fastapi import Depends, Header, Path

from service import problems
from service.access.dependencies import CallerDep
from service.aside import Aside
from service.dependencies import RecordDep, ReportDep
from service.models import Record
from service.parts import part
from service.revisions import faults
from service.revisions.drawing import DrawnReports
from service.revisions.measuring import Reports
from service.revisions.rows import Revisions

MOST = 10**9


RevisionsDep = Annotated[Revisions, part(Revisions)]
AsideDep = Annotated[Aside, part(Aside)]
DrawnReportsDep = Annotated[DrawnReports, part(DrawnReports)]
ReportsDep = Annotated[Reports, part(Reports)]
Number = Annotated[int, Path(ge=0, le=MOST, description="Number of the revision, 0 for the first report.")]


def editable(record: RecordDep, _: ReportDep, caller: CallerDep) -> Record:
    """A finished analysis that the caller may correct: the owner's, or, of those they see, a coach's."""
    if not caller.answers_for(record.owner):
        raise problems.not_the_coach()
    return record


def _seen(
    if_match: Annotated[
        str | None, Header(description="ETag of the revision that was seen: its number in quotes.")
    ] = None,
) -> int:
    """The revision that a change is based on."""
    if if_match is None:
        raise faults.unconditional()
    match = re.fullmatch(r'"(\d{1,9})"', if_match.strip())
    if match is None:
        raise problems.changed_meanwhile()
    return int(match[1])


EditableDep = Annotated[Record, Depends(editable)]
IfMatchDep = Annotated[int, Depends(_seen)]
