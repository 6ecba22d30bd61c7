"""Files of force plates: the vertical force of each foot over time, from CSV, OpenSim's .mot and C3D."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import numpy as np

from vision.datatypes import SIDES, Floats, Side
from vision.errors import UnreadableForces, UnusableTable
from vision.imports.checks import opening, require_rising, rise
from vision.imports.names import SIDE_WORDS, WORD
from vision.tables import read_cells

COUNTED_S = 0.1
"""Samples farther apart are numbers, not times: no plate is read so seldom."""

AXIS_WORDS = {"fx", "fy", "fz", "vx", "vy", "vz", "x", "y", "z", "vertical"}
FORCE_WORDS = {"fx", "fy", "fz", "vx", "vy", "vz", "force", "grf", "vertical"}
OTHER_WORDS = {"torque", "moment", "cop", "px", "py", "pz"}


@dataclass(frozen=True, slots=True, eq=False)
class Forces:
    """Vertical force of each foot, or of both together."""

    time_s: Floats  # (n,)
    newtons: Mapping[Side, Floats] | Floats  # (n,) each, upwards positive


def read_forces(path: Path, columns: Mapping[Side, str] | str | None, hz: float | None) -> Forces:
    """The forces that `columns` name, or those that the file's own names tell. Raises UnreadableForces."""
    return _forces(*_channels(path, hz), columns, path.name)


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
        f"{file} does not tell the vertical force of each foot; name the column or plate of each, or the one "
        f"that they share. It has {', '.join(channels)}.",
        untold="columns",
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
        raise UnreadableForces(
            f"{file} has no column of time; say how many samples a second it has.", untold="hz"
        )
    require_rising(own_s, file, UnreadableForces)
    if np.median(np.diff(own_s)) > COUNTED_S:
        raise UnreadableForces(f"{file} counts its samples; say how many of them a second has.", untold="hz")
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
