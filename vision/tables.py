"""Tables that people and programs write: CSV by comma, semicolon or tab, and Parquet.

Of CSV what stands above a line "endheader" is left out, which OpenSim writes.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from vision.errors import UnusableTable

TABLE_SUFFIXES = (".csv", ".tsv", ".parquet")
"""Of the files that `read_table` reads."""

END_OF_HEADER = re.compile(r"^[ \t]*endheader[ \t]*\r?\n", re.IGNORECASE | re.MULTILINE)
LONGEST_HEADER = 10_000  # characters


@dataclass(frozen=True, slots=True)
class Cells:
    """CSV as it is written; a blank line is a row without cells."""

    names: Sequence[str]
    rows: Sequence[Sequence[str]]
    decimal: str  # a point, or a comma where that separates no cells


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of texts by column, each with its number in the file; an empty text is unknown.

    The names of columns are in small letters. Empty rows count and are left out, and so are columns without
    a name; `unnamed` are the places, from 1 on, of those of them that have cells.
    """

    path: Path
    columns: Sequence[str]
    numbered: Sequence[tuple[int, Mapping[str, str]]]
    decimal: str = "."
    unnamed: Sequence[int] = ()

    @property
    def rows(self) -> list[Mapping[str, str]]:
        """Without their numbers."""
        return [row for _, row in self.numbered]

    def has(self, *columns: str) -> bool:
        """Whether all these columns are there."""
        return set(columns) <= set(self.columns)

    def numeral(self, row: Mapping[str, str], column: str) -> str:
        """A cell with a decimal point, whatever the file has for one."""
        return row.get(column, "").replace(self.decimal, ".")

    def number(self, row: Mapping[str, str], column: str) -> float | None:
        """A cell as a number, None where it is empty. Raises UnusableTable."""
        text = self.numeral(row, column)
        try:
            value = float(text) if text else None
        except ValueError:
            value = float("nan")
        if value is not None and not abs(value) < float("inf"):
            why = f"{self.path} has {row[column]!r} as {column}; write a number, or leave it empty."
            raise UnusableTable(why)
        return value


def read_table(path: Path) -> Table:
    """Raises UnusableTable where it is none, and OSError."""
    table = _parquet(path) if path.suffix.lower() == ".parquet" else _csv(path)
    if twice := sorted({name for name in table.columns if table.columns.count(name) > 1}):
        raise UnusableTable(f"{path} has the column {twice[0]} twice; leave one out.")
    return table


def _parquet(path: Path) -> Table:
    try:
        frame = pl.read_parquet(path)
    except pl.exceptions.PolarsError as error:
        raise UnusableTable(f"{path} is no Parquet file that can be read; write it anew.") from error
    rows = [[_text_of(cell) for cell in row] for row in frame.iter_rows()]
    return _table(path, [name.strip() for name in frame.columns], rows)


def _table(path: Path, names: Sequence[str], rows: Sequence[Sequence[str]], decimal: str = ".") -> Table:
    columns = [name.lower() for name in names]
    numbered = [
        (number, {name: cell for name, cell in zip(columns, row, strict=False) if name})
        for number, row in enumerate(rows, 1)
        if any(row)
    ]
    filled = {place for row in rows for place, cell in enumerate(row, 1) if cell}
    unnamed = [place for place, name in enumerate(columns, 1) if not name and place in filled]
    return Table(path, [name for name in columns if name], numbered, decimal, unnamed)


def _text_of(value: Any) -> str:
    """Nothing for NaN too, which tables of numbers have where nothing is known."""
    return "" if value is None or value != value else str(value).strip()


def table_columns(path: Path) -> Sequence[str]:
    """The names of a table's columns, in small letters. Raises UnusableTable and OSError."""
    if path.suffix.lower() == ".parquet":
        return read_table(path).columns
    return [name.lower() for name in read_cells(path, most=0).names]


def _csv(path: Path) -> Table:
    cells = read_cells(path)
    return _table(path, cells.names, cells.rows, cells.decimal)


def read_cells(path: Path, *, most: int | None = None) -> Cells:
    """CSV with all its rows, or so many at most. Raises UnusableTable where it is none, and OSError."""
    text = _text(path)
    header = END_OF_HEADER.search(text, 0, LONGEST_HEADER)
    text = text[header.end() if header else 0 :].lstrip("\r\n")
    head = re.split(r"[\r\n]", text, maxsplit=1)[0]
    separator = next((mark for mark in "\t;" if mark in head), ",")
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        lines = list(islice(reader, None if most is None else most + 1))
    except csv.Error as error:
        raise UnusableTable(f"{path} is no CSV that can be read ({error}); export it anew.") from error
    names, *rows = [[cell.strip() for cell in line] for line in lines] or [[]]
    if long := next((number for number, row in enumerate(rows, 1) if len(row) > len(names)), None):
        raise UnusableTable(
            f"{path}, row {long}, has more cells than there are columns; put texts with the separator in "
            "them into double quotes."
        )
    return Cells(names, rows, "," if separator != "," else ".")


def _text(path: Path) -> str:
    content = path.read_bytes()
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeError as error:
        raise UnusableTable(f"{path} is not in UTF-8; save it as CSV UTF-8.") from error
