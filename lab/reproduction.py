"""A report and the same made again: which files are the same, and how far the numbers are apart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from vision import ENTRIES, REPORT_FILE, Estimate, read_report, typed, whole_report

Json = Mapping[str, Any]
LEGS = ("left", "right", "near", "far")
VALUES = {*(field.name for field in fields(Estimate)), "category", *LEGS}
NOT_THERE = Estimate(None, None, None, 0)
FileVerdict = Literal["same", "other", "only_before", "only_again"]


@dataclass(frozen=True, slots=True)
class ComparedFile:
    """One file, by its path in the folder."""

    name: str
    verdict: FileVerdict


@dataclass(frozen=True, slots=True)
class ChangedMeasure:
    """A measure that is not the same; `inside` says that each value lies in the interval of the other.

    `of` is a side or a leg, and empty for both legs together. `shift` is how far it moved, in half widths of
    that interval; None where one of them is missing. A measure that is a word has `categories`.
    """

    name: str
    unit: str
    title: str
    of: str
    before: Estimate
    again: Estimate
    shift: float | None
    inside: bool
    categories: tuple[str | None, str | None] = (None, None)


@dataclass(frozen=True, slots=True)
class Reproduction:
    """What became of a report that was made again."""

    files: tuple[ComparedFile, ...]
    measures: tuple[ChangedMeasure, ...]
    parts: tuple[str, ...]  # of report.json that differ, values of measures apart
    only_text: bool  # whether report.json differs, and nothing that it says, as 170.50 from 170.5

    @property
    def same(self) -> bool:
        """Every file to the byte."""
        return all(each.verdict == "same" for each in self.files)

    @property
    def inside(self) -> bool:
        """Every measure, of each leg too, in the interval of the other report, and every word the same."""
        return all(each.inside for each in self.measures)


def reproduction(before: Path, again: Path, files: tuple[str, ...]) -> Reproduction:
    """Of two report folders; `files` are names in them, also of folders. Raises UnreadableReport, OSError."""
    names = sorted({name for folder in (before, again) for name in _names(folder, files)})
    compared = tuple(ComparedFile(name, _verdict(before / name, again / name)) for name in names)
    documents = [read_report(folder) for folder in (before, again)]
    with whole_report():
        measures = (each for name in ENTRIES for each in _measures(name, *documents))
        only_text = ComparedFile(REPORT_FILE, "other") in compared and documents[0] == documents[1]
        return Reproduction(compared, tuple(measures), tuple(_parts(*documents)), only_text)


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


def _measures(name: str, before: Json, again: Json) -> Iterator[ChangedMeasure]:
    """Of one measure that both reports know: over both legs, and of each side and leg."""
    was, now = (document["metrics"].get(name) for document in (before, again))
    if was is None or now is None:
        return
    words = was.get("category"), now.get("category")
    estimates = typed(Estimate, was), typed(Estimate, now)
    if estimates[0] != estimates[1] or words[0] != words[1]:
        yield _changed(name, "", *estimates, words)
    for of in LEGS:
        one, other = (typed(Estimate, each[of]) if each[of] else NOT_THERE for each in (was, now))
        if one != other:
            yield _changed(name, of, one, other, (None, None))


def _changed(
    name: str, of: str, before: Estimate, again: Estimate, words: tuple[str | None, str | None]
) -> ChangedMeasure:
    entry = ENTRIES[name]
    shift, inside = _moved(before, again)
    same_word = words[0] == words[1]
    return ChangedMeasure(
        name, entry.unit, entry.title, of, before, again, shift, inside and same_word, words
    )


def _moved(before: Estimate, again: Estimate) -> tuple[float | None, bool]:
    """In half widths of the interval before, and whether each value lies in the interval of the other."""
    if before.value is None or again.value is None:
        return None, before.value is again.value
    if before.low is None or before.high is None:
        return None, before.value == again.value
    half = (before.high - before.low) / 2
    shift = (again.value - before.value) / half if half else None
    return shift, before.low <= again.value <= before.high and _holds(again, before.value)


def _holds(found: Estimate, value: float) -> bool:
    return found.low is not None and found.high is not None and found.low <= value <= found.high


def _parts(before: Json, again: Json) -> Iterator[str]:
    for name in sorted(before.keys() | again.keys()):
        one, other = (
            _without_values(document) if name == "metrics" else document.get(name)
            for document in (before, again)
        )
        if one != other:
            yield name


def _without_values(document: Json) -> dict[str, Any]:
    """Which measures there are, and what is said of them besides."""
    return {
        name: {key: said for key, said in metric.items() if key not in VALUES}
        for name, metric in document["metrics"].items()
    }
