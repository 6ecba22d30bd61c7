"""Sessions that are made of a few numbers, for a metronome without a plan."""

from collections.abc import Sequence
from itertools import cycle

from coaching.datatypes import Segment

_NOTHING_M = 1e-6  # what subtraction leaves over


def steady(*, cadence_spm: float, duration_s: float) -> tuple[Segment, ...]:
    """Clicks at one cadence."""
    return (_clicked(cadence_spm, duration_s),)


def ladder(*, cadences_spm: Sequence[float], step_s: float) -> tuple[Segment, ...]:
    """One cadence after the other, each as long."""
    return tuple(_clicked(cadence, step_s) for cadence in cadences_spm)


def faded(
    *, cadence_spm: float, duration_s: float, on_m: float, off_m: float, speed_mps: float
) -> tuple[Segment, ...]:
    """Clicks that come and go by distance, first on; the last part ends with the session.

    While they are off the runner holds the cadence alone: faded feedback, after Crowell and Davis 2011.
    """
    parts: list[Segment] = []
    left_m = duration_s * speed_mps
    for part_m, clicked in cycle(((on_m, True), (off_m, False))):
        if left_m < _NOTHING_M:
            break
        run_m = min(part_m, left_m)
        parts.append(_clicked(cadence_spm, run_m / speed_mps, clicked=clicked, distance_m=run_m))
        left_m -= run_m
    return tuple(parts)


def _clicked(
    cadence_spm: float, duration_s: float, *, clicked: bool = True, distance_m: float | None = None
) -> Segment:
    return Segment(
        duration_s=duration_s, effort="easy", cadence_spm=cadence_spm, clicks=clicked, distance_m=distance_m
    )
