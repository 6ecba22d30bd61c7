"""What is taken from the report of one clip, of which runner and session it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from vision import ENTRIES, session_values, whole_report

Floats = npt.NDArray[np.float64]
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """One measure of single steps in order of time, (n,) each.

    `number` counts all steps of the clip, also those that lack the measure.
    """

    right: npt.NDArray[np.bool_]
    values: Floats
    number: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Event:
    """An initial contact or a toe-off."""

    side: str
    kind: str
    time_s: float


@dataclass(frozen=True, slots=True, eq=False)
class ReportedClip:
    """One clip of a runner in a session; `conditions` is all that should be alike in repeats.

    `names` are what a table may call it. Without a report at hand there are only `values`.
    """

    name: str
    runner: str
    session: str
    values: Mapping[str, float]
    sha256: str | None = None
    speed_mps: float | None = None
    view: str | None = None
    software: tuple[object, ...] = ()
    steps: Mapping[str, Steps] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    names: frozenset[str] = frozenset()


def reported_clip(document: Json, name: str, *, runner: str = "", session: str = "") -> ReportedClip:
    """Of a report.json, as `vision.read_report` reads it. Raises UnreadableReport."""
    said = session_values(document)
    with whole_report():
        file = str(document["source"]["file"])
        return ReportedClip(
            name,
            runner,
            session,
            {measure: each.value for measure, each in said.values.items() if each.value is not None},
            sha256=document["source"]["sha256"],
            speed_mps=said.speed_mps,
            view=said.view,
            software=said.software,
            steps=_steps(document["steps"]),
            events=tuple(Event(e["side"], e["kind"], float(e["time_s"])) for e in document["events"]),
            names=frozenset((name, Path(name).name, file, Path(file).stem)),
        )


def _steps(rows: list[Json]) -> dict[str, Steps]:
    ordered = sorted(rows, key=lambda row: float(row["initial_contact_s"]))
    sides = [row["side"] for row in ordered]
    numbers = [
        0,
        *accumulate(2 if one == other else 1 for one, other in pairwise(sides)),
    ]  # of a foot twice, one is lost
    found = {}
    for measure in ENTRIES:
        known = [
            (row["side"] == "right", row[measure], number)
            for number, row in zip(numbers, ordered, strict=True)
            if row.get(measure) is not None and measure not in row["withheld"]
        ]
        if known:
            right, values, own = zip(*known, strict=True)
            found[measure] = Steps(np.array(right), np.array(values, dtype=np.float64), np.array(own))
    return found
