"""Periods, phases and folded curves of functions that are known in closed form."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vision.cycles import Ensemble, fold, fourier_design, robust_fit, stride_period_s, stride_phase
from vision.datatypes import Floats

FPS = 60.0


def frame_times(duration_s: float) -> Floats:
    return np.arange(round(duration_s * FPS)) / FPS


def separation(time_s: Floats, period_s: float, *, peak_s: float = 0.0, third: float = 0.3) -> Floats:
    """Feet that pass each other in antiphase: odd harmonics, foremost at `peak_s` and every period after."""
    turn = 2 * np.pi * (time_s - peak_s) / period_s
    return 80 * np.cos(turn) + 80 * third * np.cos(3 * turn)


# ---- period --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("period_s", [0.55, 0.7143, 0.9, 1.43, 2.86, 5.7])
def test_the_period_is_found_from_sprint_to_slow_motion(period_s):
    time_s = frame_times(max(8.0, 4 * period_s))
    assert stride_period_s(time_s, separation(time_s, period_s)) == pytest.approx(period_s, rel=2e-3)


@pytest.mark.parametrize("third", [-0.45, 0.45])
def test_a_strong_third_harmonic_does_not_pass_for_the_period(third):
    time_s = frame_times(8.0)
    found_s = stride_period_s(time_s, separation(time_s, 0.72, third=third))
    assert found_s == pytest.approx(0.72, rel=3e-3)


def test_the_period_survives_noise_drift_and_missing_frames():
    rng = np.random.default_rng(0)
    time_s = frame_times(8.0)
    seen = separation(time_s, 0.72) + 15 * time_s + rng.normal(0, 20, len(time_s))
    seen[rng.random(len(seen)) < 0.4] = np.nan
    assert stride_period_s(time_s, seen) == pytest.approx(0.72, rel=5e-3)


@pytest.mark.parametrize(
    "signal",
    [np.full(480, np.nan), np.full(480, 7.0), np.append(np.full(470, np.nan), np.arange(10.0))],
    ids=["never seen", "still", "seen in ten frames"],
)
def test_without_motion_there_is_no_period(signal):
    assert np.isnan(stride_period_s(np.arange(480) / FPS, signal))


def test_a_clip_of_under_half_a_second_has_no_period():
    time_s = frame_times(0.45)
    assert np.isnan(stride_period_s(time_s, separation(time_s, 0.72)))


# ---- phase ---------------------------------------------------------------------------------------------


def test_phase_is_whole_where_the_feet_are_farthest_apart():
    time_s = frame_times(8.0)
    phase = stride_phase(time_s, separation(time_s, 0.72, peak_s=0.2), 0.72)
    expected = (time_s - 0.2) / 0.72
    assert phase - np.round(phase - expected) == pytest.approx(expected, abs=5e-3)
    assert np.diff(phase) == pytest.approx(1 / 0.72 / FPS, rel=0.05)


def test_phase_follows_a_runner_who_speeds_up():
    time_s = frame_times(20.0)
    true_phase = time_s / 0.75 + 0.002 * time_s**2
    phase = stride_phase(time_s, 80 * np.cos(2 * np.pi * true_phase), 0.72)
    error = phase - true_phase
    assert np.abs(error - np.round(error.mean())).max() < 0.025, "in strides, of 1.3 that the pace gains"


def test_phase_goes_on_where_the_legs_are_not_seen():
    time_s = frame_times(8.0)
    seen = separation(time_s, 0.72)
    seen[200:240] = np.nan
    error = stride_phase(time_s, seen, 0.72) - time_s / 0.72
    assert np.abs(error - np.round(error.mean())).max() < 0.02


def test_phase_of_nothing_is_unknown():
    time_s = frame_times(4.0)
    assert np.isnan(stride_phase(time_s, np.full_like(time_s, np.nan), 0.72)).all()


# ---- fits ----------------------------------------------------------------------------------------------


def test_fourier_columns_are_a_constant_and_the_harmonics():
    design = fourier_design(np.array([0.0, 0.25, 0.5]), 2)
    assert design.shape == (3, 5)
    assert design[1] == pytest.approx([1, 0, -1, 1, 0], abs=1e-12)


def test_a_robust_fit_ignores_a_fifth_of_outliers_and_unknown_rows():
    rng = np.random.default_rng(1)
    design = np.column_stack([np.ones(200), np.linspace(-1, 1, 200)])
    values = design @ np.array([[3.0, -1.0], [2.0, 0.5]]) + rng.normal(0, 0.01, (200, 2))
    values[rng.random(200) < 0.2] += 40
    values[:5] = np.nan
    assert robust_fit(design, values) == pytest.approx(np.array([[3.0, -1.0], [2.0, 0.5]]), abs=0.02)


# ---- fold ----------------------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(st.floats(-50, 50), st.floats(-50, 50), st.floats(-50, 50), st.integers(0, 1000))
def test_folding_returns_value_and_slope_of_any_parabola(a, b, c, seed):
    tau = np.random.default_rng(seed).uniform(-1, 1, 400)
    grid = np.linspace(-0.8, 0.8, 17)
    curve = fold(tau, (a + b * tau + c * tau**2)[:, None], grid=grid, kernel_sd=0.1)
    scale = 1 + abs(a) + abs(b) + abs(c)
    assert curve.value[:, 0] == pytest.approx(a + b * grid + c * grid**2, abs=1e-6 * scale)
    assert curve.rate[:, 0] == pytest.approx(b + 2 * c * grid, abs=1e-5 * scale)


def test_strides_of_random_phase_give_one_dense_curve():
    """Thirty frames a second show a movement of 30 ms when many strides are folded."""
    rng = np.random.default_rng(2)
    time_s = np.arange(0, 20, 1 / 30)
    tau = (time_s + rng.uniform(0, 0.7)) % 0.7137
    bump = np.exp(-0.5 * ((tau - 0.35) / 0.03) ** 2)
    grid = np.arange(0.1, 0.6, 0.005)
    curve = fold(tau, bump[:, None], grid=grid, kernel_sd=0.006)
    assert curve.value[:, 0] == pytest.approx(np.exp(-0.5 * ((grid - 0.35) / 0.03) ** 2), abs=0.02)


def test_a_tenth_of_outliers_does_not_move_the_curve():
    rng = np.random.default_rng(3)
    tau = rng.uniform(0, 1, 2000)
    values = 10 * np.sin(2 * np.pi * tau) + rng.normal(0, 0.2, len(tau))
    values[rng.random(len(tau)) < 0.1] += 15
    grid = np.linspace(0.1, 0.9, 33)
    curve = fold(tau, values[:, None], grid=grid, kernel_sd=0.03)
    assert curve.value[:, 0] == pytest.approx(10 * np.sin(2 * np.pi * grid), abs=0.3)


def test_the_curve_is_unknown_where_no_stride_was_seen():
    tau = np.concatenate([np.linspace(0, 0.4, 100), np.linspace(0.6, 1.0, 100)])
    curve = fold(tau, tau[:, None], grid=np.array([0.2, 0.5, 0.8]), kernel_sd=0.02)
    assert np.isnan(curve.value[1, 0])
    assert curve.value[[0, 2], 0] == pytest.approx([0.2, 0.8])


def test_strides_that_are_all_equal_keep_their_sharp_bend():
    """Phase-locked strides without noise: a bend must not count as an outlier of the flat part around it."""
    tau = np.tile(np.arange(36) / 60, 20)
    foot = np.maximum(0, tau - 0.3) * 500
    curve = fold(tau, foot[:, None], grid=np.arange(0.05, 0.55, 0.002), kernel_sd=0.012)
    assert np.isfinite(curve.value).all()
    assert curve.value[:, 0] == pytest.approx(np.maximum(0, curve.tau - 0.3) * 500, abs=4)


def test_channels_that_are_never_seen_give_no_curve_and_no_warning():
    tau = np.linspace(0, 1, 100)
    curve = fold(tau, np.full((100, 2), np.nan), grid=np.linspace(0, 1, 5), kernel_sd=0.1)
    assert np.isnan(curve.value).all()


def test_a_curve_is_read_between_its_grid_points():
    curve = Ensemble(np.array([0.0, 1.0]), np.array([[0.0, 5.0], [2.0, 5.0]]), np.array([[2.0, 0], [2.0, 0]]))
    value, rate = curve.at(np.array([0.25, 0.5]))
    assert value == pytest.approx(np.array([[0.5, 5.0], [1.0, 5.0]]))
    assert rate[:, 0] == pytest.approx([2.0, 2.0])


@pytest.mark.parametrize(
    "tau", [np.full(40, 0.30), np.linspace(0.33, 0.9, 200)], ids=["at one place", "beyond the grid's end"]
)
def test_a_curve_is_not_drawn_beyond_its_samples(tau):
    curve = fold(tau, np.sin(30 * tau)[:, None], grid=np.array([0.28]), kernel_sd=0.02)
    assert np.isnan(curve.value).all()


def test_at_the_edge_of_its_samples_a_curve_is_still_read():
    tau = np.linspace(0, 1, 500)
    curve = fold(tau, (3 * tau)[:, None], grid=np.array([0.0, 1.0]), kernel_sd=0.02)
    assert curve.value[:, 0] == pytest.approx([0.0, 3.0], abs=1e-6)
