"""Numbers of the lab as a person reads them: one decimal more than the values that they are errors of."""

from dataclasses import replace

from vision import Display, Estimate, Limits, display_of, number, span

SHARE = Display("", 1, 2)
UNKNOWN = "\N{EN DASH}"


def display_of_error(unit: str) -> Display:
    """How to show the error of a measure in this unit."""
    known = display_of(unit)
    return replace(known, decimals=known.decimals + 1)


def error_text(found: Estimate, unit: str) -> str:
    """With its interval, "1.24 ms (0.98-1.70)" with an en dash; a dash where it is unknown."""
    return _text(found.value, found.low, found.high, display_of_error(unit))


def share_text(found: Estimate) -> str:
    """Of an ICC or a slope, with its interval."""
    return _text(found.value, found.low, found.high, SHARE)


def limit_text(limits: Limits, name: str, unit: str) -> str:
    """Of bias, or the lower or upper limit, with its interval."""
    value, low, high = (getattr(limits, each) for each in (name, f"{name}_low", f"{name}_high"))
    return _text(value, low, high, display_of_error(unit))


def plain_text(value: float | None, unit: str) -> str:
    """A number with its unit."""
    return _text(value, None, None, display_of_error(unit))


def _text(value: float | None, low: float | None, high: float | None, display: Display) -> str:
    if value is None:
        return UNKNOWN
    text = f"{number(value * display.factor, display.decimals)}{display.after}"
    if low is None or high is None:
        return text
    return f"{text} ({span(low * display.factor, high * display.factor, display.decimals)})"
