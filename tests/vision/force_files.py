"""Forces of a run made of half sines, as files of plates."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from vision.datatypes import Floats

HZ, STEP_S, CONTACT_S, PEAK_N = 1000.0, 0.36, 0.25, 1600.0
TIME_S = np.arange(4 * HZ) / HZ


def pushes(first_s: float, every_s: float) -> Floats:
    since = (TIME_S - first_s) % every_s
    stance = (since < CONTACT_S) & (first_s <= TIME_S)
    return np.where(stance, PEAK_N * np.sin(np.pi * since / CONTACT_S), 0.0)


LEFT, RIGHT = pushes(0.2, 2 * STEP_S), pushes(0.2 + STEP_S, 2 * STEP_S)
REACHED_S = CONTACT_S / np.pi * np.arcsin(50 / PEAK_N)  # from landing to 50 N


def csv(folder: Path, header: str, *columns: Floats) -> Path:
    path = folder / "forces.csv"
    np.savetxt(path, np.column_stack(columns), delimiter=",", header=header, comments="")
    return path


def rewritten(path: Path, separator: str, decimal: str, encoding: str = "utf-8", above: str = "") -> Path:
    """The same file with other marks in another encoding, with lines above its table."""
    text = path.read_text().translate(str.maketrans({",": separator, ".": decimal}))
    path.write_text(above + text, encoding=encoding)
    return path


def write_forces(path: Path, names: str, steps: Sequence[tuple[str, float, float]]) -> None:
    """CSV of two columns, of the left and the right foot, which stands from landing to leaving."""
    time_s = np.arange(1000 * max(off_s for *_, off_s in steps) + 100) / 1000
    forces = np.zeros((2, len(time_s)))
    for side, landing_s, leaving_s in steps:
        forces[int(side == "right"), (landing_s <= time_s) & (time_s < leaving_s)] = 1500
    np.savetxt(
        path, np.column_stack([time_s, *forces]), "%g", delimiter=",", header=f"time,{names}", comments=""
    )


def c3d(path: Path) -> Path:
    """Two plates whose Z points down, as most are built in."""
    ezc3d = pytest.importorskip("ezc3d")
    file = ezc3d.c3d()
    file["parameters"]["POINT"]["RATE"]["value"] = [HZ / 10]
    file["parameters"]["POINT"]["LABELS"]["value"] = ["marker"]
    file["data"]["points"] = np.ones((4, 1, len(TIME_S) // 10))
    file["parameters"]["ANALOG"]["RATE"]["value"] = [HZ]
    file["parameters"]["ANALOG"]["LABELS"]["value"] = [f"channel {n}" for n in range(12)]
    analogs = np.zeros((1, 12, len(TIME_S)))
    analogs[0, 2], analogs[0, 8] = -LEFT, -RIGHT
    file["data"]["analogs"] = analogs
    for name, values, shape in (("USED", [2], [1]), ("TYPE", [2, 2], [2]), ("CHANNEL", range(1, 13), [6, 2])):
        whole = ezc3d.ezc3d.Parameter(name, "")
        whole.set(ezc3d.ezc3d.VecInt(list(values)), shape)
        file["parameters"].add_parameter("FORCE_PLATFORM", whole)
    corner_mm = np.array([[0, 0, 0], [0, 500, 0], [500, 500, 0], [500, 0, 0]], dtype=float).T
    file.add_parameter("FORCE_PLATFORM", "CORNERS", np.stack([corner_mm, corner_mm + 600], axis=2))
    file.add_parameter("FORCE_PLATFORM", "ORIGIN", np.zeros((3, 2)))
    file.write(str(path))
    return path
