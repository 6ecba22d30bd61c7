"""By simulation with known variances: intervals have to hold the truth 19 times of 20."""

import numpy as np
import pytest

from lab.mean_squares import MeanSquares, Variances

RUNNERS, SESSIONS, CLIPS = 3.0, 1.5, 1.0  # standard deviations
SIMULATED = 1000
SHROUT_FLEISS = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], dtype=float
)
DESIGNS = {
    "alike": [[3] * 3] * 8,
    "one clip a session": [[1] * 3] * 10,
    "one session a runner": [[4]] * 8,
    "ragged": [[1, 3], [2, 2, 5], [4], [1, 1, 1, 1], [2, 3], [6, 1], [2], [1, 2, 1]],
    "one runner": [[2, 3, 2, 4, 2]],
}


def simulated(design, rng):
    return [
        [
            session + rng.normal(0, CLIPS, many)
            for session, many in zip(runner + rng.normal(0, SESSIONS, len(sessions)), sessions, strict=True)
        ]
        for runner, sessions in zip(170 + rng.normal(0, RUNNERS, len(design)), design, strict=True)
    ]


def held(draws, truth):
    low, high = np.quantile(draws, (0.025, 0.975))
    return low <= truth <= high


@pytest.mark.parametrize("name", DESIGNS)
def test_the_intervals_hold_the_truth_nineteen_times_of_twenty(name):
    design, rng = DESIGNS[name], np.random.default_rng(11)
    within, between = CLIPS**2, CLIPS**2 + SESSIONS**2
    icc_within, icc_between = (1 - v / (between + RUNNERS**2) for v in (within, between))
    hits = []
    for _ in range(SIMULATED):
        squares = MeanSquares.of(simulated(design, rng))
        drawn = Variances.drawn(squares)
        own = []
        if squares.clips.freedom:
            own.append(held(drawn.within_session, within))
            own += [held(1 - drawn.within_session / drawn.total, icc_within)] * (len(design) > 1)
        if squares.sessions.freedom:
            own.append(held(drawn.between_sessions, between))
            own += [held(1 - drawn.between_sessions / drawn.total, icc_between)] * (len(design) > 1)
        hits.append(own)
    coverage = np.mean(hits, axis=0)
    assert ((coverage > 0.93) & (coverage < 0.975)).all(), coverage


@pytest.mark.parametrize("name", ["alike", "ragged"])
def test_the_best_guesses_are_right_in_the_mean(name):
    rng = np.random.default_rng(5)
    found = [Variances.of(MeanSquares.of(simulated(DESIGNS[name], rng))) for _ in range(2000)]
    assert np.mean([each.within_session for each in found]) == pytest.approx(CLIPS**2, rel=0.03)
    assert np.mean([each.between_sessions for each in found]) == pytest.approx(
        CLIPS**2 + SESSIONS**2, rel=0.04
    )
    assert np.mean([each.total for each in found]) == pytest.approx(
        CLIPS**2 + SESSIONS**2 + RUNNERS**2, rel=0.05
    )


@pytest.mark.parametrize(
    "runners",
    [[[row] for row in SHROUT_FLEISS], [[row[[i]] for i in range(4)] for row in SHROUT_FLEISS]],
    ids=["as clips", "as sessions"],
)
def test_the_one_way_icc_is_that_of_shrout_and_fleiss(runners):
    """Their table 4 has 0.17; F of 5 and 18 degrees of freedom gives -0.13 to 0.72."""
    squares = MeanSquares.of(runners)
    best, drawn = Variances.of(squares), Variances.drawn(squares)
    repeats = "within_session" if squares.clips.freedom else "between_sessions"
    icc = 1 - getattr(best, repeats) / best.total
    low, high = np.quantile(1 - getattr(drawn, repeats) / drawn.total, (0.025, 0.975))
    assert icc == pytest.approx(0.1657, abs=1e-4)
    assert (low, high) == pytest.approx((-0.1329, 0.7226), abs=0.01)


def test_the_same_clips_always_have_the_same_interval():
    squares = MeanSquares.of([[row] for row in SHROUT_FLEISS])
    assert (Variances.drawn(squares).total == Variances.drawn(squares).total).all()
