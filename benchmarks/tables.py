"""Rows of analyses and the Markdown tables made of them.

A number beyond its acceptance limit is bold; an asterisk stands where an interval misses the truth.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scoring import EventScore, joined, score_events
from truth import Truth

from vision.datatypes import Analysis, EventKind, Leg, Metric

EVENTS: tuple[tuple[EventKind, Leg], ...] = (
    ("initial_contact", "near"),
    ("initial_contact", "far"),
    ("toe_off", "near"),
    ("toe_off", "far"),
)
UNKNOWN = "-"


@dataclass(frozen=True, slots=True)
class Column:
    """One measure: its heading, the factor to the unit shown there, and the acceptance limit in that unit."""

    metric: str
    heading: str
    factor: float = 1.0
    limit: float = np.inf


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A clip at one frame rate, with one analysis for every phase at which frames were left out."""

    truth: Truth
    fps: float
    analyses: tuple[Analysis, ...]

    @property
    def title(self) -> list[str]:
        """Name and frame rate."""
        return [self.truth.name, f"{self.fps:g}"]

    def score(self, kind: EventKind, leg: Leg) -> EventScore:
        """Events of one kind of one leg, over all phases."""
        near = self.truth.near_side
        side = near if leg == "near" else "left" if near == "right" else "right"
        found = [a.events for a in self.analyses if a.events]
        return joined([score_events(events, self.truth, side=side, kind=kind) for events in found])

    def metrics(self, name: str) -> list[Metric]:
        """One measure in all phases, where it has a value."""
        found = [a.metrics.get(name) for a in self.analyses]
        return [m for m in found if m is not None and m.value is not None]


def events_table(rows: Sequence[Row]) -> list[str]:
    """Found, missed and extra events, and the timing errors of each kind and leg."""
    heads = [f"{'contact' if kind == 'initial_contact' else 'toe-off'} {leg}, ms" for kind, leg in EVENTS]
    lines = []
    for row in rows:
        scores = [row.score(kind, leg) for kind, leg in EVENTS]
        contacts = joined(scores[:2])
        counts = [_bold(f"{x:.2f}", x < 1) for x in (contacts.precision, contacts.recall)]
        limit_ms = 500 / row.fps if row.fps < 60 else 10
        times = [
            _timing(s, limit_ms if kind == "initial_contact" else np.inf)
            for s, (kind, _) in zip(scores, EVENTS, strict=True)
        ]
        lines.append([*row.title, *counts, f"{contacts.missed} / {contacts.extra}", *times])
    return markdown_table(["clip", "fps", "precision", "recall", "missed / extra", *heads], lines)


def _timing(score: EventScore, limit_ms: float) -> str:
    """Bias ± standard deviation, and the median size of the error."""
    if not len(score.errors_s):
        return UNKNOWN
    error_ms = 1000 * score.errors_s
    median = float(np.median(np.abs(error_ms)))
    return f"{error_ms.mean():+.0f} ± {error_ms.std():.0f}; {_bold(f'{median:.0f}', median > limit_ms)}"


def measures_table(rows: Sequence[Row], columns: Sequence[Column]) -> list[str]:
    """Errors of the clip means; of several phases the largest error."""
    lines = [[*row.title, *(_error(row, column) for column in columns)] for row in rows]
    return markdown_table(["clip", "fps", *(_heading(column) for column in columns)], lines)


def _heading(column: Column) -> str:
    return column.heading if np.isinf(column.limit) else f"{column.heading} (≤ {column.limit:g})"


def _error(row: Row, column: Column) -> str:
    metrics = row.metrics(column.metric)
    if not metrics:
        return UNKNOWN
    true = row.truth.measures[column.metric]
    error = max(((m.value or 0.0) - true for m in metrics), key=abs) * column.factor
    star = "" if all(_covers(m, true) for m in metrics) else "\\*"
    return _bold(f"{error:+.1f}", abs(error) > column.limit) + star


def _covers(metric: Metric, true: float) -> bool:
    return metric.low is not None and metric.high is not None and metric.low <= true <= metric.high


def coverage_table(rows: Sequence[Row], columns: Sequence[Column]) -> list[str]:
    """How often the 95 % interval holds the truth, and how wide it is."""
    lines, held_in_all, intervals = [], 0, 0
    for column in columns:
        found = [(m, row.truth.measures[column.metric]) for row in rows for m in row.metrics(column.metric)]
        held = sum(_covers(metric, true) for metric, true in found)
        halves = [((m.high or 0.0) - (m.low or 0.0)) / 2 * column.factor for m, _ in found]
        half = f"± {np.median(halves):.1f}" if halves else UNKNOWN
        lines.append([column.heading, f"{held} of {len(found)}", half])
        held_in_all, intervals = held_in_all + held, intervals + len(found)
    share = f"{held_in_all} of {intervals} ({held_in_all / max(1, intervals):.0%})"
    return markdown_table(["measure", "holds the truth", "median half width"], [*lines, ["all", share, ""]])


def verdict_table(clips: Sequence[tuple[str, str, Analysis]]) -> list[str]:
    """What is said of clips that cannot be measured like the others; each is name, content and analysis."""
    lines = []
    for name, shows, analysis in clips:
        quality, view = analysis.quality, analysis.scene.view if analysis.scene else None
        reasons = ", ".join(reason.code for reason in quality.reasons)
        given = sum(metric.value is not None for metric in analysis.metrics.values())
        texts = (view, quality.activity, quality.verdict, reasons)
        lines.append([name, shows, *(text or UNKNOWN for text in texts), str(given)])
    return markdown_table(
        ["clip", "shows", "view", "activity", "verdict", "reasons", "measures given"], lines
    )


def _bold(text: str, beyond: bool) -> str:
    return f"**{text}**" if beyond else text


def markdown_table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> list[str]:
    """A Markdown table and an empty line, line by line."""

    def row(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cells) + " |"

    return [row(head), row(["---"] * len(head)), *(row(line) for line in lines), ""]
