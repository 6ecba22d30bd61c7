"""Two sessions, two legs, or two parts of a clip side by side."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from service import problems
from service.access.dependencies import CallerDep
from service.access.parts import AccessDep
from service.dependencies import AnalysesDep, RecordDep, ReportDep
from service.models import Record
from service.pages.report import played_clips
from service.pages.shell import ShellDep
from service.pages.visitors import VisitorDep
from service.revisions.newest import NewestDep, NewestReport
from service.wanted import Wanted
from vision import (
    KEY_FRAME_TITLES,
    SIDES,
    InvalidSetting,
    compare,
    compare_legs,
    compare_parts,
    comparison_view,
    overlaid_charts,
)

router = APIRouter()

MOST_TO_CHOOSE = 300
Id = Annotated[str | None, Query(max_length=32, description="Id of an analysis.")]


@router.get("/compare")
def compare_sessions(
    shell: ShellDep,
    visitor: VisitorDep,
    analyses: AnalysesDep,
    newest: NewestDep,
    access: AccessDep,
    caller: CallerDep,
    a: Id = None,
    b: Id = None,
) -> HTMLResponse:
    """Session b against session a; where either is not said, the sessions to choose from."""
    chosen = [analyses.read(id, caller) for id in (a, b) if id]
    if len(chosen) == 2:
        return shell.page("compare", visitor, _two_sessions(*(newest.report(_measured(r)) for r in chosen)))
    done = analyses.list(caller, Wanted(statuses=("done",)), limit=MOST_TO_CHOOSE)
    names = {athlete.id: athlete.name for athlete in access.athletes.list(caller)}
    sessions = _by_athlete(done, names, chosen[0].athlete if chosen else None)
    return shell.page("choose", visitor, {"sessions": sessions, "a": a, "b": b, "most": MOST_TO_CHOOSE})


def _two_sessions(first: NewestReport, second: NewestReport) -> Mapping[str, object]:
    compared = compare(first.document, second.document)
    return {
        "kind": "sessions",
        "names": ("A", "B"),
        "cautions": compared.cautions,
        "settings": compared.settings,
        "view": comparison_view(compared.metrics),
        "curves": overlaid_charts(first.document, second.document),
        "frames": tuple(_frames(first, second)),
        "sessions": (first, second),
        "data": {"clips": [_played(first), _played(second)], "legs": {side: (side, side) for side in SIDES}},
    }


@router.get("/analyses/{id}/compare-legs")
def compare_both_legs(
    shell: ShellDep, visitor: VisitorDep, record: RecordDep, _: ReportDep, newest: NewestDep
) -> HTMLResponse:
    """The right leg of a clip against the left."""
    report = newest.report(record)
    shown = {
        "kind": "legs",
        "names": ("Left", "Right"),
        "cautions": (),
        "settings": (),
        "view": comparison_view(compare_legs(report.document)),
        "curves": {"both": overlaid_charts(_of("left", report), _of("right", report)).get("left", ())},
        "frames": tuple(_frames(report, report, ("left", "right"))),
        "sessions": (report, report),
        "data": {"clips": [_played(report)] * 2, "legs": {"both": SIDES}},
    }
    return shell.page("compare", visitor, shown)


@router.get("/analyses/{id}/compare-parts")
def compare_two_parts(
    shell: ShellDep,
    visitor: VisitorDep,
    record: RecordDep,
    _: ReportDep,
    newest: NewestDep,
    split_s: Annotated[float | None, Query(ge=0, le=1e6, description="Where the later part begins.")] = None,
) -> HTMLResponse:
    """The later part of a clip against the earlier one; its last and first third where no split is said."""
    report = newest.report(record)
    try:
        parts = compare_parts(report.document, split_s)
    except InvalidSetting as error:
        raise problems.invalid_request(str(error)) from error
    clips = [_played(report) | {"from": part.from_s, "to": part.to_s} for part in (parts.first, parts.second)]
    shown = {
        "kind": "parts",
        "names": ("Earlier", "Later"),
        "parts": parts,
        "cautions": parts.cautions,
        "settings": (),
        "view": comparison_view(parts.metrics),
        "curves": {},
        "frames": (),
        "sessions": (report, report),
        "data": {"clips": clips, "legs": {side: (side, side) for side in SIDES}},
    }
    return shell.page("compare", visitor, shown)


def _measured(record: Record) -> Record:
    if record.status == "refused":
        raise problems.refused(record.reasons)
    return record


def _by_athlete(
    records: Sequence[Record], names: Mapping[str, str], first: str | None
) -> Mapping[str, Sequence[Record]]:
    """The newest first under the names of whom they show, those of the athlete `first` before all others."""
    ordered = sorted(records, key=lambda record: (record.athlete != first, record.athlete is None))
    groups: dict[str, list[Record]] = {}
    for record in ordered:
        groups.setdefault(names.get(record.athlete or "", "No athlete named"), []).append(record)
    return groups


def _played(report: NewestReport) -> dict[str, object]:
    return dict(next(iter(played_clips(report.document, report.address, report.files))))


def _of(side: str, report: NewestReport) -> Mapping[str, Any]:
    """The curves of one leg as if they were of the left."""
    curves = [curve | {"side": "left"} for curve in report.document["curves"] if curve["side"] == side]
    return {"curves": curves}


def _frames(
    a: NewestReport, b: NewestReport, sides: Sequence[str] | None = None
) -> Iterator[Mapping[str, object]]:
    """The key frames that both have, the same instant of the same leg beside each other."""
    ours, theirs = (
        {
            (frame["side"], frame["kind"]): frame
            for frame in report.document.get("key_frames", ())
            if "clip" not in frame
        }
        for report in (a, b)
    )
    for left, right in [tuple(sides)] if sides else [(side, side) for side in SIDES]:
        for kind, words in KEY_FRAME_TITLES.items():
            if (left, kind) in ours and (right, kind) in theirs:
                title = words if sides else f"{left.capitalize()} leg, {words.lower()}"
                pair = ((a, ours[left, kind]), (b, theirs[right, kind]))
                yield {"title": title, "pair": [(f"{r.files}/{f['file']}", f["time_s"]) for r, f in pair]}
