import numpy as np
import pytest

from lab import ReportedClip, repeatability
from lab.repeatability import ALL_ALIKE, NO_REPEATS, NO_SESSIONS, ONE_RUNNER


def clips(values):
    """Of {runner: {session: values}}."""
    return [
        ReportedClip(f"{runner}{session}{i}", runner, session, {"contact_time_s": value})
        for runner, sessions in values.items()
        for session, of_session in sessions.items()
        for i, value in enumerate(of_session)
    ]


def of(values):
    (found,) = repeatability(clips(values))
    return found


def test_sem_and_detectable_change_are_those_of_weir():
    """SDs of 2 and 4 ms in two sessions of two clips: SEM sqrt(10) ms."""
    a, b = 2e-3 / np.sqrt(2), 4e-3 / np.sqrt(2)
    found = of({"anna": {"1": [0.25 - a, 0.25 + a]}, "ben": {"1": [0.23 - b, 0.23 + b]}})
    assert found.within_session.sem.value == pytest.approx(np.sqrt(10) * 1e-3)
    assert found.within_session.sdc95.value == pytest.approx(1.96 * np.sqrt(20) * 1e-3)
    assert found.within_session.sem.n == 2
    low, high = found.within_session.sem.low, found.within_session.sem.high
    assert (low, high) == pytest.approx((np.sqrt(20 / 7.3778) * 1e-3, np.sqrt(20 / 0.0506) * 1e-3), rel=0.01)


def test_one_runner_has_a_sem_and_no_icc():
    found = of({"anna": {"1": [0.25, 0.252, 0.251], "2": [0.248, 0.249]}})
    within_ms2, sessions_ms2 = (2 + 0.5) / 3, 3 * 1.0**2 + 2 * 1.5**2  # mean squares, with 3 and 1 degrees
    session_ms2 = (sessions_ms2 - within_ms2) / (5 - (9 + 4) / 5)
    assert found.within_session.sem.value == pytest.approx(np.sqrt(within_ms2) * 1e-3)
    assert found.between_sessions.sem.value == pytest.approx(np.sqrt(session_ms2 + within_ms2) * 1e-3)
    assert found.within_session.icc.value is None
    assert found.within_session.icc.why_missing == ONE_RUNNER


def test_what_is_not_repeated_is_unknown_with_the_reason():
    within = of({"anna": {"1": [0.25, 0.26]}, "ben": {"1": [0.23]}})
    assert within.between_sessions.sem.why_missing == NO_SESSIONS
    between = of({"anna": {"1": [0.25], "2": [0.26]}, "ben": {"1": [0.23]}})
    assert between.within_session.sem.why_missing == NO_REPEATS
    assert between.between_sessions.sem.value == pytest.approx(0.01 / np.sqrt(2))


def test_without_repeats_a_measure_is_left_out():
    assert repeatability(clips({"anna": {"1": [0.25]}, "ben": {"1": [0.23]}})) == ()


def test_clips_that_are_all_alike_have_no_icc():
    found = of({"anna": {"1": [0.25, 0.25]}, "ben": {"1": [0.25, 0.25]}})
    assert found.within_session.icc.why_missing == ALL_ALIKE


def test_a_measure_that_some_clips_lack_is_judged_by_the_others():
    known = clips({"anna": {"1": [0.25, 0.26]}})
    assert repeatability([*known, ReportedClip("x", "ben", "1", {"cadence_spm": 170.0})])[0].clips == 2


def test_runners_who_differ_much_have_a_high_icc():
    rng = np.random.default_rng(2)
    found = of({str(i): {"1": 0.2 + 0.01 * i + rng.normal(0, 5e-4, 3)} for i in range(12)})
    assert found.within_session.icc.low > 0.98
