"""How far what the software read and what coaches made of it lie apart: bias and limits of agreement."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isclose
from typing import Any

import numpy as np

from vision.datatypes import EVENT_KINDS, KEY_FRAME_TITLES, EventKind
from vision.limits import Limits, limits_of_agreement
from vision.report.catalogue import ENTRIES
from vision.typed_json import ONE_OF_NONE, whole_report

RETOLD = ("speed_mps", "height_cm", "capture_fps")
SAME = 1e-9  # of a value, by which it may differ though nothing of it was corrected
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MeasureAgreement:
    """One measure; `unit` is that of all its numbers."""

    name: str
    title: str
    unit: str
    limits: Limits


@dataclass(frozen=True, slots=True)
class EventAgreement:
    """Events of one kind that coaches moved, in ms, + where the software was late, added and removed."""

    name: str
    title: str
    unit: str
    limits: Limits
    added: int
    removed: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of `reports` that were corrected; `retold` are those of them whose measures do not count.

    There a coach told another speed, height or frame rate: it was not the software that read otherwise.
    """

    reports: int
    retold: int
    measures: tuple[MeasureAgreement, ...]
    events: tuple[EventAgreement, ...]


@dataclass(frozen=True, slots=True)
class CorrectedPair:
    """What one report and its newest revision say apart: measures as (automatic, corrected), and events."""

    values: Mapping[str, tuple[float, float]]
    moved_ms: Sequence[tuple[str, float]]
    added: Sequence[str]
    removed: Sequence[str]
    retold: bool


def corrected_pair(first: Json, corrected: Json) -> CorrectedPair:
    """Of two documents of one clip, of which the second has corrections; raises UnreadableReport.

    Only measures that the corrections changed are in it: the others were not looked at, and to count them as
    right would flatter the software.
    """
    with whole_report(ONE_OF_NONE):
        corrections = corrected["provenance"]["revision"]["corrections"]
        told = [each for each in corrections if each["kind"] == "facts_corrected"]
        retold = any(each.get(fact) is not None for each in told for fact in RETOLD)
        retimed = any(each.get("capture_fps") is not None for each in told)
        return CorrectedPair(
            {} if retold else dict(_values(first["metrics"], corrected["metrics"])),
            [
                (each["event"], 1000 * (each["time_s"] - each["to_s"]))
                for each in corrections
                if each["kind"] == "event_moved" and not retimed  # its times are those of the wrong clock
            ],
            [each["event"] for each in corrections if each["kind"] == "event_added"],
            [each["event"] for each in corrections if each["kind"] == "event_removed"],
            retold,
        )


def agreement(pairs: Iterable[CorrectedPair]) -> Agreement:
    """Over all pairs, which count as independent: clips of one runner make it look surer than it is."""
    known = list(pairs)
    measures = (
        MeasureAgreement(name, entry.title, entry.unit, limits_of_agreement(*np.transpose(of_one)))
        for name, entry in ENTRIES.items()
        if (of_one := [pair.values[name] for pair in known if name in pair.values])
    )
    return Agreement(
        len(known),
        sum(pair.retold for pair in known),
        tuple(measures),
        tuple(_event(kind, known) for kind in EVENT_KINDS),
    )


def _values(first: Json, corrected: Json) -> Iterator[tuple[str, tuple[float, float]]]:
    for name, metric in corrected.items():
        before = first[name]
        is_word = metric["category"] or before["category"]
        both = before["value"], metric["value"]
        if metric.get("corrected") and not is_word and None not in both and not isclose(*both, rel_tol=SAME):
            yield name, both


def _event(kind: EventKind, pairs: Sequence[CorrectedPair]) -> EventAgreement:
    late_ms = [ms for pair in pairs for moved, ms in pair.moved_ms if moved == kind]
    return EventAgreement(
        kind,
        KEY_FRAME_TITLES[kind],
        "ms",
        limits_of_agreement(late_ms, [0.0] * len(late_ms)),
        added=sum(added == kind for pair in pairs for added in pair.added),
        removed=sum(removed == kind for pair in pairs for removed in pair.removed),
    )
