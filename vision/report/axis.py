"""Axes of the small graphics: where a value stands, and where the round ones are marked."""

import math
from dataclasses import dataclass

import numpy as np

from vision.datatypes import Floats
from vision.numbers import number

TICKS = 5  # at most


@dataclass(frozen=True, slots=True)
class Tick:
    """A value that is marked on an axis, and where."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Axis:
    """Values from `low` to `high` between two places of a drawing."""

    low: float
    high: float
    start: float
    end: float

    @classmethod
    def around(cls, low: float, high: float, *, start: float, end: float) -> "Axis":
        """One that reaches a little beyond the data, which lie from `low` to `high`."""
        margin = 0.05 * max(high - low, 1e-6 * max(1.0, abs(high)))
        return cls(low - margin, high + margin, start, end)

    @property
    def per_unit(self) -> float:
        """How far apart two values are drawn that differ by one; negative where the axis leads up."""
        return (self.end - self.start) / (self.high - self.low)

    def at(self, value: Floats | float) -> Floats:
        """Where a value stands."""
        return self.start + (np.asarray(value, dtype=np.float64) - self.low) * self.per_unit

    def place(self, value: float) -> float:
        """Where one value stands, to the tenth that drawings are written with."""
        return round(float(self.at(value)), 1)

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """Round values."""
        extent = self.high - self.low
        magnitude = 10.0 ** math.floor(math.log10(extent / TICKS))
        step = next((s * magnitude for s in (1, 2, 5) if s * magnitude * TICKS >= extent), 10 * magnitude)
        decimals = max(0, -math.floor(math.log10(step)))
        values = (i * step for i in range(math.ceil(self.low / step), math.floor(self.high / step) + 1))
        return tuple(Tick(self.place(value), number(value, decimals)) for value in values)
