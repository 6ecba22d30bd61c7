"""A report and the same made again: which files are the same, and how far the numbers are apart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from vision import ENTRIES, Estimate, read_report, typed, whole_report

FileVerdict = Literal["same", "other", "only_before", "only_again"]


@dataclass(frozen=True, slots=True)
class ComparedFile:
    """One file, by its path in the folder."""

    name: str
    verdict: FileVerdict


@dataclass(frozen=True, slots=True)
class ChangedMeasure:
    """A measure that is not the same; `inside` says that each value lies in the interval of the other.

    `shift` is how far it moved, in half widths of that interval; None where one of them is missing.
    """

    name: str
    unit: str
    title: str
    before: Estimate
    again: Estimate
    shift: float | None
    inside: bool


@dataclass(frozen=True, slots=True)
class Reproduction:
    """What became of a report that was made again."""

    files: tuple[ComparedFile, ...]
    measures: tuple[ChangedMeasure, ...]
    parts: tuple[str, ...]  # of report.json that differ, measures apart

    @property
    def same(self) -> bool:
        """Every file to the byte."""
        return all(each.verdict == "same" for each in self.files)

    @property
    def inside(self) -> bool:
        """Every measure before and now in the interval of the other."""
        return all(each.inside for each in self.measures)


def reproduction(before: Path, again: Path, files: tuple[str, ...]) -> Reproduction:
    """Of two report folders; `files` are names in them, also of folders. Raises UnreadableReport, OSError."""
    names = sorted({name for folder in (before, again) for name in _names(folder, files)})
    compared = tuple(ComparedFile(name, _verdict(before / name, again / name)) for name in names)
    documents = [read_report(folder) for folder in (before, again)]
    with whole_report():
        return Reproduction(compared, tuple(_measures(*documents)), tuple(_parts(*documents)))


def _names(folder: Path, files: tuple[str, ...]) -> Iterator[str]:
    for name in files:
        place = folder / name
        if place.is_dir():
            yield from (f"{name}/{each.name}" for each in place.iterdir() if each.is_file())
        elif place.is_file():
            yield name


def _verdict(before: Path, again: Path) -> FileVerdict:
    if not again.is_file():
        return "only_before"
    if not before.is_file():
        return "only_again"
    return "same" if before.read_bytes() == again.read_bytes() else "other"


def _measures(before: Mapping[str, Any], again: Mapping[str, Any]) -> Iterator[ChangedMeasure]:
    for name, entry in ENTRIES.items():
        was, now = (document["metrics"][name] for document in (before, again))
        if was != now:
            yield _changed(entry.name, entry.unit, entry.title, typed(Estimate, was), typed(Estimate, now))


def _changed(name: str, unit: str, title: str, before: Estimate, again: Estimate) -> ChangedMeasure:
    if before.value is None or again.value is None:
        return ChangedMeasure(name, unit, title, before, again, None, before.value is again.value)
    if before.low is None or before.high is None:
        return ChangedMeasure(name, unit, title, before, again, None, before.value == again.value)
    half = (before.high - before.low) / 2
    shift = (again.value - before.value) / half if half else None
    inside = before.low <= again.value <= before.high and _holds(again, before.value)
    return ChangedMeasure(name, unit, title, before, again, shift, inside)


def _holds(found: Estimate, value: float) -> bool:
    return found.low is not None and found.high is not None and found.low <= value <= found.high


def _parts(before: Mapping[str, Any], again: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(before.keys() | again.keys()):
        if name != "metrics" and before.get(name) != again.get(name):
            yield name
