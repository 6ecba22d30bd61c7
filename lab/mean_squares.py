"""Clips nested in sessions nested in runners: how much of the scatter belongs to each.

Mean squares of unweighted means, which are independent and nearly chi-squared also where some sessions have
more clips than others (Thomas & Hultquist 1978, doi:10.1214/aos/1176344202; Burdick & Graybill 1992,
Confidence Intervals on Variance Components).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.stats import chi2

from lab.clips import Floats

DRAWS = 20_000


@dataclass(frozen=True, slots=True)
class Square:
    """A mean square and its degrees of freedom, of which there may be none."""

    value: float
    freedom: int

    def draws(self, level: int) -> Floats:
        """What its expectation may be, (DRAWS,), in an order that is the level's own."""
        return self.value * self.freedom / _chi_squared(self.freedom, level)


@lru_cache
def _chi_squared(freedom: int, level: int) -> Floats:
    """Even quantiles in random order; NaN without any freedom."""
    shares = (np.random.default_rng(level).permutation(DRAWS) + 0.5) / DRAWS
    return np.asarray(chi2.ppf(shares, freedom or np.nan), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class MeanSquares:
    """Of clips within sessions, of session means within runners, and of runner means.

    Their expectations are C, S + `clip_in_session` C, and R + `session_in_runner` S + `clip_in_runner` C,
    with the variances C of clips, S of sessions and R of runners.
    """

    clips: Square
    sessions: Square
    runners: Square
    clip_in_session: float
    session_in_runner: float
    clip_in_runner: float

    @classmethod
    def of(cls, runners: Sequence[Sequence[Floats]]) -> "MeanSquares":
        """Of the values of every session of every runner; none of them is empty."""
        sessions = [session for runner in runners for session in runner]
        means = [np.array([session.mean() for session in runner]) for runner in runners]
        per_clip = [np.array([1 / len(session) for session in runner]) for runner in runners]
        many = np.array([len(runner) for runner in runners])
        sums = np.array([each.sum() for each in per_clip])
        free = int((many - 1).sum())
        return cls(
            _pooled(sessions),
            _pooled(means),
            _pooled([np.array([each.mean() for each in means])]),
            float(((1 - 1 / many) * sums).sum() / free) if free else float("nan"),
            float((1 / many).mean()),
            float((sums / many**2).mean()),
        )


def _pooled(groups: Sequence[Floats]) -> Square:
    """Within groups."""
    freedom = sum(len(group) - 1 for group in groups)
    squares = float(sum(((group - group.mean()) ** 2).sum() for group in groups))
    return Square(squares / freedom if freedom else float("nan"), freedom)


@dataclass(frozen=True, slots=True, eq=False)
class Variances:
    """Of a clip about its session, of a clip about its runner, and of a clip; NaN where unknown.

    Each is a number, or draws of what it may be.
    """

    within_session: Floats
    between_sessions: Floats
    total: Floats

    @classmethod
    def of(cls, squares: MeanSquares) -> "Variances":
        """The best guess."""
        return cls._from(
            squares, *(np.asarray(s.value) for s in (squares.clips, squares.sessions, squares.runners))
        )

    @classmethod
    def drawn(cls, squares: MeanSquares) -> "Variances":
        """Generalised pivotal quantities (Weerahandi 1993, doi:10.1080/01621459.1993.10476355): of each mean
        square what its expectation may be, always the same draws."""
        levels = (squares.clips, squares.sessions, squares.runners)
        return cls._from(squares, *(square.draws(level) for level, square in enumerate(levels)))

    @classmethod
    def _from(cls, squares: MeanSquares, clips: Floats, sessions: Floats, runners: Floats) -> "Variances":
        known = clips if squares.clips.freedom else np.zeros_like(clips)  # else a part of what sessions tell
        if not squares.sessions.freedom:  # these are a part of what runners tell
            return cls(clips, sessions, runners + (1 - squares.clip_in_runner) * known)
        of_sessions = sessions - squares.clip_in_session * known
        others = (1 - squares.session_in_runner) * of_sessions + (1 - squares.clip_in_runner) * known
        return cls(clips, of_sessions + known, runners + others)
