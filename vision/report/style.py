"""The style of all report pages."""

from functools import cache
from importlib.resources import files


@cache
def report_style() -> str:
    """The style sheet that a report page bears, for pages that show the same beside others."""
    return (files("vision.report") / "templates" / "report.css").read_text(encoding="utf-8")
