"""A comparison as pages show it: what differs, what does not, what cannot be told, and the curves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from vision.comparison import ComparedMetric, Difference, difference_text
from vision.datatypes import SIDES, Side
from vision.numbers import estimate_text, with_unit
from vision.report.charts import Chart, overlaid
from vision.report.view import Withheld, curve_of
from vision.typed_json import ONE_OF_NONE, whole_report


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One measure in words; `left` and `right` are the differences of the legs, empty without any."""

    name: str
    title: str
    a: str
    b: str
    difference: str
    detectable: str
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class ComparedView:
    """The measures that differ by more than can be told apart, those that do not, words, and the rest."""

    changed: tuple[ComparedRow, ...]
    unchanged: tuple[ComparedRow, ...]
    words: tuple[tuple[str, str, str], ...]
    unknown: tuple[Withheld, ...]


def comparison_view(metrics: Iterable[ComparedMetric]) -> ComparedView:
    """The measures of a comparison, each in the one list where it belongs."""
    known: dict[bool, list[ComparedRow]] = {True: [], False: []}
    words: list[tuple[str, str, str]] = []
    unknown: dict[str, list[str]] = {}
    for metric in metrics:
        if metric.categories:
            a, b = (word or "not measured" for word in metric.categories)
            words.append((metric.title, a, b))
        elif metric.overall.beyond_both is None:
            unknown.setdefault(metric.overall.why_missing or "", []).append(metric.title)
        else:
            known[metric.overall.beyond_both].append(_row(metric))
    return ComparedView(
        tuple(known[True]),
        tuple(known[False]),
        tuple(words),
        tuple(Withheld(why, tuple(titles)) for why, titles in unknown.items()),
    )


def overlaid_charts(a: Mapping[str, Any], b: Mapping[str, Any]) -> Mapping[Side, tuple[Chart, ...]]:
    """Of each leg the curves of two documents on each other. Raises UnreadableReport."""
    with whole_report(ONE_OF_NONE):
        ours, theirs = ([curve_of(told) for told in document["curves"]] for document in (a, b))
        return {side: charts for side in SIDES if (charts := overlaid(ours, theirs, side))}


def _row(metric: ComparedMetric) -> ComparedRow:
    found, unit = metric.overall, metric.unit
    return ComparedRow(
        name=metric.name,
        title=metric.title,
        a=estimate_text(found.a, unit),
        b=estimate_text(found.b, unit),
        difference=difference_text(found, unit),
        detectable="" if found.detectable is None else with_unit(found.detectable, unit),
        left=_leg(metric.left, unit),
        right=_leg(metric.right, unit),
    )


def _leg(found: Difference | None, unit: str) -> str:
    return difference_text(found, unit) if found and found.value is not None else ""
