"""Tables that people and programs write: CSV by comma, semicolon or tab, and Parquet."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from vision.errors import UnusableTable


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of texts by column, each with its number in the file; an empty text is unknown.

    The names of columns are in small letters. Empty rows count and are left out.
    """

    path: Path
    columns: Sequence[str]
    numbered: Sequence[tuple[int, Mapping[str, str]]]
    decimal: str = "."

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
    names = [name.strip().lower() for name in frame.columns]
    rows = [dict(zip(names, map(_text_of, row), strict=True)) for row in frame.iter_rows()]
    return Table(path, names, _numbered(rows))


def _numbered(rows: Sequence[Mapping[str, str]]) -> list[tuple[int, Mapping[str, str]]]:
    return [(number, row) for number, row in enumerate(rows, 1) if any(row.values())]


def _text_of(value: Any) -> str:
    """Nothing for NaN too, which tables of numbers have where nothing is known."""
    return "" if value is None or value != value else str(value).strip()


def _csv(path: Path) -> Table:
    text = _text(path)
    separator = max(",;\t", key=text.partition("\n")[0].count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise UnusableTable(f"{path} is no CSV that can be read ({error}); export it anew.") from error
    columns = [name.strip().lower() for name in lines[0]] if lines else []
    rows = []
    for number, line in enumerate(lines[1:], 1):
        if len(line) > len(columns):
            raise UnusableTable(
                f"{path}, row {number}, has more cells than there are columns; put texts with the "
                "separator in them into double quotes."
            )
        rows.append({name: cell.strip() for name, cell in zip(columns, line, strict=False)})
    return Table(path, columns, _numbered(rows), "," if separator != "," else ".")


def _text(path: Path) -> str:
    content = path.read_bytes()
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeError as error:
        raise UnusableTable(f"{path} is not in UTF-8; save it as CSV UTF-8.") from error
