"""FIT -> Readings."""

import io
import struct
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np
from fitdecode import FIT_FRAME_DATA, FitError, FitReader
from fitdecode.reader import CrcCheck, ErrorHandling

from coaching.errors import UnreadableWatchFile
from coaching.watch.recording import Floats, Readings, WatchLimits

FIELDS = {
    "cadence": ("cadence", 1.0),
    "fractional_cadence": ("fractional_cadence", 1.0),
    "enhanced_speed": ("speed_mps", 1.0),
    "speed": ("speed_mps", 1.0),
    "heart_rate": ("heart_rate_bpm", 1.0),
    "stance_time": ("contact_time_s", 1e-3),
    "vertical_oscillation": ("vertical_oscillation_m", 1e-3),
    "distance": ("distance_m", 1.0),
    "position_lat": ("latitude_deg", 180 / 2**31),
    "position_long": ("longitude_deg", 180 / 2**31),
}
"""Column and factor of a record's field, the better field first."""

READ = {*FIELDS, "timestamp", "start_time", "sport", "manufacturer", "garmin_product", "product"}

DAMAGE = (AssertionError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError, struct.error)
"""What the decoder raises beside its own errors at bytes that make no sense."""

DAMAGED = "{file} is damaged or not complete; copy it from the watch, or export it, once more."
TOO_MANY = "{file} holds more than {limit} messages, which no run does; export one run as a file of its own."
Message = dict[str, Any]


def read_fit(content: bytes, file: str, limits: WatchLimits) -> Readings:
    """The records of a FIT file, of its parts on foot where it has several. Raises UnreadableWatchFile.

    Fields of apps are left aside: their units are their makers' own.
    """
    try:
        messages = _messages(content, file, limits)
    except (FitError, *DAMAGE) as error:
        raise UnreadableWatchFile(DAMAGED.format(file=file)) from error
    columns, sources = _columns(messages["record"])
    made_by, sessions = messages["file_id"], messages["session"]
    return Readings(
        kind="fit",
        device=_device(made_by[0]) if made_by else None,
        sport=_sport([*sessions, *messages["sport"]]),
        columns=_on_foot(columns, sessions),
        sources=sources,
        strides_by_format=True,
    )


def _messages(content: bytes, file: str, limits: WatchLimits) -> Mapping[str, list[Message]]:
    found: defaultdict[str, list[Message]] = defaultdict(list)
    reader = FitReader(io.BytesIO(content), check_crc=CrcCheck.RAISE, error_handling=ErrorHandling.IGNORE)
    with reader:
        for count, frame in enumerate(reader):
            if count > limits.records:
                raise UnreadableWatchFile(TOO_MANY.format(file=file, limit=limits.records))
            if frame.frame_type == FIT_FRAME_DATA and frame.name in ("record", "file_id", "session", "sport"):
                found[frame.name].append(_fields(frame))
    return found


def _fields(frame: Any) -> Message:
    message: Message = {}
    for field in frame.fields:
        own = not field.field_def or not field.field_def.is_dev
        if own and field.name in READ:
            message.setdefault(field.name, field.value)
    return message


def _columns(records: list[Message]) -> tuple[dict[str, Floats], dict[str, str]]:
    columns, sources = {"unix_s": _seconds(records, "timestamp")}, {"unix_s": "timestamp"}
    for field, (column, factor) in FIELDS.items():
        values = factor * np.array([_number(record.get(field)) for record in records], dtype=np.float64)
        if column not in columns or not np.isfinite(columns[column]).any():
            columns[column] = values
            sources[column] = field
    fraction = columns.pop("fractional_cadence")
    del sources["fractional_cadence"]
    if np.isfinite(fraction).any():
        columns["cadence"] = columns["cadence"] + np.nan_to_num(fraction)
        sources["cadence"] = "cadence and fractional_cadence"
    return columns, sources


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else float("nan")


def _seconds(messages: list[Message], name: str) -> Floats:
    times = (message.get(name) for message in messages)
    return np.array([each.timestamp() if isinstance(each, datetime) else np.nan for each in times])


def _device(made_by: Message) -> str | None:
    """Maker and model; the serial number is left where it is."""
    model = next((made_by[name] for name in ("garmin_product", "product") if made_by.get(name)), None)
    parts = [str(part) for part in (made_by.get("manufacturer"), model) if part is not None]
    return " ".join(parts).replace("_", " ") or None


def _sport(messages: list[Message]) -> str | None:
    known = [str(each["sport"]) for each in messages if each.get("sport") is not None]
    return next((sport for sport in known if sport == "running"), known[0] if known else None)


def _on_foot(columns: dict[str, Floats], sessions: list[Message]) -> dict[str, Floats]:
    """Without the records of a triathlon's other sports."""
    if "running" not in {str(session.get("sport")) for session in sessions}:
        return columns
    others = [session for session in sessions if str(session.get("sport")) != "running"]
    keep = np.ones(len(columns["unix_s"]), dtype=bool)
    for start, end in zip(_seconds(others, "start_time"), _seconds(others, "timestamp"), strict=True):
        keep &= ~((columns["unix_s"] >= start) & (columns["unix_s"] < end))
    return {name: values[keep] for name, values in columns.items()}
