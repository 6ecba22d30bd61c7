"""The folder of a plan."""

from pathlib import Path

from coaching.calendars import plan_calendar
from coaching.documents import DOCUMENT, plan_text
from coaching.page import plan_html
from coaching.plan import Plan
from vision import write_whole

CALENDAR, PAGE = "plan.ics", "plan.html"
"""The files of a plan's folder beside its document."""


def write_plan(plan: Plan, folder: Path) -> None:
    """Write page, calendar and, last, the document that all of it can be made from anew. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / PAGE, plan_html(plan))
    write_whole(folder / CALENDAR, plan_calendar(plan))
    write_whole(folder / DOCUMENT, plan_text(plan))
