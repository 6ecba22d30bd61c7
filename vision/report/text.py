"""Instants, settings and phrases as a person reads them."""

from datetime import UTC, datetime

from vision.numbers import known, number


def sentence(phrase: str) -> str:
    """A phrase with a capital and a full stop."""
    stop = "" if phrase.endswith((".", "!", "?")) else "."
    return phrase[:1].upper() + phrase[1:] + stop


def instant_text(time_s: float | None) -> str:
    """A time in the clip, "1.23 s"."""
    return f"{number(time_s, 2)} s" if time_s is not None and known(time_s) else "unknown time"


def setting_text(value: str | float | None) -> str:
    """What was set, in the fewest digits."""
    if value is None:
        return "not given"
    return value if isinstance(value, str) else f"{value:.6g}" if known(value) else "unknown"


def date_text(created_at: str) -> str:
    """An ISO instant as "22 November 2026, 14:03 UTC"; as it stands when it is none."""
    try:
        moment = datetime.fromisoformat(created_at).astimezone(UTC)
    except (ValueError, OverflowError):
        return created_at
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"
