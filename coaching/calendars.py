"""A plan as a calendar (RFC 5545), for any calendar program."""

from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event

from coaching.datatypes import Session
from coaching.plan import Plan, make_plan

PRODUCT = "-//Midstance//Cadence plan//EN"
NO_MEDICAL_ADVICE = "Not medical advice."


def plan_calendar(plan: Plan, *, changes: int | None = None) -> bytes:
    """Each session as an event of its day; an event keeps its identity when the plan is made anew.

    What the plan had before anything was logged and has no more is there as cancelled.

    `changes` is how often the log was changed: programs take an event anew only where that grew. Left out it
    is the length of the log, for one from which nothing is ever removed. The same plan gives the same bytes:
    stamps are the first day of the plan.
    """
    sequence = len(plan.log) if changes is None else changes
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Midstance cadence plan")
    known = {session.id for session in plan.sessions}
    for session in plan.sessions:
        calendar.add_component(_event(session, plan, sequence))
    for session in make_plan(plan.baseline, plan.settings).sessions:
        if session.id not in known:
            calendar.add_component(_cancelled(_event(session, plan, sequence)))
    return bytes(calendar.to_ical())


def _cancelled(event: Event) -> Event:
    event.add("status", "CANCELLED")
    return event


def _event(session: Session, plan: Plan, sequence: int) -> Event:
    start, own_spm = plan.settings.start, plan.baseline.own_spm
    event = Event()
    event.add("uid", str(uuid5(NAMESPACE_URL, f"midstance:{start}:{own_spm}:{session.id}")))
    event.add("dtstamp", datetime(start.year, start.month, start.day, tzinfo=UTC))
    event.add("sequence", sequence)
    event.add("dtstart", session.day)
    event.add("dtend", session.day + timedelta(days=1))
    event.add("summary", f"{session.id}: {session.title}{' (optional)' if session.optional else ''}")
    event.add("description", f"{session.purpose}\n{session.source}\n{NO_MEDICAL_ADVICE}")
    event.add("transp", "TRANSPARENT")
    return event
