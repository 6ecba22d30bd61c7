"""TCX and GPX -> Readings: both are XML, a point after the other.

The parser is that of Python's library, expat. A document type is refused where it begins, so that no entity
is ever defined (the bombs are made of them) and nothing is fetched.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from xml.etree.ElementTree import ParseError, XMLParser

import numpy as np

from coaching.errors import UnreadableWatchFile
from coaching.watch.recording import Readings, WatchLimits
from coaching.watch.sports import is_other

PIECE_BYTES = 2**16
DEEPEST = 100  # elements in one another; a watch makes ten
DAMAGED = "{file} is damaged or not complete; export it once more."
NEITHER = "{file} is neither FIT, TCX nor GPX; name the file of a run as the watch or its site exports it."
BOMB = "{file} declares a document type, which no watch file does; export the run once more."
TOO_MANY = "{file} holds more than {limit} points, which no run does; export one run as a file of its own."
NO_TIMES = "{file} holds no times, as the file of a planned route; name the recording of a run."


@dataclass(frozen=True, slots=True)
class Format:
    """Names of elements, in small letters and without namespaces.

    `fields` gives the elements within a point that tell a column, the better one first.
    """

    kind: Literal["tcx", "gpx"]
    point: str
    fields: Mapping[str, tuple[str, ...]]
    strides_by_format: bool


TCX = Format(
    "tcx",
    "trackpoint",
    {
        "unix_s": ("time",),
        "cadence": ("runcadence", "cadence"),
        "speed_mps": ("speed",),
        "heart_rate_bpm": ("value",),  # its only use within a point
        "distance_m": ("distancemeters",),
        "latitude_deg": ("latitudedegrees",),
        "longitude_deg": ("longitudedegrees",),
    },
    strides_by_format=True,
)
GPX = Format(
    "gpx",
    "trkpt",
    {
        "unix_s": ("time",),
        "cadence": ("cad", "cadence"),
        "speed_mps": ("speed",),
        "heart_rate_bpm": ("hr", "heartrate"),
        "distance_m": ("distance",),
        "latitude_deg": ("lat",),
        "longitude_deg": ("lon",),
    },
    strides_by_format=False,  # by its schema they are, yet some sites write steps
)
ROOTS = {"trainingcenterdatabase": TCX, "gpx": GPX}
READ = {name for each in ROOTS.values() for names in each.fields.values() for name in names}


class _Refused(Exception):
    """Why to read no further; a sentence with a place for the file."""


class _Points:
    """Takes what the parser meets, and keeps a row of numbers for every point."""

    def __init__(self, limits: WatchLimits) -> None:
        self.limits = limits
        self.format: Format | None = None
        self.path: list[str] = []
        self.text: list[str] = []
        self.row: dict[str, float] | None = None
        self.columns: defaultdict[str, list[float]] = defaultdict(list)
        self.used: dict[str, str] = {}
        self.about: dict[str, str] = {}
        self.other = False

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        raise _Refused(BOMB)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        if self.format is None:
            self.format = ROOTS.get(name)
            if self.format is None:
                raise _Refused(NEITHER)
            self.about["device"] = attributes.get("creator", "")
        if name == "activity":
            self._begin(attributes.get("Sport", ""))
        if name == self.format.point and not self.other:
            self.row = {}
            for attribute, value in attributes.items():
                self._take(_local(attribute), value)
        self.path.append(name)
        if len(self.path) > DEEPEST:
            raise _Refused(DAMAGED)
        self.text = []

    def data(self, text: str) -> None:
        self.text.append(text)

    def end(self, _tag: str) -> None:
        name, text = self.path.pop(), "".join(self.text).strip()
        self.text = []
        assert self.format is not None
        if name == self.format.point and self.row is not None:
            self._keep()
        elif self.row is not None:
            self._take(name, text)
        elif self.path[-1:] == ["creator"] and name == "name":
            self.about["device"] = text
        elif self.path[-1:] == ["trk"] and name == "type":
            self._begin(text)

    def close(self) -> None:
        """Nothing is left to do; the parser asks for it."""

    def _begin(self, sport: str) -> None:
        """An activity; the points of another sport are passed over, as in a triathlon."""
        self.other = is_other(sport)
        if not self.other or not self.about.get("sport"):
            self.about["sport"] = sport

    def _take(self, name: str, text: str) -> None:
        assert self.row is not None
        if name in READ:
            self.row.setdefault(name, _unix_s(text) if name == "time" else _number(text))

    def _keep(self) -> None:
        assert self.row is not None and self.format is not None
        for column, names in self.format.fields.items():
            name = next((each for each in names if each in self.row), None)
            self.columns[column].append(self.row[name] if name else float("nan"))
            if name:
                self.used[column] = name
        self.row = None
        if len(self.columns["unix_s"]) > self.limits.records:
            raise _Refused(TOO_MANY)


def read_markup(content: bytes, file: str, limits: WatchLimits) -> Readings:
    """The points of a TCX or GPX file. Raises UnreadableWatchFile."""
    points = _Points(limits)
    parser = XMLParser(target=points)
    try:
        for start in range(0, len(content), PIECE_BYTES):
            parser.feed(content[start : start + PIECE_BYTES])
        parser.close()
    except _Refused as refused:
        raise UnreadableWatchFile(str(refused).format(file=file, limit=limits.records)) from refused
    except (ParseError, LookupError, ValueError) as error:  # the last two at an unknown encoding
        why = DAMAGED if points.format else NEITHER
        raise UnreadableWatchFile(why.format(file=file)) from error
    return _readings(points, file)


def _readings(points: _Points, file: str) -> Readings:
    assert points.format is not None
    columns = {name: np.array(values, dtype=np.float64) for name, values in points.columns.items()}
    if columns and not np.isfinite(columns["unix_s"]).any():
        raise UnreadableWatchFile(NO_TIMES.format(file=file))
    return Readings(
        kind=points.format.kind,
        device=points.about["device"] or None,
        sport=points.about.get("sport") or None,
        columns=columns,
        sources=points.used,
        strides_by_format=points.format.strides_by_format,
    )


def _local(name: str) -> str:
    return name.rpartition("}")[2].lower()


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _unix_s(text: str) -> float:
    """Without a zone it counts as UTC; only differences are used."""
    try:
        time = datetime.fromisoformat(text)
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC).timestamp()
    except (ValueError, OverflowError):
        return float("nan")
