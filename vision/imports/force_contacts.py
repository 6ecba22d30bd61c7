"""Contacts from force plates, as a reference for events.

A foot is on the ground from the instant at which its vertical force rises through 50 N to that at which it
falls below. What never reaches four times that, or is over sooner than any sprinter's contact, is the belt or
noise; a gap shorter than any flight is an oscillation of the plate.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import numpy as np

from vision.datatypes import SIDES, EventKind, Floats, GaitEvent, GaitEvents, Side, other_side
from vision.errors import UnreadableForces
from vision.events import steps_between
from vision.imports.force_files import read_forces

THRESHOLD_N = 50.0
REACHED = 4.0
SHORTEST_LOAD_S, LONGEST_GAP_S = 0.010, 0.030
SHORTEST_CONTACT_S = 0.06
"""Contacts at top speed last a tenth of a second (Weyand 2010, J Appl Physiol 108:950)."""

UNEVEN = 1.5
"""Landings on a shared plate that are so many times farther apart than usual, or nearer, are not in turn."""


def read_force_contacts(
    path: str | Path,
    *,
    columns: Mapping[Side, str] | str | None = None,
    hz: float | None = None,
    first: Side | None = None,
    threshold_n: float = THRESHOLD_N,
) -> GaitEvents:
    """Initial contacts and toe-offs of a file of forces, with the steps between them.

    `columns` names the vertical force of each foot, or of both together, where the file's own names do not
    tell; plates of a C3D file are "plate 1" and so on. `hz` is needed where samples are only counted, and
    refused where the file says its times. `first` is needed where both feet share one force: the foot of the
    first landing that is seen, after the one on which the recording may begin. Raises UnreadableForces.
    """
    path = Path(path)
    forces = read_forces(path, columns, hz)
    if isinstance(forces.newtons, np.ndarray):
        spans = _shared(contact_spans(forces.time_s, forces.newtons, threshold_n), first, path.name)
    else:
        if first is not None:
            raise UnreadableForces(f"{path.name} has a force for each foot; leave first out.")
        spans = {s: contact_spans(forces.time_s, f, threshold_n) for s, f in forces.newtons.items()}
    events = sorted(_events(spans, forces.time_s), key=lambda event: event.time_s)
    stride_s = [float(b - a) for own in spans.values() for (a, _), (b, _) in pairwise(own)]
    stride_time_s = float(np.nanmedian(stride_s)) if stride_s else float("nan")
    if not np.isfinite(stride_time_s):
        raise UnreadableForces(f"{path.name} shows no stride on the plates; check columns and unit, N.")
    return GaitEvents(tuple(events), steps_between(tuple(events), stride_time_s), stride_time_s)


def contact_spans(
    time_s: Floats, force_n: Floats, threshold_n: float = THRESHOLD_N
) -> list[tuple[float, float]]:
    """From landing to leaving, each where the force passes the threshold between two samples.

    NaN where the recording begins or ends on the ground.
    """
    above = np.concatenate([[False], np.nan_to_num(force_n) >= threshold_n, [False]])
    starts, ends = (np.flatnonzero(np.diff(above.astype(int)) == sign) for sign in (1, -1))
    lasting = time_s[ends - 1] - time_s[starts] >= SHORTEST_LOAD_S
    starts, ends = starts[lasting], ends[lasting]
    gap = time_s[starts[1:]] - time_s[ends[:-1] - 1] >= LONGEST_GAP_S
    starts, ends = starts[np.append(True, gap)[: len(starts)]], ends[np.append(gap, True)[: len(ends)]]
    return [
        (_passed_s(time_s, force_n, start, threshold_n), _passed_s(time_s, force_n, end, threshold_n))
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        if np.nanmax(force_n[start:end]) >= REACHED * threshold_n
        and time_s[end - 1] - time_s[start] >= SHORTEST_CONTACT_S
    ]


def _passed_s(time_s: Floats, force_n: Floats, at: int, threshold_n: float) -> float:
    """When the force passed the threshold between sample `at` and the one before."""
    if not 0 < at < len(time_s):
        return float("nan")
    before, after = force_n[at - 1], force_n[at]
    share = (threshold_n - before) / (after - before)
    passed: float = time_s[at - 1] + share * (time_s[at] - time_s[at - 1])
    return float(passed)


def _shared(
    spans: list[tuple[float, float]], first: Side | None, file: str
) -> Mapping[Side, list[tuple[float, float]]]:
    """Contacts of a plate that both feet use, in turn."""
    if first is None:
        raise UnreadableForces(
            f"{file} has one force for both feet; say which foot lands first.", untold="first"
        )
    landed = [n for n, (landing_s, _) in enumerate(spans) if np.isfinite(landing_s)]
    _require_turns([spans[n][0] for n in landed], file)
    turns = (first, other_side(first))
    begun = landed[0] if landed else 0  # before it the recording begins on the ground
    return {side: [span for n, span in enumerate(spans) if turns[(n - begun) % 2] == side] for side in SIDES}


def _require_turns(landing_s: list[float], file: str) -> None:
    """One contact that is missing, or two in one, would exchange the feet from there on."""
    apart_s = np.diff(landing_s)
    usual_s = float(np.median(apart_s)) if len(apart_s) else float("nan")
    uneven = (apart_s > UNEVEN * usual_s) | (apart_s * UNEVEN < usual_s)
    if uneven.any():
        at_s = landing_s[int(uneven.argmax())]
        raise UnreadableForces(
            f"{file} does not show both feet in turn after {at_s:.2f} s, where a contact is missing, cut in "
            "two or joined to the next; export the part before or after it."
        )


def _events(spans: Mapping[Side, list[tuple[float, float]]], time_s: Floats) -> Iterator[GaitEvent]:
    doubt_s = float(np.median(np.diff(time_s)) / np.sqrt(12))  # of an instant between two samples
    kinds: tuple[EventKind, EventKind] = ("initial_contact", "toe_off")
    for side, own in spans.items():
        for span in own:
            for kind, at_s in zip(kinds, span, strict=True):
                if np.isfinite(at_s):
                    yield GaitEvent(side, None, kind, at_s, int(np.searchsorted(time_s, at_s)), doubt_s)
