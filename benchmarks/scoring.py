"""Detected events against true ones."""

from dataclasses import dataclass

import numpy as np
from truth import Truth

from vision.datatypes import EventKind, GaitEvents, Side

TOLERANCE_S = 0.060
EDGE_S = 0.100
"""True events this close to the ends of the clip need not be found."""


@dataclass(frozen=True, slots=True, eq=False)
class EventScore:
    """Errors in seconds (detected - true) of matched events, with those missed and those too many."""

    errors_s: np.ndarray
    missed: int
    extra: int

    @property
    def precision(self) -> float:
        """Share of the detected events that are true."""
        return len(self.errors_s) / max(1, len(self.errors_s) + self.extra)

    @property
    def recall(self) -> float:
        """Share of the true events that were detected."""
        return len(self.errors_s) / max(1, len(self.errors_s) + self.missed)


def joined(scores: list[EventScore]) -> EventScore:
    """Several scores as one."""
    errors = np.concatenate([s.errors_s for s in scores]) if scores else np.array([])
    return EventScore(errors, sum(s.missed for s in scores), sum(s.extra for s in scores))


def score_events(events: GaitEvents, truth: Truth, *, side: Side, kind: EventKind) -> EventScore:
    """Events of one kind of one foot, matched one to one within 60 ms, closest pairs first."""
    detected = np.array([e.time_s for e in events.events if (e.side, e.kind) == (side, kind)])
    return score_times(detected, truth.times_s(side, kind), truth.span_s)


def score_times(detected: np.ndarray, true: np.ndarray, span_s: tuple[float, float]) -> EventScore:
    """Matched, missed and extra instants; unmatched ones near or beyond the ends of the span do not count."""
    distance = np.abs(detected[:, None] - true[None, :])
    pairs: list[tuple[int, int]] = []
    for flat in np.argsort(distance, axis=None):
        i, j = (int(x) for x in np.unravel_index(flat, distance.shape))
        if distance[i, j] > TOLERANCE_S:
            break
        if all(i != a and j != b for a, b in pairs):
            pairs.append((i, j))
    missed = _inside(np.delete(true, [j for _, j in pairs]), span_s)
    extra = _inside(np.delete(detected, [i for i, _ in pairs]), span_s)
    return EventScore(np.array([detected[i] - true[j] for i, j in pairs]), missed, extra)


def _inside(times_s: np.ndarray, span_s: tuple[float, float]) -> int:
    return int(((times_s > span_s[0] + EDGE_S) & (times_s < span_s[1] - EDGE_S)).sum())
