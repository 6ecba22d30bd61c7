"""All that the lab says of some clips, as a document, as tidy rows, and as files."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from lab.beside_reference import Agreed, BesideReference
from lab.cautions import cautions, cautions_beside
from lab.clips import ReportedClip
from lab.repeatability import Repeatability, Repeated, repeatability
from lab.reported_clips import ReportedClips
from lab.step_numbers import StepNumber, step_numbers
from vision import Estimate, Reason, write_whole

SCHEMA_VERSION = 1
KIND = "repeatability"
COLUMNS = ("part", "measure", "statistic", "value", "low", "high", "unit", "n", "why_missing")
UNITLESS = (
    *("icc", "icc_agreement", "icc_consistency", "proportional"),
    *("autocorrelation", "steps", "sequential"),
)


@dataclass(frozen=True, slots=True)
class Study:
    """`reference` is there where another instrument's values were given."""

    clips: tuple[ReportedClip, ...]
    left_out: tuple[str, ...]
    cautions: tuple[Reason, ...]
    measures: tuple[Repeatability, ...]
    steps: tuple[StepNumber, ...]
    reference: BesideReference | None = None


def study(
    reported: ReportedClips, wanted: Mapping[str, float], reference: BesideReference | None = None
) -> Study:
    """Of clips that count as repeats; `wanted` are half widths by measure, as `step_numbers` takes them."""
    clips = reported.clips
    measures = repeatability(clips)
    return Study(
        clips,
        reported.left_out + (reference.left_out if reference else ()),
        (*cautions(clips), *(cautions_beside(reference) if reference else ())),
        measures,
        step_numbers(clips, measures, wanted),
        reference,
    )


def study_document(known: Study) -> dict[str, Any]:
    """What repeatability.json holds: unknown is null, with the reason."""
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": KIND,
        "version": version("midstance"),
        "clips": [
            {"name": each.name, "runner": each.runner, "session": each.session, "sha256": each.sha256}
            for each in known.clips
        ],
        "left_out": list(known.left_out),
        "cautions": [asdict(each) for each in known.cautions],
        "measures": [asdict(each) for each in known.measures],
        "steps": [asdict(each) for each in known.steps],
        "reference": None if known.reference is None else asdict(known.reference),
    }


def study_rows(known: Study) -> Iterator[dict[str, Any]]:
    """One row for each number, as repeatability.csv has them."""
    for each in known.measures:
        of = {"measure": each.name, "unit": each.unit}
        yield of | {"part": "all", "statistic": "mean", "value": each.mean, "n": each.clips}
        yield from _repeated_rows("within_session", of, each.within_session)
        yield from _repeated_rows("between_sessions", of, each.between_sessions)
        if each.crossed:
            for name in ("icc_agreement", "icc_consistency", "sem", "change"):
                yield _row("crossed_sessions", of, name, getattr(each.crossed, name))
    for number in known.steps:
        yield from _step_rows(number)
    if known.reference:
        for agreed in (*known.reference.measures, *known.reference.events):
            yield from _agreed_rows(agreed)


def _repeated_rows(part: str, of: Mapping[str, Any], repeated: Repeated) -> Iterator[dict[str, Any]]:
    for name in ("sem", "sdc95", "icc"):
        yield _row(part, of, name, getattr(repeated, name))


def _row(part: str, of: Mapping[str, Any], name: str, found: Estimate) -> dict[str, Any]:
    unit = {"unit": ""} if name in UNITLESS else {}
    return {**of, "part": part, "statistic": name, **asdict(found), **unit}


def _step_rows(number: StepNumber) -> Iterator[dict[str, Any]]:
    of = {"part": "steps", "measure": number.name, "n": number.clips}
    for name in ("sd", "half_width", "autocorrelation", "steps", "sequential"):
        value = getattr(number, name)
        unit = "" if name in UNITLESS else number.unit
        why_missing = number.why_missing if value is None else None
        yield {**of, "statistic": name, "value": value, "unit": unit, "why_missing": why_missing}


def _agreed_rows(agreed: Agreed) -> Iterator[dict[str, Any]]:
    of = {"part": "reference", "measure": agreed.name, "unit": agreed.unit, "n": agreed.limits.n}
    limits = agreed.limits
    for name in ("bias", "sd", "lower", "upper"):
        ends = {end: getattr(limits, f"{name}_{end}", None) for end in ("low", "high")}
        told = {"statistic": name, "value": getattr(limits, name), **ends}
        yield of | told | {"why_missing": None if told["value"] is not None else limits.why_missing}
    if agreed.proportional:
        yield _row("reference", of, "proportional", agreed.proportional)


def write_study(known: Study, page: str, out: Path) -> None:
    """repeatability.csv, .html and, last, .json in a folder, which is made. Raises OSError."""
    out.mkdir(parents=True, exist_ok=True)
    text = json.dumps(study_document(known), allow_nan=False, ensure_ascii=False, indent=1)
    write_whole(out / f"{KIND}.csv", _csv(tuple(study_rows(known))))
    write_whole(out / f"{KIND}.html", page)
    write_whole(out / f"{KIND}.json", text + "\n")


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return text.getvalue()
