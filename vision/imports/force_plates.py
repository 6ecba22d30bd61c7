"""Contacts from force plates: CSV, OpenSim's .mot and C3D, as a reference for events.

A foot is on the ground from the instant at which its vertical force rises through 50 N to that at which it
falls below. What never reaches four times that, or is over sooner than any sprinter's contact, is the belt or
noise; a gap shorter than any flight is an oscillation of the plate.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import numpy as np

from vision.datatypes import SIDES, EventKind, Floats, GaitEvent, GaitEvents, Side, other_side
from vision.errors import UnreadableForces, UnusableTable
from vision.events import steps_between
from vision.imports.checks import opening, require_rising, rise
from vision.imports.names import SIDE_WORDS, WORD
from vision.tables import read_cells

THRESHOLD_N = 50.0
REACHED = 4.0
SHORTEST_LOAD_S, LONGEST_GAP_S = 0.010, 0.030
SHORTEST_CONTACT_S = 0.06
"""Contacts at top speed last a tenth of a second (Weyand 2010, J Appl Physiol 108:950)."""

COUNTED_S = 0.1
"""Samples farther apart are numbers, not times: no plate is read so seldom."""

UNEVEN = 1.5
"""Landings on a shared plate that are so many times farther apart than usual, or nearer, are not in turn."""

AXIS_WORDS = {"fx", "fy", "fz", "vx", "vy", "vz", "x", "y", "z", "vertical"}
FORCE_WORDS = {"fx", "fy", "fz", "vx", "vy", "vz", "force", "grf", "vertical"}
OTHER_WORDS = {"torque", "moment", "cop", "px", "py", "pz"}


@dataclass(frozen=True, slots=True, eq=False)
class Forces:
    """Vertical force of each foot, or of both together."""

    time_s: Floats  # (n,)
    newtons: Mapping[Side, Floats] | Floats  # (n,) each, upwards positive


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
    forces = _forces(*_channels(path, hz), columns, path.name)
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
        raise UnreadableForces(f"{file} has one force for both feet; say which foot lands first (--first).")
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


# ---- columns ---------------------------------------------------------------------------------------------


def _forces(
    time_s: Floats, channels: Mapping[str, Floats], columns: Mapping[Side, str] | str | None, file: str
) -> Forces:
    if columns is not None:
        wanted = [columns] if isinstance(columns, str) else list(columns.values())
        if lacking := [name for name in wanted if name not in channels]:
            raise UnreadableForces(f"{file} has no column {lacking[0]!r}; it has {', '.join(channels)}.")
        if len(set(wanted)) < len(wanted):
            raise UnreadableForces(f"{file}: both feet cannot have the column {wanted[0]!r}; name two.")
        if isinstance(columns, str):
            return Forces(time_s, _upwards(channels[columns]))
        return Forces(time_s, {side: _upwards(channels[name]) for side, name in columns.items()})
    found = _by_foot(channels)
    if set(SIDES) <= set(found):
        return Forces(time_s, {side: _upwards(_vertical(found[side])) for side in SIDES})
    if set(found) == {None}:
        return Forces(time_s, _upwards(_vertical(found[None])))
    raise UnreadableForces(
        f"{file} does not tell the vertical force of each foot; name it with --plate left=NAME --plate "
        f"right=NAME, or --plate both=NAME where they share one. It has {', '.join(channels)}."
    )


def _by_foot(channels: Mapping[str, Floats]) -> Mapping[Side | None, list[Floats]]:
    """Forces by the foot that their names tell; none where two names tell the same, as of two belts."""
    told: dict[tuple[Side | None, frozenset[str]], Floats] = {}
    for name, force in channels.items():
        words = frozenset(word.lower() for word in WORD.findall(name))
        if words & FORCE_WORDS and not words & OTHER_WORDS:
            foot = next((side for side in SIDES if side in map(SIDE_WORDS.get, words)), None)
            if (foot, words & AXIS_WORDS) in told:
                return {}
            told[foot, words & AXIS_WORDS] = force
    return {foot: [force for (own, _), force in told.items() if own == foot] for foot, _ in told}


def _vertical(forces: list[Floats]) -> Floats:
    """The one that bears the body: on level ground the others are nought in the mean."""
    return max(forces, key=lambda force: abs(float(np.nanmean(force))))


def _upwards(force_n: Floats) -> Floats:
    return force_n if np.nanmean(force_n) >= 0 else -force_n


# ---- files -----------------------------------------------------------------------------------------------


def _channels(path: Path, hz: float | None) -> tuple[Floats, Mapping[str, Floats]]:
    """Times, and every channel by its name."""
    if path.suffix.lower() == ".c3d":
        if hz is not None:
            raise UnreadableForces(f"{path.name} says its own samples a second; leave hz out.")
        return _plates(path)
    names, table = _table(path)
    at = next((i for i, name in enumerate(names) if name.lower().startswith("time")), None)
    if twice := next((name for name in names if name and names.count(name) > 1), None):
        raise UnreadableForces(f"{path.name} has several columns {twice}; give each its own name.")
    own_s = None if at is None else table[:, at]
    time_s = _own_times(own_s, path.name) if hz is None else _at_rate(own_s, hz, len(table), path.name)
    return time_s, {name: table[:, i] for i, name in enumerate(names) if i != at}


def _own_times(own_s: Floats | None, file: str) -> Floats:
    if own_s is None:
        raise UnreadableForces(f"{file} has no column of time; say how many samples a second it has (--hz).")
    require_rising(own_s, file, UnreadableForces)
    if np.median(np.diff(own_s)) > COUNTED_S:
        raise UnreadableForces(f"{file} counts its samples; say how many of them a second has (--hz).")
    return own_s


def _at_rate(own_s: Floats | None, hz: float, samples: int, file: str) -> Floats:
    """Of samples that have no times of their own, or are only counted by them."""
    if own_s is not None and rise(own_s) and np.median(np.diff(own_s)) <= COUNTED_S:
        raise UnreadableForces(f"{file} says its own times; leave hz out.")
    return np.arange(samples) / hz


def _table(path: Path) -> tuple[list[str], Floats]:
    try:
        with opening(path, UnreadableForces):
            cells = read_cells(path)
        rows = [row for row in cells.rows if len(row) > 1 or any(row)]
        table = np.array([[float(c.replace(cells.decimal, ".") or "nan") for c in row] for row in rows])
        if table.ndim != 2 or len(table) < 2 or table.shape[1] != len(cells.names):
            raise ValueError("no table")
    except UnusableTable as error:
        raise UnreadableForces(str(error)) from error
    except ValueError as error:
        raise UnreadableForces(f"{path.name} is no whole table of forces; export it again.") from error
    return list(cells.names), table


def _plates(path: Path) -> tuple[Floats, Mapping[str, Floats]]:
    """The vertical force of every plate: along the axis that bears the body."""
    try:
        file = import_module("ezc3d").c3d(str(path), extract_forceplat_data=True)
        plates = [np.asarray(plate["force"], np.float64) for plate in file["data"]["platform"]]
        hz = float(file["parameters"]["ANALOG"]["RATE"]["value"][0])
    except ImportError as error:
        raise UnreadableForces(f"{path.name} needs the package ezc3d; install it, or export CSV.") from error
    except (OSError, RuntimeError, LookupError, ValueError) as error:
        raise UnreadableForces(f"{path.name} is no C3D file with force plates.") from error
    if not plates or not hz > 0:
        raise UnreadableForces(f"{path.name} has no force plates; export it with its analogue data.")
    axis = int(np.abs(np.nansum([plate.mean(axis=1) for plate in plates], axis=0)).argmax())
    time_s = np.arange(plates[0].shape[1]) / hz
    named = {f"plate {n}": plate[axis] for n, plate in enumerate(plates, start=1)}
    return time_s, {"force": named["plate 1"]} if len(named) == 1 else named
