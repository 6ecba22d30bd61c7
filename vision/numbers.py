"""Numbers as a person reads them: units, decimals, signs, intervals."""

import math
from dataclasses import dataclass

from vision.datatypes import Estimate, Metric

MINUS = "\N{MINUS SIGN}"
EN_DASH = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Display:
    """How a unit is shown: its sign, the factor to it, the decimals of value and interval, and its words.

    Both have the same, or a rounded value could lie outside its interval.
    """

    sign: str
    factor: float
    decimals: int
    words: str = ""  # in a sentence, where they differ from the sign

    @property
    def after(self) -> str:
        """The sign as it follows a number."""
        return self.sign if self.sign in ("", "°") else f" {self.sign}"


DISPLAYS = {
    "spm": Display("spm", 1, 1, "steps a minute"),
    "bpm": Display("bpm", 1, 1, "beats a minute"),
    "s": Display("ms", 1000, 0),
    "ms": Display("ms", 1, 0),
    "m": Display("cm", 100, 1),
    "deg": Display("°", 1, 1),
    "m/s": Display("m/s", 1, 2),
    "%": Display("%", 1, 1),
    "kN/m": Display("kN/m", 1, 1),
    "per 10 min": Display("per 10 min", 1, 1),
    "": Display("", 1, 2),
}


def display_of(unit: str) -> Display:
    """How to show `unit`; an unlisted unit is shown as it is."""
    return DISPLAYS.get(unit, Display(unit, 1, 2))


def known(value: float | None) -> bool:
    """Whether there is a number."""
    return value is not None and math.isfinite(value)


def number(value: float, decimals: int) -> str:
    """Fixed decimals with a true minus sign and no negative zero; "unknown" when it is not finite."""
    if not math.isfinite(value):
        return "unknown"
    return f"{round(value, decimals) + 0.0:.{decimals}f}".replace("-", MINUS)


def clips_text(many: int) -> str:
    """So many clips: `1 clip`, `3 clips`."""
    return f"{many} {'clip' if many == 1 else 'clips'}"


def span(low: float | None, high: float | None, decimals: int) -> str:
    """A range whose ends may be open: "2-10" with an en dash, "below 10", "above 2", or nothing."""
    low_text = number(low, decimals) if low is not None and known(low) else ""
    high_text = number(high, decimals) if high is not None and known(high) else ""
    if low_text and high_text:
        return f"{low_text} to {high_text}" if MINUS in low_text else f"{low_text}{EN_DASH}{high_text}"
    if low_text or high_text:
        return f"above {low_text}" if low_text else f"below {high_text}"
    return ""


def with_unit(value: float, unit: str) -> str:
    """A value with its unit, "246 ms"."""
    display = display_of(unit)
    return f"{number(value * display.factor, display.decimals)}{display.after}"


def metric_text(metric: Metric) -> str:
    """A measure with its interval, "246 ms (229-262)" with an en dash."""
    return estimate_text(metric.overall, metric.unit)


def estimate_text(estimate: Estimate, unit: str) -> str:
    """A value with its interval, "246 ms (229-262)" with an en dash."""
    if estimate.value is None:
        return "not measured"
    interval = interval_text(estimate, unit)
    return with_unit(estimate.value, unit) + (f" ({interval})" if interval else "")


def value_text(estimate: Estimate, unit: str) -> str:
    """The value alone; "not measured" when there is none."""
    display = display_of(unit)
    if estimate.value is None or not known(estimate.value):
        return "not measured"
    return number(estimate.value * display.factor, display.decimals)


def interval_text(estimate: Estimate, unit: str) -> str:
    """The interval alone, "167.4-168.9" with an en dash; empty when it is unknown."""
    display = display_of(unit)
    if not known(estimate.value):
        return ""
    low, high = (_scaled(end, display) for end in (estimate.low, estimate.high))
    return span(low, high, display.decimals)


def typical_text(low: float | None, high: float | None, unit: str) -> str:
    """A typical range with as few decimals as say it, and no more than the value has."""
    display = display_of(unit)
    ends = [_scaled(end, display) for end in (low, high)]
    decimals = 0
    while decimals < display.decimals and any(
        end and not math.isclose(end, round(end, decimals)) for end in ends
    ):
        decimals += 1
    return span(ends[0], ends[1], decimals)


def _scaled(value: float | None, display: Display) -> float | None:
    return value * display.factor if value is not None and known(value) else None
