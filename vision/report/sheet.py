"""report.json and a coach's words -> one printed page, in the order in which a clinician looks."""

import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import shorten
from typing import Any

import typst

from vision.datatypes import KEY_FRAME_TITLES, KeyFrameKind
from vision.numbers import with_unit
from vision.report.clinical import CLINICAL_ORDER, Section, SectionName, SheetWords
from vision.report.text import sentence
from vision.report.view import ReportView, Row, report_view

TRIALS = (
    (10.5, 46),
    (10.0, 46),
    (9.5, 46),
    (9.0, 46),
    (9.0, 34),
    (8.5, 34),
    (8.0, 34),
    (8.0, 24),
    (7.5, 24),
    (7.0, 24),
)
"""Size of the type in points and height of the pictures in mm: the first with which all is on one page."""
CLOSING = "It describes movement in one video and is no medical advice. In brackets: 95 % intervals."
VIEWS = {"side": "from the side", "rear": "from behind", "front": "from the front", "oblique": "at an angle"}
LONGEST_REMARK, LONGEST_WORD = 300, 28
"""Characters; nine remarks of this length leave all on one page."""
SAID = ("look", "outside")
"""What of the findings stands on a sheet that nobody has written on."""

Json = Mapping[str, Any]


DATA = "sheet.json"
LACKING = re.compile(r'the text `"(.+?)"` could not be displayed')
UNTITLED = "Running form"
LEFT_OUT = "Characters that no font of the computer has are left out."


@dataclass(frozen=True, slots=True)
class SheetPicture:
    """A key frame for a sheet."""

    file: Path
    kind: KeyFrameKind


@dataclass(frozen=True, slots=True)
class SheetSection:
    """A part of the sheet with its measured rows, or why there are none."""

    section: Section
    rows: tuple[Row, ...]
    legs: tuple[str, ...]  # whose numbers the rows have beside those of both
    missing: str


def sheet_sections(document: Json) -> tuple[SheetSection, ...]:
    """The measures of a report in a clinician's order. Raises UnreadableReport."""
    return _sections(document, report_view(document))


def remarks_of(document: Json) -> dict[SectionName, str]:
    """What the report finds worth a look, by part, for a coach to go on from. Raises UnreadableReport."""
    report_view(document)  # or it is no whole one
    return {
        section.name: shorten(" ".join(found), LONGEST_REMARK, placeholder=" …")
        for section in CLINICAL_ORDER
        if (found := [each["message"] for each in document["findings"] if _is_said(each, section)])
    }


def sheet_pdf(
    document: Json, words: SheetWords, pictures: Sequence[SheetPicture] = (), *, scratch: Path | None = None
) -> bytes:
    """One page of A4 as tagged PDF (PDF/UA-1), with key frames; made in the folder `scratch` if given.

    Raises UnreadableReport, OSError.
    """
    with TemporaryDirectory(prefix="sheet-", dir=scratch) as name:
        folder = Path(name)
        shown = _shown(document, words)
        shown["pictures"] = [
            {"file": _copied(picture.file, folder / f"{i}.jpg"), "caption": KEY_FRAME_TITLES[picture.kind]}
            for i, picture in enumerate(pictures)
        ]
        (folder / DATA).write_text(json.dumps(shown, allow_nan=False), encoding="utf-8")
        template = folder / "sheet.typ"
        template.write_bytes((files("vision.report") / "templates" / "sheet.typ").read_bytes())
        return _typeset(template, _made_at(document))


def _copied(file: Path, to: Path) -> str:
    shutil.copyfile(file, to)
    return to.name


def _sections(document: Json, view: ReportView) -> tuple[SheetSection, ...]:
    return tuple(_section(document, section, view) for section in CLINICAL_ORDER)


def _section(document: Json, section: Section, view: ReportView) -> SheetSection:
    """Of a measure that stands in metres and as a share, the first that is known."""
    rows = {row.name: row for group in view.groups for row in group.rows}
    names = [name for name in section.metrics if name in rows]
    kept = tuple(rows[name] for name in names if f"{name.removesuffix('_pct_leg')}_m" not in names)
    why = document["metrics"][section.metrics[0]]["why_missing"] or "it was not measured"
    legs = tuple(column.title for column in view.columns)
    return SheetSection(section, kept, legs, "" if kept else sentence(why))


