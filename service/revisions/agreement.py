"""How far the software and the coaches lie apart, over all reports that a caller sees."""

import csv
import io
from dataclasses import asdict, dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from service import problems
from service.access.dependencies import CallerDep
from service.documentation import example, file, problem
from service.revisions.asking import RevisionsDep
from service.revisions.readings import ReadingsDep
from vision import Agreement, agreement

router = APIRouter(tags=["review"])

MOST = 200
_LIMITS = {
    "n": 24,
    "bias": 0.0021,
    "bias_low": 0.0004,
    "bias_high": 0.0038,
    "sd": 0.004,
    "lower": -0.0057,
    "lower_low": -0.0087,
    "lower_high": -0.0028,
    "upper": 0.0099,
    "upper_low": 0.007,
    "upper_high": 0.0129,
    "why_missing": None,
}
_MEASURE = {"name": "contact_time_s", "title": "Contact time", "unit": "s", "limits": _LIMITS}
_EVENT = {
    **{"name": "toe_off", "title": "Toe-off", "unit": "ms"},
    "limits": dict.fromkeys(_LIMITS)
    | {
        "n": 3,
        "bias": 6.7,
        "why_missing": "fewer than 5 pairs: limits would say nothing; more clips are needed",
    },
    **{"added": 1, "removed": 0},
}
_TABLE = {"reports": 24, "retold": 0, "measures": [_MEASURE], "events": [_EVENT]}
EXAMPLE = {"table": _TABLE, "unreadable": 0, "more": False}

Limit = Annotated[int, Query(ge=1, le=1000, description="How many of the newest corrected reports count.")]


@dataclass(frozen=True, slots=True)
class Agreed:
    """The table; how many reports could not be read, and whether there are more than were asked for."""

    table: Agreement
    unreadable: int
    more: bool


def _agreed(caller: CallerDep, revisions: RevisionsDep, readings: ReadingsDep, limit: Limit = MOST) -> Agreed:
    """Over the newest revisions of the analyses that the caller sees. Raises OSError."""
    found = revisions.corrected(caller, limit + 1)
    pairs = readings.pairs(found[:limit])
    readable = [each for each in pairs if each is not None]
    return Agreed(agreement(readable), len(pairs) - len(readable), len(found) > limit)


AgreedDep = Annotated[Agreed, Depends(_agreed)]


@router.get(
    "/agreement",
    summary="Compare software and coaches",
    responses=example(EXAMPLE) | problem(problems.storage_gone()),
)
def get_agreement(agreed: AgreedDep) -> Agreed:
    """Automatic less corrected values of each measure that coaches changed, and how far they moved events.

    Bias and 95 % limits of agreement with their 95 % intervals (Bland & Altman 1986). It tells how far the
    software was off where a coach found it wrong, not how far it usually is: the rest is not in it.
    """
    return agreed


@router.get(
    "/agreement.csv",
    summary="Compare software and coaches, as a table",
    response_class=Response,
    responses=file("text/csv") | problem(problems.storage_gone()),
)
def get_agreement_table(agreed: AgreedDep) -> Response:
    """The same with a row for each measure and each kind of event."""
    told = asdict(agreed.table)
    names = ["name", "title", "unit", *_LIMITS, "added", "removed"]
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, names)
    table.writeheader()
    table.writerows(row | row.pop("limits") for row in (*told["measures"], *told["events"]))
    headers = {"Content-Disposition": 'attachment; filename="agreement.csv"'}
    return Response(text.getvalue(), media_type="text/csv", headers=headers)
