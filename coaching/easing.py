"""What becomes of the rest of a week in which something hurts."""

from collections.abc import Sequence
from dataclasses import replace

from coaching.datatypes import Effort, Segment, Session
from coaching.log import Entry
from coaching.rules import MOST_PAIN, MOST_TOLERABLE_PAIN, PAIN_SOURCE


def eased(sessions: Sequence[Session], entries: Sequence[Entry]) -> tuple[Session, ...]:
    """The sessions of a week, without cadence and effort after the day of a run that hurt.

    Each keeps its id, day and length. After pain that nobody should run with they are for walking.
    """
    return tuple(_after(session, _worst_before(session, entries)) for session in sessions)


def _worst_before(session: Session, entries: Sequence[Entry]) -> float:
    return max((entry.worst_pain for entry in entries if entry.day < session.day), default=0.0)


def _after(session: Session, pain: float) -> Session:
    if pain > MOST_TOLERABLE_PAIN:
        purpose = "Stop, and let a clinician look at it now; this week no metronome and no effort."
        return _in_place(session, "Rest, or walk", purpose, "walk")
    if pain <= MOST_PAIN or session.kind in ("drills", "recovery"):
        return session
    purpose = "As it comes: no metronome and no thought of cadence for the rest of the week."
    if session.optional:
        return _in_place(session, "Walk, or rest", purpose, "walk")
    return _in_place(session, "Easy run, or rest", purpose, "easy")


def _in_place(session: Session, title: str, purpose: str, effort: Effort) -> Session:
    length_s = sum(segment.duration_s for segment in session.segments)
    return replace(
        session,
        kind="easy_run" if effort == "easy" else "recovery",
        title=title,
        purpose=purpose,
        segments=(Segment(duration_s=length_s, effort=effort),),
        source=PAIN_SOURCE,
    )
