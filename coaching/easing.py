"""What becomes of the week after a run that hurt."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from coaching.boundaries import MOST_PAIN, MOST_TOLERABLE_PAIN, PAIN_SOURCE
from coaching.datatypes import Effort, Segment, Session
from coaching.log import Entry

EASED_DAYS, SPARED_DAYS = 3, 7
"""So many days at the least nothing is asked of what hurt, and of what nobody should run with; convention."""


def eased(sessions: Sequence[Session], log: Sequence[Entry], start: date) -> tuple[Session, ...]:
    """The sessions of the week from `start` on, without cadence and effort after a day on which it hurt.

    That lasts for the rest of the week, and for some days at the least. Each session keeps its id, day and
    length. After pain that nobody should run with they are for walking.
    """
    return tuple(_after(session, _worst_before(session, log, start)) for session in sessions)


def _worst_before(session: Session, log: Sequence[Entry], start: date) -> float:
    before = (entry for entry in log if entry.day < session.day)
    return max((entry.worst_pain for entry in before if _is_felt(entry, session.day, start)), default=0.0)


def _is_felt(entry: Entry, day: date, start: date) -> bool:
    days = SPARED_DAYS if entry.worst_pain > MOST_TOLERABLE_PAIN else EASED_DAYS
    return entry.day >= start or (day - entry.day).days <= days


def _after(session: Session, pain: float) -> Session:
    if pain > MOST_TOLERABLE_PAIN:
        purpose = "Stop, and let a clinician look at it now; no metronome and no effort."
        return _in_place(session, "Rest, or walk", purpose, "walk")
    if pain <= MOST_PAIN or session.kind == "recovery":
        return session
    purpose = "As it comes: no metronome and no thought of cadence so soon after what hurt."
    if session.optional:
        return _in_place(session, "Walk, or rest", purpose, "walk")
    return _in_place(session, "Easy run, or rest", purpose, "easy")


def _in_place(session: Session, title: str, purpose: str, effort: Effort) -> Session:
    return replace(
        session,
        kind="easy_run" if effort == "easy" else "recovery",
        title=title,
        purpose=purpose,
        segments=(Segment(duration_s=session.duration_s, effort=effort),),
        source=PAIN_SOURCE,
    )
