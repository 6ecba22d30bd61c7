"""How the measures of an athlete went over sessions, over HTTP."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from service import problems
from service.access.dependencies import CallerDep
from service.access.parts import AccessDep
from service.access.sharing_routes import ATHLETE_ID, AthleteId
from service.dependencies import AnalysesDep
from service.documentation import RECORD, example, problem
from service.revisions.readings import ReadingsDep
from service.wanted import Wanted
from vision import LIMITS, Trend, trend

router = APIRouter(tags=["athletes"])

MOST = 50
_SLOWEST, _FASTEST, _ = LIMITS["speed_mps"]
Limit = Annotated[int, Query(ge=1, le=200, description="How many of the newest sessions count.")]
Speed = Annotated[
    float | None,
    Query(ge=_SLOWEST, le=_FASTEST, description="Speed to compare at; that of the newest session without."),
]


@dataclass(frozen=True, slots=True)
class Session:
    """A finished analysis, and of a corrected one the revision that counts."""

    analysis: str
    file_name: str
    created_at: datetime
    revision: int


@dataclass(frozen=True, slots=True)
class AthleteTrend:
    """The sessions, the oldest first, and what became of the measures in them, in the same order.

    `unreadable` reports are left out; `more` tells of older ones that were not asked for.
    """

    athlete: str
    sessions: tuple[Session, ...]
    trend: Trend
    unreadable: int
    more: bool


def _known(value: float, half: float) -> dict[str, Any]:
    return {"value": value, "low": value - half, "high": value + half, "n": 80, "why_missing": None}


_SESSION = {
    "analysis": RECORD.id,
    "file_name": RECORD.file_name,
    "created_at": "2026-05-04T07:30:00Z",
    "revision": 0,
}
_CHANGE = {
    **{"a": _known(168.0, 1.0), "b": _known(173.0, 1.0)},
    **{"value": 5.0, "low": 3.6, "high": 6.4, "beyond_both": True, "why_missing": None},
}
_METRIC = {
    **{"name": "cadence_spm", "title": "Cadence", "unit": "spm"},
    **{"points": [_known(168.0, 1.0), _known(173.0, 1.0)], "first": 0, "last": 1, "change": _CHANGE},
}
EXAMPLE = {
    "athlete": ATHLETE_ID,
    "sessions": [_SESSION, _SESSION | {"created_at": "2026-06-15T07:30:00Z"}],
    "trend": {
        **{"speed_mps": 3.2, "view": "side", "cautions": [], "metrics": [_METRIC]},
        "sessions": [{"speed_mps": 3.2, "view": "side", "why_apart": None}] * 2,
    },
    **{"unreadable": 0, "more": False},
}


def _trend(
    id: AthleteId,
    access: AccessDep,
    caller: CallerDep,
    analyses: AnalysesDep,
    readings: ReadingsDep,
    speed_mps: Speed = None,
    limit: Limit = MOST,
) -> AthleteTrend:
    """Of an athlete whom the caller sees. Raises UnknownAthlete, OSError."""
    athlete = access.athletes.read(id, caller)
    sessions = Wanted(statuses=("done",), athlete=athlete.id, of_who_was_meant=True)
    found = analyses.list(caller, sessions, limit=limit + 1)
    records = found[:limit][::-1]
    readable = [
        (Session(record.id, record.file_name, record.created_at, number), values)
        for record, (number, values) in zip(records, readings.sessions(records), strict=True)
        if values is not None
    ]
    return AthleteTrend(
        athlete.id,
        tuple(session for session, _ in readable),
        trend([known for _, known in readable], speed_mps),
        len(records) - len(readable),
        len(found) > limit,
    )


TrendDep = Annotated[AthleteTrend, Depends(_trend)]


@router.get(
    "/athletes/{id}/trend",
    summary="Follow an athlete's measures",
    responses=example(EXAMPLE) | problem(problems.unknown("athlete"), problems.storage_gone()),
)
def get_trend(trend: TrendDep) -> AthleteTrend:
    """Every measure in every session with its interval, and the change over the comparable ones.

    Comparable are sessions at one speed, within what a treadmill's display shows, and filmed from the same
    place; of the others `why_apart` says why they are not. A clip in which another person was chosen counts
    once, with that person. `beyond_both` says whether a change is more than
    both reports can tell; of twenty measures one is so by chance.
    """
    return trend
