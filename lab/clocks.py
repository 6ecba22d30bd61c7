"""Events of two instruments on one time line: how far the clocks are apart, which events are the same."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.signal import find_peaks

from lab.clips import Event, Floats
from vision import UnusableTable

TOLERANCE_S = 0.1
"""A step lasts 0.3 s or more, and rules for contacts differ by up to 0.1 s."""

FEWEST = 5
CLEARLY = 0.8
"""The best offset must leave at most this share of the misfit of the next best."""

APART_S = 0.25
"""Offsets closer than that are one; a stride lasts longer."""

BIN_S = 0.01
CANDIDATES = 40
"""Neighbourhoods of offsets that are looked at closely: a bound on the time that it takes."""

KINDS = ("initial_contact", "toe_off")


@dataclass(frozen=True, slots=True)
class Matched:
    """Pairs of the same event, ours and theirs, at our clock; and how many of either have no partner."""

    pairs: tuple[tuple[Event, Event], ...]
    only_ours: int
    only_theirs: int


def clock_offset_s(
    ours: Sequence[Event], theirs: Sequence[Event], clip: str, *, tolerance_s: float = TOLERANCE_S
) -> float:
    """What is to be added to their times, as the events tell it: their bias is then 0 over all kinds.

    Strides repeat, so an offset that is wrong by a whole stride fits almost as well where neither
    recording's ends show. Raises UnusableTable where another offset fits about as well.
    """
    if min(len(ours), len(theirs)) < FEWEST:
        raise UnusableTable(f"{clip} has too few events to tell how far the clocks are apart; say offset_s.")
    apart = np.concatenate([_apart(ours, theirs, kind, side) for kind, side in _kinds(ours)])
    candidates = _likeliest(apart, tolerance_s)
    misfits = np.array([_misfit(ours, moved(theirs, each), tolerance_s) for each in candidates.tolist()])
    best = float(candidates[misfits.argmin()])
    others = misfits[np.abs(candidates - best) > APART_S]
    if len(others) and misfits.min() > CLEARLY * others.min():
        raise UnusableTable(
            f"{clip}: two clock offsets fit its events alike, as strides repeat; say offset_s in the table."
        )
    near = match(ours, moved(theirs, best), tolerance_s=tolerance_s)
    if not near.pairs:
        raise UnusableTable(
            f"{clip}: its events do not fit those of the reference; check which clip they show."
        )
    return best + float(np.median([a.time_s - b.time_s for a, b in near.pairs]))


def _likeliest(apart: Floats, tolerance_s: float) -> Floats:
    """Of the offsets on which many pairs of events nearly agree, the best of each neighbourhood, (n,)."""
    reach = round(tolerance_s / BIN_S)
    margin = max(reach, round(APART_S / BIN_S))
    bins = np.round((apart - apart.min()) / BIN_S).astype(int) + margin
    votes = np.bincount(bins, minlength=int(bins.max()) + margin + 1)
    agreed = np.convolve(votes, 1 - np.abs(np.arange(-reach, reach + 1)) / (reach + 1), mode="same")
    peaks, _ = find_peaks(agreed, distance=margin)
    best = peaks[np.argsort(-agreed[peaks], kind="stable")[:CANDIDATES]]
    return np.asarray(apart.min() + (best - margin) * BIN_S, dtype=np.float64)


def moved(events: Sequence[Event], by_s: float) -> list[Event]:
    """At another clock."""
    return [replace(each, time_s=each.time_s + by_s) for each in events]


def match(ours: Sequence[Event], theirs: Sequence[Event], *, tolerance_s: float = TOLERANCE_S) -> Matched:
    """Events of one kind and side, at one clock, that are each other's nearest, within the tolerance.

    Only the time that both recordings show counts.
    """
    start = max(min((e.time_s for e in events), default=np.inf) for events in (ours, theirs)) - tolerance_s
    end = min(max((e.time_s for e in events), default=-np.inf) for events in (ours, theirs)) + tolerance_s
    mine, other = ([e for e in events if start <= e.time_s <= end] for events in (ours, theirs))
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


def _misfit(ours: Sequence[Event], theirs: Sequence[Event], tolerance_s: float) -> float:
    """Mean distance of every event of the shorter recording to its partner; the tolerance without one."""
    found = match(ours, theirs, tolerance_s=tolerance_s)
    apart = sum(abs(a.time_s - b.time_s) for a, b in found.pairs)
    fewer = min(len(ours), len(theirs))
    return float(apart + tolerance_s * max(0, fewer - len(found.pairs))) / fewer
