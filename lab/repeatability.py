"""How far one clip of a runner lies from the next: SEM, smallest detectable change and ICC."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from lab.clips import Floats, ReportedClip
from lab.crossed import Crossed, crossed
from lab.mean_squares import MeanSquares, Variances
from vision import ENTRIES, Z95, Estimate

DETECTABLE = Z95 * float(np.sqrt(2))
"""Of two clips the difference that chance exceeds once in twenty times, in SEM (Weir 2005)."""

NO_REPEATS = "no session has two clips that show it"
NO_SESSIONS = "no runner has two sessions that show it"
ONE_RUNNER = "one runner: there is no scatter between runners to set it against"
ALL_ALIKE = "all clips have the same value"
SAME = 1e-9  # of a value


@dataclass(frozen=True, slots=True)
class Repeated:
    """What is repeated, within a session or between sessions; `n` of each is its degrees of freedom.

    `sem` and `sdc95` are in the unit of the measure; `icc` is the share of the scatter of all clips that it
    is not.
    """

    sem: Estimate
    sdc95: Estimate
    icc: Estimate


@dataclass(frozen=True, slots=True)
class Repeatability:
    """One measure; `crossed` where all runners have the same sessions."""

    name: str
    unit: str
    title: str
    mean: float
    runners: int
    sessions: int
    clips: int
    within_session: Repeated
    between_sessions: Repeated
    crossed: Crossed | None = None


def repeatability(clips: Sequence[ReportedClip]) -> tuple[Repeatability, ...]:
    """Of every measure that something repeats.

    Runners, sessions and clips are random and nested. SEM is the square root of the error variance, SDC95 is
    1.96 sqrt(2) SEM (Weir 2005, doi:10.1519/15184.1), ICC the one-way ICC(1,1) of Shrout & Fleiss 1979
    (doi:10.1037/0033-2909.86.2.420) of single clips; see MeanSquares and Variances for the intervals.
    """
    found = (_of_measure(name, clips) for name in ENTRIES)
    return tuple(each for each in found if each is not None)


def _of_measure(name: str, clips: Sequence[ReportedClip]) -> Repeatability | None:
    known = [clip for clip in clips if name in clip.values]
    runners = _grouped(known, name)
    if not known:
        return None
    squares = MeanSquares.of(runners)
    if not (squares.clips.freedom or squares.sessions.freedom):
        return None
    best, drawn = Variances.of(squares), Variances.drawn(squares)
    why_no_icc = ONE_RUNNER if len(runners) == 1 else ALL_ALIKE if _alike(known, name) else None
    within = _repeated(
        squares.clips.freedom,
        NO_REPEATS,
        why_no_icc,
        _Parts(best.within_session, best.total),
        _Parts(drawn.within_session, drawn.total),
    )
    between = _repeated(
        squares.sessions.freedom,
        NO_SESSIONS,
        why_no_icc,
        _Parts(best.between_sessions, best.total),
        _Parts(drawn.between_sessions, drawn.total),
    )
    mean = float(np.mean([clip.values[name] for clip in known]))
    entry = ENTRIES[name]
    many = len(runners), sum(map(len, runners)), len(known)
    return Repeatability(name, entry.unit, entry.title, mean, *many, within, between, crossed(known, name))


def _alike(clips: Sequence[ReportedClip], name: str) -> bool:
    """But for rounding."""
    values = np.array([clip.values[name] for clip in clips])
    return bool(np.ptp(values) <= SAME * np.abs(values).max())


def _grouped(clips: Iterable[ReportedClip], name: str) -> list[list[Floats]]:
    """The values of one measure by runner and session, in the order of the clips."""
    found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for clip in clips:
        found[clip.runner][clip.session].append(clip.values[name])
    return [[np.array(values) for values in sessions.values()] for sessions in found.values()]


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """The error variance, and that of all clips."""

    error: Floats
    total: Floats


def _repeated(freedom: int, why_not: str, why_no_icc: str | None, best: _Parts, drawn: _Parts) -> Repeated:
    if not freedom:
        unknown = Estimate(None, None, None, 0, why_not)
        return Repeated(unknown, unknown, unknown)
    sem = _estimate(_sem(best), _sem(drawn), freedom)
    sdc95 = _estimate(DETECTABLE * _sem(best), DETECTABLE * _sem(drawn), freedom)
    if why_no_icc:
        return Repeated(sem, sdc95, Estimate(None, None, None, freedom, why_no_icc))
    return Repeated(sem, sdc95, _estimate(_icc(best), _icc(drawn), freedom))


def _sem(parts: _Parts) -> Floats:
    return np.sqrt(np.maximum(parts.error, 0.0))


def _icc(parts: _Parts) -> Floats:
    return np.clip(1 - parts.error / parts.total, -1.0, 1.0)


def _estimate(best: Floats, drawn: Floats, freedom: int) -> Estimate:
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Estimate(float(best), float(low), float(high), freedom)
