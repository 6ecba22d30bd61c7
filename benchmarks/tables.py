"""Rows of analyses and the Markdown tables made of them.

A number beyond its acceptance limit is bold; an asterisk stands where an interval misses the truth.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scoring import EventScore, joined, score_events
from truth import Truth

from vision.datatypes import Analysis, Estimate, EventKind, Leg, Metric, other_side
from vision.intervals import half_width

EVENTS: tuple[tuple[EventKind, Leg], ...] = (
    ("initial_contact", "near"),
    ("initial_contact", "far"),
    ("toe_off", "near"),
    ("toe_off", "far"),
)
LEGS: tuple[Leg | None, ...] = (None, "near", "far")
"""Both together, and either."""

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
        side = near if leg == "near" else other_side(near)
        found = [a.events for a in self.analyses if a.events]
        return joined([score_events(events, self.truth, side=side, kind=kind) for events in found])

    def metrics(self, name: str) -> list[Metric]:
        """One measure in all phases, where it has a value."""
        found = [a.metrics.get(name) for a in self.analyses]
        return [m for m in found if m is not None and m.value is not None]

    def judged(self, name: str, leg: Leg | None = None) -> list[tuple[Estimate, float]]:
        """One measure of both legs or of one in all phases, where it has a value, beside its truth."""
        true = (self.truth.by_leg.get(leg, {}) if leg else self.truth.measures).get(name)
        found = [getattr(m, leg) if leg else m.overall for m in self.metrics(name)]
        return [] if true is None else [(e, true) for e in found if e is not None and e.value is not None]


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
    star = "" if all(_holds(m.overall, true) for m in metrics) else "\\*"
    return _bold(f"{error:+.1f}", abs(error) > column.limit) + star


def coverage_table(rows: Sequence[Row], columns: Sequence[Column]) -> list[str]:
    """How often the 95 % interval holds the truth, how wide it is, and how much of it errors fill.

    The last is the root mean square of errors over half widths: 0.5 where intervals are as wide as errors ask
    for, less where they are wider.
    """
    lines, in_all = [], [0, 0]
    for column in columns:
        judged = [[pair for row in rows for pair in row.judged(column.metric, leg)] for leg in LEGS]
        held = [sum(_holds(made, true) for made, true in of) for of in judged]
        shares = [f"{n} of {len(of)}" if of else UNKNOWN for n, of in zip(held, judged, strict=True)]
        lines.append([column.heading, *shares, *_widths(judged[0], column.factor)])
        in_all = [in_all[0] + sum(held), in_all[1] + sum(len(of) for of in judged)]
    share = f"{in_all[0]} of {in_all[1]} ({in_all[0] / max(1, in_all[1]):.0%})"
    heads = ["measure", "holds the truth", "near leg", "far leg", "median half width", "filled by errors"]
    return markdown_table(heads, [*lines, ["all", share, "", "", "", ""]])


def _widths(judged: Sequence[tuple[Estimate, float]], factor: float) -> list[str]:
    """Median half width, and the root mean square of errors over half widths."""
    if not judged:
        return [UNKNOWN, UNKNOWN]
    halves = np.array([half_width(made) for made, _ in judged])
    errors = np.array([made.value or 0.0 for made, _ in judged]) - [true for _, true in judged]
    return [f"± {factor * np.median(halves):.1f}", f"{np.sqrt(np.mean((errors / halves) ** 2)):.2f}"]


def _holds(made: Estimate, true: float) -> bool:
    return made.low is not None and made.high is not None and made.low <= true <= made.high


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


def markdown_table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> list[str]:
    """A Markdown table and an empty line, line by line."""

    def row(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cells) + " |"

    return [row(head), row(["---"] * len(head)), *(row(line) for line in lines), ""]
