"""A file -> Recording, whichever kind it is."""

from codecs import BOM_UTF8
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from coaching.errors import UnreadableWatchFile
from coaching.watch.activity import STANDING_MPS
from coaching.watch.fit import read_fit
from coaching.watch.markup import NEITHER, read_markup
from coaching.watch.recording import Floats, Readings, Recording, WatchLimits
from coaching.watch.speeds import with_speed
from coaching.watch.sports import is_other, is_running
from coaching.watch.units import in_steps
from vision import Reason

RANGES = {
    "cadence": (0.0, 300.0),
    "speed_mps": (0.0, 45.0),
    "heart_rate_bpm": (20.0, 250.0),
    "contact_time_s": (0.05, 2.0),
    "vertical_oscillation_m": (0.005, 0.5),
    "distance_m": (0.0, 2e6),
    "latitude_deg": (-90.0, 90.0),
    "longitude_deg": (-180.0, 180.0),
}
"""What a value can be at all, speed also where it was written in km/h; others count as unknown."""

MEASURED = ("speed_mps", "heart_rate_bpm", "contact_time_s", "vertical_oscillation_m", "distance_m")
LONGEST_S = 7 * 86400.0
"""From the middle of a run; what a watch records farther away was before it found the time."""

NAMES = {"unix_s": "time_s", "cadence": "cadence_spm"}
FASTEST_UNNAMED_MPS = 4.5
"""In the middle of what is not named as a run; convention. The turns of a crank look like strides."""

RIDE = (
    "{file} does not say that it is a run, and is faster than {fastest} m/s in the middle, as rides are; "
    "export the run from where it is named as one."
)
PACKED = {b"PK\x03\x04": "a ZIP archive", b"\x1f\x8b": "packed with gzip"}


def read_recording(
    path: str | Path, *, name: str | None = None, limits: WatchLimits | None = None
) -> Recording:
    """The run in a FIT, TCX or GPX file, known by what is in it and not by its name.

    `name` is what it is called in errors and in the recording, in place of its own.

    Raises UnreadableWatchFile for what is none of these, damaged, of another sport, or beyond `limits`.
    """
    allowed = limits or WatchLimits()
    file = name or Path(path).name
    content = _content(Path(path), file, allowed)
    if not content:
        raise UnreadableWatchFile(f"{file} is empty; copy it from the watch, or export it, once more.")
    for start, what in PACKED.items():
        if content.startswith(start):
            raise UnreadableWatchFile(f"{file} is {what}; unpack it, and name the file that was in it.")
    if content[8:12] == b".FIT":
        return _recording(read_fit(content, file, allowed), file)
    if b"<" not in content[:256]:
        raise UnreadableWatchFile(NEITHER.format(file=file))
    before_all = content.removeprefix(BOM_UTF8).lstrip()  # some exports begin with spaces, which XML forbids
    return _recording(read_markup(before_all, file, allowed), file)


def _content(path: Path, name: str, limits: WatchLimits) -> bytes:
    """As much as may be read; what is larger is refused before it is."""
    try:
        with path.open("rb") as file:
            start = file.read(12)
            most = limits.fit_bytes if start[8:] == b".FIT" else limits.xml_bytes
            content = start + file.read(most + 1 - len(start))
    except OSError as error:
        why = f"{name} cannot be opened ({error.strerror}); name a FIT, TCX or GPX file."
        raise UnreadableWatchFile(why) from error
    if len(content) > most:
        why = f"{name} has more than {most / 2**20:.0f} MiB, which no run does; export one by itself."
        raise UnreadableWatchFile(why)
    return content


def _recording(readings: Readings, file: str) -> Recording:
    if readings.sport and is_other(readings.sport):
        sport = readings.sport.replace("_", " ").lower()
        raise UnreadableWatchFile(f"{file} records {sport}, not running; name the file of a run.")
    in_order, notices = _in_order(readings, file)
    columns, derived, about_speed = with_speed(in_order)
    if not is_running(readings.sport) and _rides(columns["speed_mps"]):
        raise UnreadableWatchFile(RIDE.format(file=file, fastest=FASTEST_UNNAMED_MPS))
    cadence, about_cadence = in_steps(
        columns["cadence"], columns["speed_mps"], strides_by_format=readings.strides_by_format
    )
    moving = ~(columns["speed_mps"] < STANDING_MPS)
    cadence = np.where((cadence == 0) & moving, np.nan, cadence)  # a sensor that is not heard
    known = {name: values for name, values in columns.items() if np.isfinite(values).any()}
    sources = {name: source for name, source in readings.sources.items() if name in known}
    sources |= {"speed_mps": derived} if derived and "speed_mps" in known else {}
    sources = {NAMES.get(name, name): source for name, source in sources.items()}
    return Recording(
        file=file,
        kind=readings.kind,
        device=_printable(readings.device),
        sport=_printable(readings.sport),
        started_at=datetime.fromtimestamp(float(columns["unix_s"][0]), UTC),
        time_s=columns["unix_s"] - columns["unix_s"][0],
        cadence_spm=cadence,
        **{name: columns.get(name, np.full(len(cadence), np.nan)) for name in MEASURED},
        sources=sources,
        notices=(*notices, *about_speed, *((about_cadence,) if about_cadence else ())),
    )


def _in_order(readings: Readings, file: str) -> tuple[dict[str, Floats], tuple[Reason, ...]]:
    """The columns at times that rise, with values out of range unknown; and what was left out."""
    time = readings.columns.get("unix_s", np.empty(0))
    known = np.isfinite(time)
    if known.any():
        known &= np.abs(time - np.median(time[known])) <= LONGEST_S
    latest = np.maximum.accumulate(np.where(known, time, -np.inf)) if len(time) else time
    rises = known & (latest > np.concatenate([[-np.inf], latest[:-1]])[: len(time)])
    if rises.sum() < 2:
        raise UnreadableWatchFile(f"{file} holds no records of a run; name the recording of one.")
    columns, untrue = {"unix_s": time[rises]}, 0
    for name, (low, high) in RANGES.items():
        values = readings.columns.get(name, np.full(len(time), np.nan))[rises]
        possible = (values >= low) & (values <= high)
        untrue += int((np.isfinite(values) & ~possible).sum())
        columns[name] = np.where(possible, values, np.nan)
    notices = []
    if left_out := int(len(time) - rises.sum()):
        notices.append(Reason("records_left_out", f"{left_out} records without a later time are left out."))
    if untrue:
        why = f"{untrue} values that cannot be true are left out."
        notices.append(Reason("values_left_out", why))
    return columns, tuple(notices)


def _rides(speed: Floats) -> bool:
    moving = speed[speed > STANDING_MPS]
    return bool(len(moving)) and float(np.median(moving)) > FASTEST_UNNAMED_MPS


def _printable(text: str | None) -> str | None:
    """One short line; a file may hold anything here."""
    kept = "".join(letter for letter in text or "" if letter.isprintable())[:60].strip()
    return kept or None
