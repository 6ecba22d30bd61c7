"""A manifest: a table of clips with what is known of each, as CSV or Parquet.

Of CSV the separator is a comma, a semicolon or a tab; where it is no comma, numbers may have a decimal comma.
"""

import csv
import io
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
from pydantic import ValidationError

from service.batches.models import MOST_CLIPS
from service.mistakes import in_words
from service.models import AnalysisSettings
from vision import LIMITS, MidstanceError

OWN_COLUMNS = ("file", "athlete", "tags")
COLUMNS = (*OWN_COLUMNS, *AnalysisSettings.model_fields)
SUFFIXES = (".csv", ".parquet")
TOLD_AT_MOST = 5
LONGEST_MIB = 64

Cells = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip that is to be analysed; `name` is what it is called in the ledger."""

    path: Path
    name: str
    settings: AnalysisSettings = field(default_factory=AnalysisSettings)
    athlete: str | None = None
    tags: str | None = None


class UnusableManifest(MidstanceError):
    """A table that is no manifest, or has mistakes in it; the message says which."""


def read_manifest(path: Path, common: Mapping[str, Any]) -> list[Clip]:
    """The clips of a manifest, each once; what a row leaves out is as in `common`.

    Raises UnusableManifest, with all that is wrong, and OSError.
    """
    if path.stat().st_size > LONGEST_MIB << 20:
        raise UnusableManifest(f"{path} is larger than {LONGEST_MIB} MiB; split it into several manifests.")
    columns, rows = _parquet(path) if path.suffix.lower() == ".parquet" else _csv(path)
    _require_columns(path, columns)
    clips: dict[Clip, None] = {}
    mistakes: list[str] = []
    for number, cells in rows:
        if number > MOST_CLIPS:
            raise UnusableManifest(f"{path} has more than {MOST_CLIPS} rows; split it.")
        try:
            clips[_clip(path.parent, cells, common)] = None
        except ValueError as error:
            mistakes.append(f"row {number}: {error}")
    if mistakes:
        more = f" ({len(mistakes) - TOLD_AT_MOST} more)" if len(mistakes) > TOLD_AT_MOST else ""
        raise UnusableManifest(f"{path} has mistakes: {' '.join(mistakes[:TOLD_AT_MOST])}{more}")
    if not clips:
        raise UnusableManifest(f"{path} names no clips; put one into each row.")
    return list(clips)


def _parquet(path: Path) -> tuple[list[str], Iterable[tuple[int, Cells]]]:
    try:
        frame = pl.read_parquet(path)
    except pl.exceptions.PolarsError as error:
        raise UnusableManifest(f"{path} is no Parquet file that can be read; write it anew.") from error
    frame = frame.rename({name: name.strip().lower() for name in frame.columns}, strict=False)
    return frame.columns, enumerate(frame.iter_rows(named=True), 1)


def _csv(path: Path) -> tuple[list[str], Iterable[tuple[int, Cells]]]:
    text = _text(path)
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise UnusableManifest(f"{path} is no CSV that can be read ({error}); export it anew.") from error
    columns = [name.strip().lower() for name in lines[0]] if lines else []
    return columns, _rows(path, columns, lines[1:], decimal="," if separator != "," else ".")


def _text(path: Path) -> str:
    content = path.read_bytes()
    kind = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(kind)
    except UnicodeError as error:
        raise UnusableManifest(f"{path} is not in UTF-8; save it as CSV UTF-8.") from error


def _rows(
    path: Path, columns: list[str], lines: list[list[str]], *, decimal: str
) -> Iterable[tuple[int, Cells]]:
    for number, line in enumerate(lines, 1):
        if len(line) > len(columns):
            raise UnusableManifest(
                f"{path}, row {number}, has more cells than there are columns; put texts with the separator "
                "in them into double quotes."
            )
        cells = {name: cell.strip() for name, cell in zip(columns, line, strict=False)}
        if any(cells.values()):
            yield (
                number,
                {
                    name: cell.replace(decimal, ".") if name in LIMITS else cell
                    for name, cell in cells.items()
                },
            )


def _require_columns(path: Path, columns: list[str]) -> None:
    if "file" not in columns:
        raise UnusableManifest(f"{path} has no column named file; its first row must name the columns.")
    if twice := sorted({name for name in columns if columns.count(name) > 1}):
        raise UnusableManifest(f"{path} has the column {twice[0]} twice; leave one out.")
    if unknown := [name for name in columns if name not in COLUMNS]:
        raise UnusableManifest(
            f"{path} has a column {unknown[0]!r}, which nobody knows; there may be: {', '.join(COLUMNS)}."
        )


def _clip(folder: Path, cells: Cells, common: Mapping[str, Any]) -> Clip:
    """Raises ValueError, whose text is a sentence."""
    given = {name: cell for name, cell in cells.items() if not _is_empty(cell)}
    own = {name: str(given.pop(name)) for name in OWN_COLUMNS if name in given}
    if "file" not in own:
        raise ValueError("file is missing.")
    file = own["file"]
    if "\0" in file:
        raise ValueError("file holds a character that no name has.")
    path = folder / file
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"{file} lies outside the manifest's folder; put the manifest above all its clips.")
    try:
        settings = AnalysisSettings.model_validate({**common, **given})
    except ValidationError as error:
        raise ValueError(in_words(error.errors())) from error
    return Clip(path, file, settings, own.get("athlete"), own.get("tags"))


def _is_empty(cell: object) -> bool:
    """Whether nothing is said; tables of numbers have NaN for that."""
    return cell is None or cell == "" or (isinstance(cell, float) and math.isnan(cell))
