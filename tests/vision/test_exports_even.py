"""Times at a constant rate, and the values at them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.exports.even import even, rate_hz


def test_even_times_keep_their_values() -> None:
    time_s = 0.4 + np.arange(90) / 29.97
    values = np.random.default_rng(0).normal(size=(90, 2, 2))
    even_s, kept = even(time_s, values)
    np.testing.assert_allclose(even_s, time_s)
    assert kept is values
    assert rate_hz(even_s) == pytest.approx(29.97)


def test_times_in_whole_milliseconds_keep_their_values() -> None:
    time_s = np.round(np.arange(200) / 60, 3)
    values = np.arange(200.0)
    even_s, kept = even(time_s, values)
    assert kept is values
    assert rate_hz(even_s) == pytest.approx(60, rel=3e-4)


def test_uneven_times_are_interpolated() -> None:
    jitter = np.random.default_rng(1).uniform(-0.008, 0.008, 300)
    time_s = np.arange(300) / 30 + jitter
    even_s, at_s = even(time_s, np.stack([2 * time_s, np.sin(3 * time_s)], axis=-1))
    assert np.ptp(np.diff(even_s)) < 1e-9
    np.testing.assert_allclose(at_s[:, 0], 2 * even_s, atol=1e-9)
    np.testing.assert_allclose(at_s[:, 1], np.sin(3 * even_s), atol=2e-3)


def test_nothing_is_put_where_frames_are_missing() -> None:
    time_s = np.delete(np.arange(120) / 60, range(50, 60))
    even_s, at_s = even(time_s, time_s)
    assert len(even_s) == 120
    np.testing.assert_array_equal(np.flatnonzero(np.isnan(at_s)), range(50, 60))
    np.testing.assert_allclose(at_s[:50], even_s[:50])


def test_what_is_unknown_stays_unknown() -> None:
    time_s = np.arange(60) / 30 + np.resize([0, 0.005], 60)
    values = np.stack([time_s, np.full(60, np.nan)], axis=-1)
    values[20:30, 0] = np.nan
    even_s, at_s = even(time_s, values)
    assert np.isnan(at_s[:, 1]).all()
    hidden = np.isnan(at_s[:, 0])
    assert hidden[21:29].all() and not hidden[:19].any() and not hidden[31:].any()
    assert (np.abs(even_s[hidden] - 25 / 30) < 0.2).all()


@given(st.lists(st.tuples(st.floats(0.02, 0.2), st.floats(-100, 100)), min_size=3, max_size=40))
def test_it_never_overshoots(samples: list[tuple[float, float]]) -> None:
    spacing_s, values = np.array(samples).T
    time_s = np.cumsum(spacing_s)
    even_s, at_s = even(time_s, values)
    assert even_s[0] == time_s[0]
    known = at_s[np.isfinite(at_s)]
    assert known.min(initial=0) >= min(values.min(), 0) - 1e-9
    assert known.max(initial=0) <= max(values.max(), 0) + 1e-9
