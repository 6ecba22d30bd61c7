"""Key points as CSV: DeepLabCut's, SLEAP's, and one column for each number, as from MediaPipe."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vision.datatypes import Floats
from vision.errors import UnreadableLandmarks
from vision.imports.checks import opening
from vision.imports.names import layout_of
from vision.imports.poses import Pose, Poses, in_order, pose

DLC_LEVELS = ("scorer", "individuals", "bodyparts", "coords")
COORDINATE = re.compile(r"^(.+?)[._ ]?(x|y|likelihood|score|confidence|visibility|v)$", re.IGNORECASE)
FRAME_NAMES = ("frame", "frame_idx", "frame_id", "frame_number")
TIME_NAMES: Mapping[str, float] = {"time_s": 1.0, "timestamp_ms": 0.001}
PCUTOFF = 0.6

ABSENT: Mapping[str, str] = {"x": "", "y": "", "sure": "1"}
"""What counts where a point has no such column."""

Columns = dict[str, dict[str, int]]  # of each key point the columns "x", "y" and, where it is there, "sure"


@dataclass(frozen=True, slots=True)
class PointTable:
    """A table of numbers of one or several people a row, or of one person a row."""

    names: tuple[str, ...]
    people: tuple[Columns, ...]
    number: int | None  # column of the frame's number; without it the rows are counted
    rows: Sequence[Sequence[str]]
    time: tuple[int, float] | None = None  # column of the time, and its unit in seconds


def read_csv(path: Path, mapping: Mapping[str, str] | None) -> Poses:
    """A CSV file of key points. Raises UnreadableLandmarks."""
    cells = _cells(path)
    is_dlc = cells[0][0] == DLC_LEVELS[0]
    try:
        table = _dlc(cells) if is_dlc else _plain(cells)
        tracker, least = ("DeepLabCut", PCUTOFF) if is_dlc else ("named key points", 0.0)
        layout = layout_of(table.names, mapping, file=path.name, tracker=tracker, least=least)
        found: dict[int, tuple[Pose, ...]] = {}
        told_s: dict[int, float] = {}
        for place, row in enumerate(table.rows):
            number = place if table.number is None else _frame(row[table.number])
            here = (pose(layout, _points(row, columns, table.names)) for columns in table.people)
            found[number] = (*found.get(number, ()), *here)
            if table.time:
                told_s[number] = _number(row[table.time[0]]) * table.time[1]
    except (LookupError, ValueError, OverflowError) as error:
        raise UnreadableLandmarks(f"{path.name} cannot be used: {error}; export it again.") from error
    numbers, ordered = in_order(found.items(), path.name)
    time_s = np.array([told_s[number] for number in numbers.tolist()]) if table.time else None
    return Poses(layout, numbers, tuple(ordered), time_s)


def _cells(path: Path) -> list[list[str]]:
    try:
        with opening(path, UnreadableLandmarks), path.open(newline="", encoding="utf-8-sig") as file:
            cells = [row for row in csv.reader(file) if row]
    except (ValueError, csv.Error) as error:
        raise UnreadableLandmarks(f"{path.name} is no text or is damaged; export it again.") from error
    if len(cells) < 2:
        raise UnreadableLandmarks(f"{path.name} holds no frames; export it again.")
    if short := next((n for n, row in enumerate(cells, start=1) if len(row) != len(cells[0])), None):
        raise UnreadableLandmarks(
            f"{path.name} has {len(cells[short - 1])} cells in row {short} where the first row has "
            f"{len(cells[0])}; export it again."
        )
    return cells


def _dlc(cells: list[list[str]]) -> PointTable:
    """DeepLabCut's header of three rows, four where there are several individuals."""
    levels = {row[0]: row for row in cells[: len(DLC_LEVELS)] if row[0] in DLC_LEVELS}
    parts, kinds = levels["bodyparts"], levels["coords"]
    whose = levels.get("individuals", ["one"] * len(parts))
    people: dict[str, Columns] = {}
    for at, (one, part, kind) in enumerate(zip(whose, parts, kinds, strict=True)):
        if kind in ("x", "y", "likelihood"):
            own = people.setdefault(one, {}).setdefault(part, {})
            own["sure" if kind == "likelihood" else kind] = at
    names = tuple(dict.fromkeys(name for columns in people.values() for name in columns))
    return PointTable(names, tuple(people.values()), 0, cells[len(levels) :])


def _plain(cells: list[list[str]]) -> PointTable:
    """One column for each number, such as left_hip_x, left_hip.y, left_hip.score; a row for each person."""
    header = [name.strip() for name in cells[0]]
    columns: Columns = {}
    for at, name in enumerate(header):
        match = COORDINATE.match(name)
        if match:
            kind = match[2].lower()
            columns.setdefault(match[1], {})[kind if kind in ("x", "y") else "sure"] = at
    columns = {name: own for name, own in columns.items() if {"x", "y"} <= set(own)}
    number = next((header.index(name) for name in FRAME_NAMES if name in header), None)
    time = next(((header.index(name), unit) for name, unit in TIME_NAMES.items() if name in header), None)
    return PointTable(tuple(columns), (columns,), number, cells[1:], time)


def _points(row: Sequence[str], columns: Columns, names: Sequence[str]) -> Floats:
    """Rows of x, y and confidence, (names, 3); unknown is a point that this person has no columns of."""
    own = (columns.get(name, {}) for name in names)
    cells = [[row[at[kind]] if kind in at else absent for kind, absent in ABSENT.items()] for at in own]
    return np.array([list(map(_number, point)) for point in cells]).reshape(-1, 3)


def _number(cell: str) -> float:
    """NaN for an empty cell; raises ValueError for a word."""
    return float(cell) if cell.strip() else float("nan")


def _frame(cell: str) -> int:
    """The number of a frame, or the one at the end of the name of its picture; raises ValueError."""
    digits = re.search(r"(\d{1,15})(?:\.0+)?(?:\.\w+)?$", cell.strip())
    if not digits:
        raise ValueError(f"{cell!r} is no number of a frame")
    return int(digits[1])
