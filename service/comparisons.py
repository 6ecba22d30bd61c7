"""Two analyses side by side over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query

from service import problems
from service.access.dependencies import CallerDep
from service.dependencies import AnalysesDep
from service.documentation import NO_REPORT, RECORD, example, problem
from service.revisions.newest import NewestDep
from vision import Comparison, UnreadableReport, compare

_REPORT = {"file": "tuesday.mp4", "created_at": "2026-05-04T07:31:00+00:00", "verdict": "ok", "reasons": []}
_EXAMPLE = {
    "a": _REPORT,
    "b": {**_REPORT, "file": "six weeks later.mp4", "created_at": "2026-06-15T07:31:00+00:00"},
    "settings": [{"name": "speed_mps", "a": 3.2, "b": 3.5}],
    "cautions": [
        {
            "code": "other_view",
            "message": "The views differ (side and rear); film both from the same place.",
        }
    ],
    "metrics": [
        {
            "name": "cadence_spm",
            "unit": "spm",
            "title": "Cadence",
            "overall": {
                "a": {"value": 168.0, "low": 167.0, "high": 169.0, "n": 80, "why_missing": None},
                "b": {"value": 173.0, "low": 172.0, "high": 174.0, "n": 82, "why_missing": None},
                "value": 5.0,
                "low": 3.6,
                "high": 6.4,
                "beyond_both": True,
                "why_missing": None,
            },
            "left": None,
            "right": None,
            "categories": None,
        }
    ],
}


router = APIRouter(tags=["reports"])


@router.get(
    "/compare",
    summary="Compare two analyses",
    responses=example(_EXAMPLE)
    | problem(*NO_REPORT, problems.unreadable_report(UnreadableReport("One of these is no whole report."))),
)
def compare_analyses(
    a: Annotated[str, Query(max_length=32, description="Id of an analysis.", examples=[RECORD.id])],
    b: Annotated[str, Query(max_length=32, description="Id of the one that is told against it.")],
    analyses: AnalysesDep,
    newest: NewestDep,
    caller: CallerDep,
) -> Comparison:
    """Every measure of both reports with the difference, `b` less `a`, and its 95 % interval.

    `beyond_both` says whether that is more than both can tell; of twenty measures one is so by chance.
    `cautions` say what else than the runner may have changed the numbers. A refused clip has its reasons and
    no values; of a corrected report it is the newest revision.
    """
    first, second = (newest.report(analyses.read(id, caller)) for id in (a, b))
    return compare(first.document, second.document)
