"""What becomes of the rest of a week in which something hurts."""

from collections.abc import Sequence
from dataclasses import replace

from coaching.datatypes import Segment, Session
from coaching.log import Entry
from coaching.rules import MOST_PAIN, PAIN_SOURCE


def eased(sessions: Sequence[Session], entries: Sequence[Entry]) -> tuple[Session, ...]:
    """The sessions of a week, without cadence and effort after the day of a run that hurt.

    Each keeps its id, day and length.
    """
    hurt = min((entry.day for entry in entries if entry.worst_pain > MOST_PAIN), default=None)
    if hurt is None:
        return tuple(sessions)
    return tuple(_as_it_comes(session) if session.day > hurt else session for session in sessions)


def _as_it_comes(session: Session) -> Session:
    if session.kind in ("drills", "recovery"):
        return session
    length_s = sum(segment.duration_s for segment in session.segments)
    return replace(
        session,
        kind="recovery" if session.optional else "easy_run",
        title="Walk, or rest" if session.optional else "Easy run, or rest",
        purpose="As it comes: no metronome and no thought of cadence for the rest of the week.",
        segments=(Segment(duration_s=length_s, effort="walk" if session.optional else "easy"),),
        source=PAIN_SOURCE,
    )
