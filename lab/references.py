"""What another instrument said of the clips: values by measure, or events by time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lab.clips import Event, ReportedClip
from lab.clocks import KINDS
from lab.plates import UNTOLD, Plates
from vision import (
    ENTRIES,
    InvalidSetting,
    Table,
    UnusableTable,
    read_force_contacts,
    read_table,
    table_columns,
)

VALUES = ("clip", "measure", "value")
RECORDINGS = ("clip", "events")
EVENTS = ("side", "time_s")
KIND = ("kind", "event")  # either
_Own = tuple[ReportedClip, Mapping[str, str]]  # a clip and its row

FORCES = (".mot", ".sto", ".c3d", ".txt")


@dataclass(frozen=True, slots=True)
class Recording:
    """Events of one clip; `offset_s` is to be added to their times, None where it is not known."""

    events: tuple[Event, ...]
    offset_s: float | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """By the clip's own name: values of measures, in the unit of report.json, and recordings of events.

    `left_out` says in a sentence each which rows name none of the clips.
    """

    values: Mapping[str, Mapping[str, float]]
    recordings: Mapping[str, Recording]
    left_out: tuple[str, ...] = ()


def read_reference(
    path: Path, clips: Sequence[ReportedClip], *, offset_s: float | None = None, plates: Plates = UNTOLD
) -> Reference:
    """A table of values (clip, measure, value), of files (clip, events, and what `Plates.of_row` reads of
    forces), or events or forces of one clip.

    `offset_s` and `plates` hold where the table says none. Raises UnusableTable, UnreadableForces, OSError.
    """
    columns = _columns(path)
    if columns.issuperset(VALUES):
        table = read_table(path)
        own, left_out = _of_clips(table, clips, "measure")
        return Reference(_values(table, own), {}, left_out)
    if columns.issuperset(RECORDINGS):
        table = read_table(path)
        own, left_out = _of_clips(table, clips)
        return Reference({}, _recordings(table, own, offset_s, plates), left_out)
    return Reference({}, {_only(path, clips).name: Recording(_events_in(path, plates), offset_s)})


def _only(path: Path, clips: Sequence[ReportedClip]) -> ReportedClip:
    if len(clips) != 1:
        raise UnusableTable(
            f"{path} must say of which clip each row is: give the columns clip, measure and value, or a "
            "table with the columns clip and events that names a file of events for each."
        )
    return clips[0]


def _columns(path: Path) -> set[str]:
    """Of a table; none of a file that holds forces by its name."""
    return set() if path.suffix.lower() in FORCES else set(table_columns(path))


def _events_in(path: Path, plates: Plates) -> tuple[Event, ...]:
    """Of a table of events, or of the forces of plates."""
    if not _columns(path).isdisjoint(KIND):
        if plates != UNTOLD:
            raise UnusableTable(f"{path} holds events and no forces; leave plates, first and hz out for it.")
        return read_events(read_table(path))
    found = read_force_contacts(path, columns=plates.columns, hz=plates.hz, first=plates.first)
    return tuple(Event(e.side, e.kind, e.time_s) for e in found.events)


def _of_clips(table: Table, clips: Sequence[ReportedClip], *by: str) -> tuple[list[_Own], tuple[str, ...]]:
    """The rows of every clip, one for each value of the columns `by`, and what names no clip."""
    own: list[_Own] = []
    known: set[tuple[str, ...]] = set()
    lost: dict[str, None] = {}
    for row in table.rows:
        clip = _clip_of(table, row["clip"], clips)
        if clip is None:
            lost[row["clip"]] = None
            continue
        key = (clip.name, *(row.get(column, "") for column in by))
        if key in known:
            raise UnusableTable(f"{table.path} has two rows of {', '.join(key)}; leave one out.")
        known.add(key)
        own.append((clip, row))
    if not own:
        raise UnusableTable(f"{table.path} names none of the clips; write the folders of their reports.")
    return own, tuple(f"{name!r} of {table.path.name}: no clip is called so." for name in lost)


def _values(table: Table, own: Sequence[_Own]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for clip, row in own:
        if row.get("measure") not in ENTRIES:
            raise UnusableTable(
                f"{table.path} names a measure {row.get('measure', '')!r}, which no report has."
            )
        value = table.number(row, "value")
        if value is not None:
            found.setdefault(clip.name, {})[row["measure"]] = value
    return found


def _recordings(
    table: Table, own: Sequence[_Own], offset_s: float | None, plates: Plates
) -> dict[str, Recording]:
    found = {}
    for clip, row in own:
        own_s = table.number(row, "offset_s")
        events = _events_in(table.path.parent / row.get("events", ""), _plates(table, row, plates))
        found[clip.name] = Recording(events, offset_s if own_s is None else own_s)
    return found


def _plates(table: Table, row: Mapping[str, str], otherwise: Plates) -> Plates:
    """What the row says, and what it leaves out as `otherwise`."""
    try:
        own = Plates.of_row(table, row)
    except InvalidSetting as error:
        raise UnusableTable(f"{table.path}, clip {row['clip']}: {error}") from error
    return own.or_else(otherwise)


def _clip_of(table: Table, name: str, clips: Sequence[ReportedClip]) -> ReportedClip | None:
    """None for a clip that is not among them, as one that was refused."""
    found = [clip for clip in clips if name in clip.names]
    if len(found) > 1:
        raise UnusableTable(f"{table.path}: {name!r} may be several clips; write the folder of its report.")
    return found[0] if found else None


def read_events(table: Table) -> tuple[Event, ...]:
    """From columns side, time_s and kind (or event). Raises UnusableTable."""
    kind = next((name for name in KIND if table.has(name, *EVENTS)), None)
    if kind is None:
        raise UnusableTable(f"{table.path} has no events; it must have the columns kind, side and time_s.")
    events = []
    for number, row in table.numbered:
        time_s = table.number(row, "time_s")
        if row[kind] not in KINDS or row["side"] not in ("left", "right") or time_s is None:
            raise UnusableTable(
                f"{table.path}, row {number}: kind is {' or '.join(KINDS)}, side left or right, time_s "
                "a number of seconds."
            )
        events.append(Event(row["side"], row[kind], time_s))
    return tuple(sorted(events, key=lambda event: event.time_s))
