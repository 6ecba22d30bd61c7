"""The review queue: what is flagged in all clips, and one flagged frame at a time."""

from collections.abc import Collection
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from service.access.callers import Caller
from service.access.dependencies import CallerDep
from service.access.parts import Access, AccessDep
from service.dependencies import AnalysesDep, RecordDep, ReportDep
from service.pages.correcting import facts_for_correcting
from service.pages.shell import ShellDep
from service.pages.visitors import VisitorDep
from service.paging import Page, paged
from service.revisions.models import FlagRecord
from service.revisions.queue import CURSOR, WantedFlags, cursor_of
from service.revisions.review import FlagId, QueueDep, WantedFlagsDep

router = APIRouter()

STATES = {
    "open": "open",
    "accepted": "accepted",
    "dismissed": "dismissed",
    "corrected": "corrected",
    "all": "in any state",
}
REASONS = {
    "uncertain_contact": "uncertain contact",
    "uncertain_toe_off": "uncertain toe-off",
    "unusual_step": "unusual step",
    "exchanged_legs": "left and right exchanged",
    "hidden_landmark": "hidden landmark",
    "crossing_knees": "crossing knees",
}


@router.get("/review")
def review_queue(
    shell: ShellDep,
    visitor: VisitorDep,
    queue: QueueDep,
    analyses: AnalysesDep,
    caller: CallerDep,
    access: AccessDep,
    wanted: WantedFlagsDep,
    page: Annotated[Page, paged(CURSOR)],
) -> HTMLResponse:
    """The flagged frames of all analyses that one sees, those first that the reports hang on most."""
    found = queue.find(caller, wanted, after=page.cursor, limit=page.look_ahead)
    listed = page.of(found, cursor_of)
    athletes = access.athletes.list(caller)
    shown = {
        "flags": listed,
        "wanted": wanted,
        "filters": _query(wanted),
        "more": page.next_address(found, cursor_of),
        "clips": analyses.look({flag.analysis for flag in listed}),
        "athletes": athletes,
        "names": {athlete.id: athlete.name for athlete in athletes},
        "states": STATES,
        "reasons": _with(REASONS, wanted.reason_codes, listed),
    }
    return shell.page("review", visitor, shown)


@router.get("/analyses/{id}/review/{flag}")
def review_flag(
    shell: ShellDep,
    visitor: VisitorDep,
    record: RecordDep,
    _: ReportDep,
    flag: FlagId,
    queue: QueueDep,
    caller: CallerDep,
    access: AccessDep,
    wanted: WantedFlagsDep,
) -> HTMLResponse:
    """One flagged frame: what is flagged, why, what hangs on it, and what to say of it."""
    found = queue.read(record.id, flag)
    place = queue.place(found, caller, wanted)
    query = _query(wanted)
    names = {athlete.id: athlete.name for athlete in access.athletes.list(caller)}
    shown = {
        "record": record,
        "flag": found,
        "place": place,
        "query": query,
        "athlete": names.get(found.athlete or ""),
        "reason": REASONS.get(found.reason_code, found.reason_code.replace("_", " ")),
        "state": STATES[found.state],
        "reviewer": _named(found.author, caller, access) if found.author else None,
        "facts": facts_for_correcting(record, caller, access)
        | {
            "flag": found.model_dump(mode="json"),
            "before": _address(place.before, query),
            "after": _address(place.after, query),
            "queue": f"/review?{query}",
        },
    }
    return shell.page("flag", visitor, shown)


def _query(wanted: WantedFlags) -> str:
    """The filters as an address has them."""
    state = {"state": wanted.state or "all"}
    athlete = {"athlete": wanted.athlete} if wanted.athlete else {}
    return urlencode(state | athlete | {"reason_code": wanted.reason_codes}, doseq=True)


def _address(flag: FlagRecord | None, query: str) -> str | None:
    return f"/analyses/{flag.analysis}/review/{flag.id}?{query}" if flag else None


def _with(known: dict[str, str], wanted: Collection[str], listed: list[FlagRecord]) -> dict[str, str]:
    """The reasons that can be chosen: those that the software flags for, and any others there are."""
    others = {*wanted, *(flag.reason_code for flag in listed)} - set(known)
    return known | {code: code.replace("_", " ") for code in sorted(others)}


def _named(account: str, caller: Caller, access: Access) -> str:
    if account == caller.id:
        return "you"
    return access.accounts.name(account) or "whoever sat at the machine"
