"""How a file of forces is to be read, where its own names do not tell."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

from vision import SIDES, InvalidSetting, Side, Table

BOTH = "both"


@dataclass(frozen=True, slots=True)
class Plates:
    """What `vision.read_force_contacts` is to be told of a file of forces; None where nobody says it."""

    columns: Mapping[Side, str] | str | None = None
    first: Side | None = None
    hz: float | None = None

    @classmethod
    def told(cls, columns: Mapping[str, str], first: str = "", hz: float | None = None) -> Self:
        """In words that people write: columns of "left" and "right", or of "both". Raises InvalidSetting."""
        if unknown := [foot for foot in columns if foot not in (*SIDES, BOTH)]:
            raise InvalidSetting(f"A plate is that of left, right or both, not of {unknown[0]!r}.")
        if BOTH in columns and len(columns) > 1:
            raise InvalidSetting("Name the plate of both feet, or that of each foot, not all of them.")
        if first not in ("", *SIDES):
            raise InvalidSetting(f"The foot that lands first is left or right, not {first!r}.")
        if hz is not None and not 0 < hz < float("inf"):
            raise InvalidSetting(f"A second has more than 0 samples, not {hz:g}.")
        own = {side: columns[side] for side in SIDES if side in columns}
        return cls(columns.get(BOTH) or own or None, next((s for s in SIDES if s == first), None), hz)

    @classmethod
    def of_row(cls, table: Table, row: Mapping[str, str]) -> Self:
        """From the columns left, right, both, first and hz. Raises InvalidSetting, UnusableTable."""
        columns = {foot: row[foot] for foot in (*SIDES, BOTH) if row.get(foot)}
        return cls.told(columns, row.get("first", ""), table.number(row, "hz"))

    def or_else(self, other: Self) -> Self:
        """What is not told here as in `other`."""
        return replace(
            self,
            columns=self.columns or other.columns,
            first=self.first or other.first,
            hz=self.hz or other.hz,
        )


UNTOLD = Plates()
