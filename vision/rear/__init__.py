"""A runner seen from behind: events, and the measures that only this view shows."""

from vision.rear.events import detect_events_from_behind
from vision.rear.measures import measure_from_behind

__all__ = ["detect_events_from_behind", "measure_from_behind"]
