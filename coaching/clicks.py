"""When each click of a session falls, which foot it is for, and where something else begins.

The beat is a count of steps that grows by the cadence of each segment; a click falls where the count is
whole. Where cadence changes the count goes on: the last step of the old cadence runs into the first of the
new one, and no click comes early or late. It goes on unheard where a segment has a cadence and no clicks.
Where a segment has no cadence, nobody counts: the next beat begins at once, with the left foot.

All of it is arithmetic on fractions of what was meant (168.3 is 1683/10, 500 m at 2.8 m/s are 1250/7 s), so
that no error adds up over hours.
"""

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal, get_args

from coaching.datatypes import Effort, Segment
from coaching.errors import InvalidEntry

Foot = Literal["left", "right"]
Turn = Literal["up", "down", "end"]

FEET: tuple[Foot, Foot] = ("left", "right")
SLOWEST_SPM, FASTEST_SPM = 60.0, 300.0
"""From a slow walk to a sprint; beyond it a cadence is a slip."""

_FINEST = 1_000_000  # denominator: a decimal of six places, or a quotient of such as people write
_EFFORTS: tuple[Effort, ...] = get_args(Effort)


@dataclass(frozen=True, slots=True)
class Click:
    """A click, `time_s` after the session began, exactly."""

    time_s: Fraction
    foot: Foot


@dataclass(frozen=True, slots=True)
class Change:
    """Where a segment begins that asks for more (`up`) or less (`down`), or the session ends."""

    time_s: Fraction
    turn: Turn


def clicks(segments: Iterable[Segment], *, feet: Collection[Foot] = FEET) -> Iterator[Click]:
    """The clicks of a session in their order, for each step or only for those of one foot.

    A click at the boundary of two segments belongs to the later one. Raises InvalidEntry where a segment has
    clicks and no cadence, or a cadence or duration that cannot be.
    """
    start_s = beat = Fraction(0)
    for segment in segments:
        per_s, duration_s = _steps_per_s(segment), _duration_s(segment)
        after = beat + per_s * duration_s
        if segment.clicks:
            for count in range(math.ceil(beat), math.ceil(after)):
                foot = FEET[count % 2]
                if foot in feet:
                    yield Click(start_s + (count - beat) / per_s, foot)
        start_s += duration_s
        beat = after if per_s else Fraction(0)


def changes(segments: Iterable[Segment]) -> Iterator[Change]:
    """Where effort, clicks or cadence change, the first that does decides whether it goes up; then the end.

    Raises InvalidEntry where a segment has a duration that cannot be.
    """
    segments = tuple(segments)
    start_s = Fraction(0)
    for before, after in pairwise(segments):
        start_s += _duration_s(before)
        if _asked(before) != _asked(after):
            yield Change(start_s, "up" if _asked(before) < _asked(after) else "down")
    yield Change(length_s(segments), "end")


def length_s(segments: Iterable[Segment]) -> Fraction:
    """How long they last one after the other, exactly. Raises InvalidEntry."""
    return sum(map(_duration_s, segments), Fraction(0))


def require_clickable(segments: Iterable[Segment]) -> None:
    """Raises InvalidEntry where `clicks` would, before anything is made of them."""
    for segment in segments:
        _steps_per_s(segment)
        _duration_s(segment)


def _asked(segment: Segment) -> tuple[int, bool, float]:
    """What is asked of the runner, the more the greater."""
    return _EFFORTS.index(segment.effort), segment.clicks, segment.cadence_spm or 0.0


def _steps_per_s(segment: Segment) -> Fraction:
    """0 where the runner is left to it."""
    cadence = segment.cadence_spm
    if cadence is None and segment.clicks:
        raise InvalidEntry("A part of the session has clicks and no cadence; give it one.")
    if cadence is None:
        return Fraction(0)
    if not SLOWEST_SPM <= cadence <= FASTEST_SPM:
        raise InvalidEntry(
            f"A cadence to click is from {SLOWEST_SPM:g} to {FASTEST_SPM:g} steps a minute, not {cadence:g}."
        )
    return _meant(cadence) / 60


def _duration_s(segment: Segment) -> Fraction:
    if not 0 < segment.duration_s < math.inf:
        raise InvalidEntry(f"A part of a session lasts longer than 0 s, not {segment.duration_s:g} s.")
    return _meant(segment.duration_s)


def _meant(number: float) -> Fraction:
    """The simple fraction that a float stands for; within 5e-7 of it."""
    return Fraction(number).limit_denominator(_FINEST)