def _is_said(finding: Json, section: Section) -> bool:
    return finding["metric"] in section.metrics and finding["level"] in SAID


def _shown(document: Json, words: SheetWords) -> dict[str, Any]:
    view = report_view(document)
    return {
        "title": _breakable(words.title),
        "facts": list(_facts(document, view)),
        "state": words.state,
        "cues": [_breakable(cue) for cue in words.cues],
        "legs": [column.title for column in view.columns],
        "sections": [_printed(each, words.remarks) for each in _sections(document, view)],
        "words": _breakable(words.words),
        "signed": words.signed,
        "closing": CLOSING,
        "version": document["provenance"]["version"],
    }


def _facts(document: Json, view: ReportView) -> Iterator[str]:
    yield _breakable(document["source"]["file"])
    yield f"analysed {view.date}"
    yield VIEWS.get(document["quality"]["view"], "seen from somewhere")
    speed_mps = document["provenance"]["settings"].get("speed_mps")
    if speed_mps is not None:
        yield with_unit(speed_mps, "m/s")
    rows = {row.name: row for group in view.groups for row in group.rows}
    for name in ("cadence_spm", "contact_time_s"):
        if name in rows:
            row = rows[name]
            yield f"{row.title.lower()} {row.overall.value} {row.overall.sign} ({row.overall.interval})"


def _printed(shown: SheetSection, remarks: Mapping[SectionName, str]) -> dict[str, Any]:
    return {
        "title": shown.section.title,
        "remark": _breakable(remarks.get(shown.section.name, "")),
        "missing": shown.missing,
        "rows": [_printed_row(row) for row in shown.rows],
    }


def _printed_row(row: Row) -> dict[str, Any]:
    return {
        "title": row.title,
        "overall": asdict(row.overall),
        "legs": [asdict(leg) if leg else None for leg in row.legs],
        "typical": row.typical,
        "level": row.level or "",
    }


def _breakable(said: str) -> str:
    """The same, where a word as long as a line may go on in the next one."""
    return re.sub(rf"(\S{{{LONGEST_WORD}}})(?=\S)", "\\1\N{ZERO WIDTH SPACE}", said)


def _made_at(document: Json) -> datetime:
    """When the clip was analysed; a page that bears the time of its printing differs from one to the next."""
    return datetime.fromisoformat(document["provenance"]["created_at"]).astimezone(UTC)


def _typeset(template: Path, made_at: datetime) -> bytes:
    """By the fonts that come along; by this computer's too, and without what these lack, where need be."""
    try:
        return _on_one_page(template, made_at)
    except typst.TypstError as error:
        _lacking(error)
    try:
        return _on_one_page(template, made_at, own_fonts_alone=False)
    except typst.TypstError as error:
        _leave_out(_lacking(error), template.with_name(DATA))
    return _on_one_page(template, made_at, own_fonts_alone=False)


def _lacking(error: typst.TypstError) -> list[str]:
    """What no font could show; raises the error where it is of another kind."""
    found = LACKING.findall(error.diagnostic)
    if not found:
        raise error
    return [re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code[1], 16)), each) for each in found]


def _leave_out(lacking: Sequence[str], data: Path) -> None:
    """Take these out of the words of the page, and say so at its foot."""

    def without(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: without(each) for name, each in value.items()}
        if isinstance(value, list):
            return [without(each) for each in value]
        return re.sub("|".join(map(re.escape, lacking)), "", value) if isinstance(value, str) else value

    shown = without(json.loads(data.read_text(encoding="utf-8")))
    shown["title"] = shown["title"].strip() or UNTITLED
    shown["closing"] += f" {LEFT_OUT}"
    data.write_text(json.dumps(shown, allow_nan=False), encoding="utf-8")


def _on_one_page(template: Path, made_at: datetime, *, own_fonts_alone: bool = True) -> bytes:
    """The template typeset; on a second page what does not fit with the last trial."""
    for size_pt, picture_mm in TRIALS:
        inputs = {"size": str(size_pt), "picture": str(picture_mm)}
        typesetter = typst.Compiler(template, ignore_system_fonts=own_fonts_alone, sys_inputs=inputs)
        if typesetter.query("<pages>", field="value", one=True) == "1":
            break
    made = typesetter.compile(pdf_standards="ua-1", timestamp=made_at)
    assert isinstance(made, bytes)
    return made
