"""Events of two instruments on one time line: how far the clocks are apart, which events are the same."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lab.clips import Event, Floats
from lab.errors import UnusableTable

TOLERANCE_S = 0.1
"""A step lasts 0.3 s or more, and rules for contacts differ by up to 0.1 s."""

FEWEST = 5
CLEARLY = 0.8
"""The best offset must leave at most this share of the misfit of the next best."""

APART_S = 0.25
"""Offsets closer than that are one; a stride lasts longer."""

KINDS = ("initial_contact", "toe_off")


@dataclass(frozen=True, slots=True)
class Matched:
    """Pairs of the same event, ours and theirs, at our clock; and how many of either have no partner."""

    pairs: tuple[tuple[Event, Event], ...]
    only_ours: int
    only_theirs: int


def clock_offset_s(ours: Sequence[Event], theirs: Sequence[Event], clip: str) -> float:
    """What is to be added to their times, as the events tell it: their bias is then 0 over all kinds.

    Strides repeat, so an offset that is wrong by a whole stride fits almost as well where neither
    recording's ends show. Raises UnusableTable where another offset fits about as well.
    """
    if min(len(ours), len(theirs)) < FEWEST:
        raise UnusableTable(f"{clip} has too few events to tell how far the clocks are apart; say offset_s.")
    apart = np.concatenate([_apart(ours, theirs, kind, side) for kind, side in _kinds(ours)])
    candidates = np.unique(np.round(apart, 2))
    misfits = np.array([_misfit(ours, theirs, float(each)) for each in candidates])
    best = float(candidates[misfits.argmin()])
    others = misfits[np.abs(candidates - best) > APART_S]
    if len(others) and misfits.min() > CLEARLY * others.min():
        raise UnusableTable(
            f"{clip}: two clock offsets fit its events alike, as strides repeat; say offset_s in the table."
        )
    near = match(ours, theirs, offset_s=best)
    if not near.pairs:
        raise UnusableTable(
            f"{clip}: its events do not fit those of the reference; check which clip they show."
        )
    return best + float(np.median([a.time_s - b.time_s for a, b in near.pairs]))


def match(
    ours: Sequence[Event], theirs: Sequence[Event], *, offset_s: float, tolerance_s: float = TOLERANCE_S
) -> Matched:
    """Events of one kind and side that are each other's nearest, within the tolerance.

    Only the time that both recordings show counts.
    """
    moved = [Event(each.side, each.kind, each.time_s + offset_s) for each in theirs]
    start = max(min((e.time_s for e in events), default=np.inf) for events in (ours, moved)) - tolerance_s
    end = min(max((e.time_s for e in events), default=-np.inf) for events in (ours, moved)) + tolerance_s
    mine, other = ([e for e in events if start <= e.time_s <= end] for events in (ours, moved))
    pairs = []
    for kind, side in _kinds(mine):
        a, b = ([e for e in events if (e.kind, e.side) == (kind, side)] for events in (mine, other))
        if a and b:
            apart = np.abs(np.subtract.outer([e.time_s for e in a], [e.time_s for e in b]))
            nearest, back = apart.argmin(axis=1), apart.argmin(axis=0)
            pairs += [
                (a[i], b[j]) for i, j in enumerate(nearest) if back[j] == i and apart[i, j] <= tolerance_s
            ]
    pairs.sort(key=lambda pair: pair[0].time_s)
    return Matched(tuple(pairs), len(mine) - len(pairs), len(other) - len(pairs))


def _kinds(events: Sequence[Event]) -> list[tuple[str, str]]:
    return sorted({(each.kind, each.side) for each in events})


def _apart(ours: Sequence[Event], theirs: Sequence[Event], kind: str, side: str) -> Floats:
    times = ([e.time_s for e in events if (e.kind, e.side) == (kind, side)] for events in (ours, theirs))
    return np.asarray(np.subtract.outer(*times), dtype=np.float64).ravel()


def _misfit(ours: Sequence[Event], theirs: Sequence[Event], offset_s: float) -> float:
    """Mean distance of every event of the shorter recording to its partner; TOLERANCE_S without one."""
    found = match(ours, theirs, offset_s=offset_s)
    apart = sum(abs(a.time_s - b.time_s) for a, b in found.pairs)
    fewer = min(len(ours), len(theirs))
    return float(apart + TOLERANCE_S * max(0, fewer - len(found.pairs))) / fewer
