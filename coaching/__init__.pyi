from .datatypes import Effort, Segment, Session, SessionKind
from .errors import CoachingError, InvalidEntry, UnreadablePlan, UnreadableWatchFile

__all__ = [
    "CoachingError",
    "Effort",
    "InvalidEntry",
    "Segment",
    "Session",
    "SessionKind",
    "UnreadablePlan",
    "UnreadableWatchFile",
]
