"""The page of a finished analysis: the report beside its video."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query
from fastapi.responses import HTMLResponse

from service.access.parts import AccessDep
from service.dependencies import RecordDep, StoreDep
from service.pages.persons import PersonsDep
from service.pages.shell import ShellDep
from service.pages.visitors import VisitorDep
from service.revisions import faults
from service.revisions.asking import MOST, ReportsDep, RevisionsDep
from vision import report_view

MOST_STEPS = 300
"""Rows of single steps on the page, which has to stay small; the table as a file has all."""

_IN_THE_VIDEO = {
    "landmark_moved": "landmarks",
    "landmark_hidden": "landmarks",
    "legs_exchanged": "left and right leg",
    "event_moved": "contacts and toe-offs",
    "event_added": "contacts and toe-offs",
    "event_removed": "contacts and toe-offs",
    "step_left_out": "numbers",
    "facts_corrected": "numbers",
}
"""By the kind of a correction; a flag that is dismissed is not drawn."""

_METRES, _SIDE = "say the runner's height or speed", "it is not from the side"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A file for other tools: its name in the API, what it is called, what it holds, and what it lacks."""

    name: str
    title: str
    holds: str
    lacks: str | None = None


RevisionAsked = Annotated[
    int | None, Query(ge=0, le=MOST, description="Revision to show; the newest without.")
]


class FinishedPage:
    """Makes the page of the analysis that a request asks for, once there is a report."""

    def __init__(
        self,
        record: RecordDep,
        visitor: VisitorDep,
        shell: ShellDep,
        store: StoreDep,
        access: AccessDep,
        revisions: RevisionsDep,
        reports: ReportsDep,
        persons: PersonsDep,
        revision: RevisionAsked = None,
    ) -> None:
        self._record, self._visitor, self._shell = record, visitor, shell
        self._store, self._access, self._persons = store, access, persons
        self._revisions, self._reports, self._wanted = revisions, reports, revision

    def page(self) -> HTMLResponse:
        """The page; raises Problem where there is no such revision, UnreadableReport."""
        made = {each.number: each for each in self._revisions.list(self._record.id)}
        newest = max(made, default=0)
        number = newest if self._wanted is None else self._wanted
        if number and number not in made:
            raise faults.unknown_revision()
        place = self._reports.place(self._record, self._revisions.report(self._record.id, number))
        document = self._store.document(place)
        address = f"/v1/analyses/{self._record.id}"
        files = f"{address}/revisions/{number}" if number else address
        shown = {
            "record": self._record,
            "report": document,
            "view": report_view(document),
            "address": address,
            "files": files,
            "revision": made.get(number),
            "newest": newest,
            "persons": self._persons,
            "by": self._access.accounts.name(made[number].author) if number else None,
            "most_steps": MOST_STEPS,
            "undrawn": undrawn(document),
            "elsewhere": list(elsewhere(document)),
            "data": {"clips": list(played_clips(document, address, files))},
        }
        return self._shell.page("report", self._visitor, shown)


FinishedPageDep = Annotated[FinishedPage, Depends()]


def elsewhere(document: Mapping[str, Any]) -> Iterator[Elsewhere]:
    """The files for other tools, with what one lacks that cannot be made of this report."""
    metres = None if document["scale"]["m_per_px"] else _METRES
    side = None if document["quality"]["view"] in ("side", "oblique") else _SIDE
    yield Elsewhere("strides.csv", "Strides (CSV)", "a row for each stride: spreadsheets, R")
    yield Elsewhere("markers.c3d", "C3D", "joints in metres, with events: Visual3D, Mokka", metres)
    yield Elsewhere("markers.trc", "TRC", "joints in metres: OpenSim", metres)
    yield Elsewhere("angles.mot", "MOT", "joint angles: OpenSim", side)
    yield Elsewhere("poses.nc", "netCDF", "landmarks in pixels: movement, xarray")
    yield Elsewhere("report.mat", "MAT", "all of it: MATLAB, Octave")
    yield Elsewhere("openpose.zip", "OpenPose (ZIP)", "landmarks in pixels, JSON for each frame")
    yield Elsewhere("figures.zip", "Figures (ZIP)", "curves over the stride, SVG and PNG", side)


def played_clips(document: Mapping[str, Any], address: str, files: str) -> Iterator[Mapping[str, object]]:
    """What the player needs to know of the clip, and of one from behind that was combined with it."""
    source, flags = document["source"], document["flags"]
    events = [
        [round(each["time_s"], 4), each["frame"], each["side"][0], each["kind"][0]]
        for each in document["events"]
    ]
    yield {
        **_played(source, f"{address}/annotated.mp4", f"{files}/frames/"),
        "events": events,
        "flags": [[round(f["time_s"], 4), f["message"]] for f in flags if _is_open(f) and "clip" not in f],
    }
    if "rear_clip" in document:
        yield {
            **_played(
                document["rear_clip"]["source"], f"{address}/rear_annotated.mp4", f"{files}/rear_frames/"
            ),
            "events": [],
            "flags": [[round(f["time_s"], 4), f["message"]] for f in flags if _is_open(f) and "clip" in f],
        }


def _played(source: Mapping[str, Any], video: str, pictures: str) -> Mapping[str, object]:
    fps, frames = source["container_fps"], source["frames"]
    return {"video": video, "pictures": pictures, "frames": frames, "fps": fps or None}


def undrawn(document: Mapping[str, Any]) -> tuple[str, ...]:
    """What of the annotated video, which was drawn for the first report, corrections put otherwise."""
    held = document["provenance"].get("revision", {}).get("corrections", ())
    kinds = {each["kind"] for each in held}
    return tuple(dict.fromkeys(words for kind, words in _IN_THE_VIDEO.items() if kind in kinds))


def _is_open(flag: Mapping[str, Any]) -> bool:
    return not flag.get("dismissed")
