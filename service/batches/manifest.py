"""A manifest: a table of clips with what is known of each, as CSV or Parquet.

Of CSV the separator is a comma, a semicolon or a tab; where it is no comma, numbers may have a decimal comma.
"""

import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from service.batches.models import MOST_CLIPS
from service.mistakes import in_words
from service.models import AnalysisSettings
from vision import LIMITS, TABLE_SUFFIXES, Table, UnusableTable, read_table

OWN_COLUMNS = ("file", "athlete", "tags")
COLUMNS = (*OWN_COLUMNS, *AnalysisSettings.model_fields)
SUFFIXES = TABLE_SUFFIXES
TOLD_AT_MOST = 5
LONGEST_MIB = 64

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ListedClip:
    """A clip that is to be analysed; `name` is what it is called in the ledger."""

    path: Path
    name: str
    settings: AnalysisSettings = field(default_factory=AnalysisSettings)
    athlete: str | None = None
    tags: str | None = None


def read_manifest(path: Path, common: Mapping[str, Any]) -> list[ListedClip]:
    """The clip of each row; what it leaves out is as in `common`.

    One that is not there may come before its turn. Raises UnusableTable, with all that is wrong, and OSError.
    """
    if path.stat().st_size > LONGEST_MIB << 20:
        raise UnusableTable(f"{path} is larger than {LONGEST_MIB} MiB; split it into several manifests.")
    table = read_table(path)
    _require_columns(table)
    clips: list[ListedClip] = []
    mistakes: list[str] = []
    for number, row in table.numbered:
        if number > MOST_CLIPS:
            raise UnusableTable(f"{path} has more than {MOST_CLIPS} rows; split it.")
        try:
            clips.append(_clip(path.parent, _cells(table, row), common))
        except ValueError as error:
            mistakes.append(f"row {number}: {error}")
    if mistakes:
        more = f" ({len(mistakes) - TOLD_AT_MOST} more)" if len(mistakes) > TOLD_AT_MOST else ""
        raise UnusableTable(f"{path} has mistakes: {' '.join(mistakes[:TOLD_AT_MOST])}{more}")
    if not clips:
        raise UnusableTable(f"{path} names no clips; put one into each row.")
    return clips


def _cells(table: Table, row: Cells) -> Cells:
    """With a decimal point in numbers, which may have a comma."""
    return {name: table.numeral(row, name) if name in LIMITS else cell for name, cell in row.items()}


def _require_columns(table: Table) -> None:
    if "file" not in table.columns:
        raise UnusableTable(f"{table.path} has no column named file; its first row must name the columns.")
    known = f"there may be: {', '.join(COLUMNS)}."
    if unknown := [name for name in table.columns if name not in COLUMNS]:
        raise UnusableTable(f"{table.path} has a column {unknown[0]!r}, which nobody knows; {known}")
    if table.unnamed:
        raise UnusableTable(
            f"{table.path}: column {table.unnamed[0]} has cells and no name; empty it, or name it: {known}"
        )


def _clip(folder: Path, cells: Cells, common: Mapping[str, Any]) -> ListedClip:
    """Raises ValueError, whose text is a sentence."""
    given = {name: cell for name, cell in cells.items() if cell}
    own = {name: given.pop(name) for name in OWN_COLUMNS if name in given}
    if "file" not in own:
        raise ValueError("file is missing.")
    file = own["file"]
    if "\0" in file:
        raise ValueError("file holds a character that no name has.")
    path = folder / file
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"{file} lies outside the manifest's folder; put the manifest above all its clips.")
    if what := _other_than_file(path):
        raise ValueError(f"{file} is {what}, not a clip; give each clip a row of its own.")
    try:
        settings = AnalysisSettings.model_validate({**common, **given})
    except ValidationError as error:
        raise ValueError(in_words(error.errors())) from error
    return ListedClip(path, file, settings, own.get("athlete"), own.get("tags"))


def _other_than_file(path: Path) -> str | None:
    """What lies there and never will be a clip."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return None
    if stat.S_ISDIR(mode):
        return "a folder"
    return None if stat.S_ISREG(mode) else "a pipe or a device"
