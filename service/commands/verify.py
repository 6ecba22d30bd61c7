"""`midstance verify`: can this report be made again here?"""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from lab import ChangedMeasure, Reproduction
from service.commands import REFUSED, complain
from service.console import shown_progress
from service.verification import CannotVerify, Source, differences_here, verified
from vision import InvalidSetting, NetworksUnavailable, estimate_text, read_report

OTHER, CANNOT = 4, REFUSED
SHOWN = 12
WORDS = {
    "other": "differs",
    "only_before": "is not made any more",
    "only_again": "was not there before",
}


def verify(
    folder: Annotated[Path, typer.Argument(metavar="REPORT_DIR", help="The folder of a report.")],
    video: Annotated[Path | None, typer.Option(help="The clip that the report is about.")] = None,
    rear: Annotated[Path | None, typer.Option(help="Its clip from behind, if it has one.")] = None,
    landmarks: Annotated[
        Path | None,
        typer.Option(help="The landmarks.parquet that it was made from, if it was; else its own."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead of lines.")] = False,
) -> int:
    """Make a report again as its provenance says, and say whether it is the same."""
    notes = tuple(differences_here(read_report(folder)))
    try:
        with shown_progress(Console(stderr=True)) as progress:
            found = verified(folder, Source(video, rear, landmarks), progress)
    except (CannotVerify, NetworksUnavailable, InvalidSetting) as error:
        if as_json:
            _print_json({"verdict": "cannot", "notes": notes, "why": str(error)})
        for note in notes:
            print(f"note: {note}", file=sys.stderr)
        return complain(f"This report cannot be made again here. {error}", CANNOT)
    if as_json:
        _print_json({"verdict": _verdict(found), "notes": notes, **asdict(found)})
    else:
        _show(found, notes)
    return 0 if found.same else OTHER


def _print_json(told: Mapping[str, Any]) -> None:
    print(json.dumps(told, allow_nan=False, ensure_ascii=False, indent=1))


def _verdict(found: Reproduction) -> str:
    if found.same:
        return "same"
    return "inside" if found.inside else "other"


def _show(found: Reproduction, notes: tuple[str, ...]) -> None:
    apart = [each for each in found.files if each.verdict != "same"]
    print(f"{len(found.files) - len(apart)} of {len(found.files)} files are the same to the byte.")
    for each in apart[:SHOWN]:
        print(f"{each.name} {WORDS[each.verdict]}")
    if len(apart) > SHOWN:
        print(f"... and {len(apart) - SHOWN} more files")
    if found.parts:
        print(f"In report.json these parts differ: {', '.join(found.parts)}")
    if found.only_text:
        print("report.json says the same in other characters, as where a number is written 170.50 for 170.5.")
    for measure in found.measures:
        print(_line(measure))
    for note in notes:
        print(f"note: {note}")
    print(_sentence(found))


def _line(measure: ChangedMeasure) -> str:
    how = f", by {measure.shift:+.2g} of its half interval" if measure.shift is not None else ""
    texts = [estimate_text(one, measure.unit) for one in (measure.before, measure.again)]
    if any(measure.categories):
        texts, how = [word or text for word, text in zip(measure.categories, texts, strict=True)], ""
    title = f"{measure.title}, {measure.of}" if measure.of else measure.title
    return f"{title}: {' before, '.join(texts)} now{how}"


def _sentence(found: Reproduction) -> str:
    if found.same:
        return "The report was made again, the same to the byte."
    if not found.measures:
        return "The report was made again with the same measures, but not the same files."
    if found.inside:
        return "The report was made again; its measures differ, but no more than their intervals tell."
    return "The report was made again, and measures differ by more than their intervals tell."
