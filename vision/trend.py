"""One runner's reports over time: how each measure went, among sessions that can be compared."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from vision.comparison import (
    DISPLAY_STEP_MPS,
    OTHER_SOFTWARE,
    SOFTWARE,
    UNKNOWN_SPEED,
    Difference,
    difference,
    speed_of_report,
)
from vision.datatypes import Estimate, Reason
from vision.numbers import with_unit
from vision.report.catalogue import ENTRIES
from vision.typed_json import typed, whole_report

Json = Mapping[str, Any]
Known = TypeVar("Known")


@dataclass(frozen=True, slots=True)
class TrendSession:
    """One report; `why_apart` says why it is not compared with the others, None where it is."""

    speed_mps: float | None
    view: str | None
    why_apart: Reason | None = None


@dataclass(frozen=True, slots=True)
class TrendMetric:
    """One measure in every session; `change` is from the `first` to the `last` comparable one.

    Those are places among the sessions; without two that know the measure there is no change.
    """

    name: str
    title: str
    unit: str
    points: tuple[Estimate | None, ...]
    first: int | None
    last: int | None
    change: Difference | None


@dataclass(frozen=True, slots=True)
class Trend:
    """The sessions at `speed_mps` and those apart; `cautions` hold for all changes."""

    speed_mps: float | None
    view: str | None
    sessions: tuple[TrendSession, ...]
    cautions: tuple[Reason, ...]
    metrics: tuple[TrendMetric, ...]


@dataclass(frozen=True, slots=True)
class SessionValues:
    """What a trend takes from a report: small, where that is large."""

    speed_mps: float | None
    view: str | None
    software: tuple[object, ...]
    values: Mapping[str, Estimate]


def session_values(document: Json) -> SessionValues:
    """Of a document as report.json has it; raises UnreadableReport. Words are no values of a trend."""
    with whole_report():
        metrics = document["metrics"]
        return SessionValues(
            speed_of_report(document),
            document["quality"]["view"],
            tuple(document["provenance"].get(name) for name in SOFTWARE),
            {
                name: typed(Estimate, metrics[name])
                for name in ENTRIES
                if metrics[name]["value"] is not None and not metrics[name]["category"]
            },
        )


def trend(sessions: Sequence[SessionValues], speed_mps: float | None = None) -> Trend:
    """Over sessions in order of time; comparable are those at one speed, seen as the newest of them was.

    Without `speed_mps` it is that of the newest session whose speed is known. Speeds that differ by no more
    than a treadmill's display shows are one speed. The change is the last value less the first, judged as
    `compare` does; of twenty measures that stay the same, one is expected to look changed by chance.
    """
    speed = _newest([each.speed_mps for each in sessions]) if speed_mps is None else speed_mps
    view = _newest([each.view for each in sessions if _is_at(speed, each)])
    told = tuple(TrendSession(each.speed_mps, each.view, _why_apart(each, speed, view)) for each in sessions)
    together = [i for i, each in enumerate(told) if each.why_apart is None]
    return Trend(
        speed,
        view,
        told,
        tuple(_cautions([sessions[i] for i in together])),
        tuple(_metrics(sessions, together)),
    )


def _newest(known: Sequence[Known | None]) -> Known | None:
    return next((each for each in reversed(known) if each is not None), None)


def _is_at(speed_mps: float | None, session: SessionValues) -> bool:
    both = None not in (speed_mps, session.speed_mps)
    return both and abs(session.speed_mps - speed_mps) <= DISPLAY_STEP_MPS  # type: ignore[operator]


def _why_apart(session: SessionValues, speed_mps: float | None, view: str | None) -> Reason | None:
    if session.speed_mps is None:
        return UNKNOWN_SPEED
    if not _is_at(speed_mps, session):
        return Reason("other_speed", f"It was run at {with_unit(session.speed_mps, 'm/s')}.")
    if session.view != view:
        return Reason("other_view", f"It was filmed from another place ({session.view or 'unknown'}).")
    return None


def _cautions(together: Sequence[SessionValues]) -> Iterator[Reason]:
    if len({each.software for each in together}) > 1:
        yield OTHER_SOFTWARE


def _metrics(sessions: Sequence[SessionValues], together: Sequence[int]) -> Iterator[TrendMetric]:
    for name, entry in ENTRIES.items():
        points = tuple(each.values.get(name) for each in sessions)
        known = [i for i in together if points[i] is not None]
        if any(points):
            first, last = (known[0], known[-1]) if len(known) > 1 else (None, None)
            yield TrendMetric(
                name, entry.title, entry.unit, points, first, last, _change(points, first, last)
            )


def _change(points: Sequence[Estimate | None], first: int | None, last: int | None) -> Difference | None:
    if first is None or last is None:
        return None
    a, b = points[first], points[last]
    return difference(a, b) if a and b else None
