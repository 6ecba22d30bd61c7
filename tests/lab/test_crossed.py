import numpy as np
import pytest

from lab import ReportedClip
from lab.crossed import NO_DIFFERENCE, crossed, two_way

SHROUT_FLEISS = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], dtype=float
)


def test_the_two_way_iccs_are_those_of_shrout_and_fleiss():
    """Their 0.29 and 0.71, with the intervals that McGraw & Wong's formulas give for them."""
    agreement, consistency, sem = two_way(SHROUT_FLEISS)
    assert (agreement.value, consistency.value) == pytest.approx((0.2898, 0.7148), abs=1e-4)
    assert (agreement.low, agreement.high) == pytest.approx((0.0188, 0.7611), abs=1e-4)
    assert (consistency.low, consistency.high) == pytest.approx((0.3425, 0.9459), abs=1e-4)
    assert sem.value == pytest.approx(np.sqrt(1.0194), abs=1e-4)


def test_a_change_that_all_share_lowers_agreement_alone():
    runners = np.array([[160.0], [170.0], [180.0], [175.0]])
    noise = np.array([[0.2, -0.1], [-0.3, 0.1], [0.1, 0.2], [0.0, -0.2]])
    steady, *_ = two_way(runners + noise)
    agreement, consistency, _ = two_way(runners + noise + [0.0, 6.0])
    assert steady.value > 0.99
    assert consistency.value == pytest.approx(two_way(runners + noise)[1].value)
    assert agreement.value < 0.9


def clips(*of):
    return [
        ReportedClip(f"{i}", runner, session, {"cadence_spm": v}) for i, (runner, session, v) in enumerate(of)
    ]


def test_the_change_is_the_last_session_less_the_first():
    found = crossed(
        clips(("a", "1", 160.0), ("a", "2", 162.0), ("b", "1", 170.0), ("b", "2", 172.0)), "cadence_spm"
    )
    assert (found.sessions, found.runners, found.change.value) == (("1", "2"), 2, 2.0)


@pytest.mark.parametrize(("first", "last"), [("pre", "post"), ("2", "10")])
def test_sessions_are_in_the_order_in_which_they_are_named(first, last):
    found = crossed(
        clips(("a", first, 160.0), ("a", last, 162.0), ("b", last, 172.0), ("b", first, 170.0)), "cadence_spm"
    )
    assert (found.sessions, found.change.value) == ((first, last), 2.0)


@pytest.mark.parametrize(
    "of",
    [
        [("a", "1", 160.0), ("a", "2", 162.0)],
        [("a", "1", 160.0), ("a", "2", 162.0), ("b", "1", 170.0)],
    ],
    ids=["one runner", "no session that all share"],
)
def test_without_shared_sessions_there_is_nothing_to_cross(of):
    assert crossed(clips(*of), "cadence_spm") is None


def test_sessions_that_are_all_alike_have_no_icc_and_no_nan():
    agreement, consistency, sem = two_way(np.array([[0.1 + 0.2, 0.3], [0.5, 0.5]]))
    assert agreement.value is consistency.value is None
    assert sem.value == pytest.approx(0.0, abs=1e-12)


def test_two_runners_who_change_places_have_no_agreement_to_tell():
    agreement, consistency, _ = two_way(np.array([[170.0, 171.0], [171.0, 170.0]]))
    assert (agreement.value, agreement.why_missing) == (None, NO_DIFFERENCE)
    assert consistency.value == pytest.approx(-1.0)


@pytest.mark.parametrize("apart", 10.0 ** -np.arange(1, 13))
def test_an_icc_never_leaves_its_range(apart):
    found, *_ = two_way(np.array([[170.0, 171.0], [171.0 + apart, 170.0]]))
    assert found.value is None or -1 <= found.low <= found.value <= found.high <= 1
