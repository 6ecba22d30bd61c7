"""The rules for contact and toe-off, given one exact stride of a runner whose contacts are prescribed."""

import numpy as np
import pytest
from synthetic_runner import Runner

from vision.contact_rules import RULE_CHANNELS, Instant, initial_contact, toe_off
from vision.cycles import Ensemble

GAITS = (
    Runner(cadence_spm=140, contact_time_s=0.30, speed_mps=2.5),
    Runner(),
    Runner(cadence_spm=200, contact_time_s=0.18, speed_mps=4.5),
    Runner(strike_deg=-4.0),
    Runner(strike_deg=14.0),
)
gaits = pytest.mark.parametrize("runner", GAITS, ids=["slow", "usual", "fast", "forefoot", "rearfoot"])


def stride_of(runner: Runner, *, times_slower: float = 1.0) -> Ensemble:
    """The left leg from 0.3 strides before contact on, its contact at tau 0."""
    tau = np.arange(-0.3 * runner.stride_time_s, 0.7 * runner.stride_time_s, 0.002 / times_slower)
    body = runner.body_m(runner.first_contact_s + tau)
    points = {
        part: runner.px_per_m * body[f"left_{part}"] for part in ("hip", "knee", "ankle", "heel", "toe")
    }

    def to_vertical_deg(lower, upper):
        line = points[lower] - points[upper]
        return np.degrees(np.arctan2(line[:, 0], -line[:, 1]))

    foot = points["toe"] - points["heel"]
    value = np.column_stack(
        [
            *(points[part][:, axis] for part in ("heel", "toe", "ankle") for axis in (0, 1)),
            to_vertical_deg("knee", "hip") - to_vertical_deg("ankle", "knee"),
            np.degrees(np.arctan2(foot[:, 1], foot[:, 0])),
        ]
    )
    tau = tau * times_slower
    return Ensemble(tau, value, np.gradient(value, tau, axis=0))


def without(curve: Ensemble, *channels: str, after_s: float = -np.inf, before_s: float = np.inf) -> Ensemble:
    value, rate = curve.value.copy(), curve.rate.copy()
    rows = np.flatnonzero((curve.tau > after_s) & (curve.tau < before_s))[:, None]
    for array in (value, rate):
        array[rows, [RULE_CHANNELS.index(c) for c in channels]] = np.nan
    return Ensemble(curve.tau, value, rate)


FOOT = ("heel_x", "heel_y", "toe_x", "toe_y", "foot_angle")


@gaits
def test_contact_is_where_it_was_prescribed(runner):
    landing = initial_contact(stride_of(runner))
    assert landing.tau_s == pytest.approx(0.0, abs=0.003)
    assert landing.doubt_s < 0.004, "the rules agree"


@gaits
def test_toe_off_is_where_it_was_prescribed(runner):
    leaving = toe_off(stride_of(runner), 0.0)
    assert leaving.tau_s == pytest.approx(runner.contact_time_s, abs=0.003)
    assert leaving.doubt_s < 0.006


@pytest.mark.parametrize("times_slower", [2.0, 4.0, 8.0])
def test_slow_motion_stretches_both_instants(times_slower):
    curve = stride_of(Runner(), times_slower=times_slower)
    landing = initial_contact(curve)
    assert landing.tau_s == pytest.approx(0.0, abs=0.003 * times_slower)
    expected_s = Runner().contact_time_s * times_slower
    assert toe_off(curve, landing.tau_s).tau_s == pytest.approx(expected_s, abs=0.004 * times_slower)


def test_a_later_landing_moves_the_contact_with_it():
    curve = stride_of(Runner())
    later = Ensemble(curve.tau + 0.040, curve.value, curve.rate)
    moved_s = initial_contact(later).tau_s - initial_contact(curve).tau_s
    assert moved_s == pytest.approx(0.040)


def test_where_only_the_ankle_is_seen_it_decides_alone_and_the_doubt_is_unknown():
    landing = initial_contact(without(stride_of(Runner()), *FOOT))
    assert landing.tau_s == pytest.approx(0.0, abs=0.003)
    assert np.isnan(landing.doubt_s)


def test_where_the_toe_is_lost_the_knee_tells_toe_off():
    leaving = toe_off(without(stride_of(Runner()), "toe_y", after_s=0.15, before_s=0.4), 0.0)
    assert leaving.tau_s == pytest.approx(Runner().contact_time_s, abs=0.006)


def test_a_toe_that_rises_much_too_late_is_not_believed():
    curve = stride_of(Runner())
    late = curve.rate.copy()
    toe = RULE_CHANNELS.index("toe_y")
    late[:, toe] = np.interp(curve.tau - 0.08, curve.tau, curve.rate[:, toe])
    leaving = toe_off(Ensemble(curve.tau, curve.value, late), 0.0)
    assert leaving.tau_s == pytest.approx(Runner().contact_time_s, abs=0.006)
    assert leaving.doubt_s > 0.02


def test_a_foot_hidden_in_midstance_still_has_a_contact():
    landing = initial_contact(without(stride_of(Runner()), *FOOT, after_s=0.070, before_s=0.2))
    assert landing.tau_s == pytest.approx(0.0, abs=0.010)


def test_a_leg_that_is_never_seen_has_neither_instant():
    nothing = without(stride_of(Runner()), *RULE_CHANNELS)
    for instant in (initial_contact(nothing), toe_off(nothing, 0.0), toe_off(stride_of(Runner()), np.nan)):
        assert isinstance(instant, Instant)
        assert np.isnan(instant.tau_s)


def test_without_a_knee_there_is_no_toe_off():
    assert np.isnan(toe_off(without(stride_of(Runner()), "knee_flexion"), 0.0).tau_s)


@pytest.mark.parametrize("times_faster", [1.25, 1.3, 1.4])
def test_in_quick_steps_the_knee_of_the_landing_is_not_taken_for_that_of_toe_off(times_faster):
    runner = Runner(cadence_spm=182, contact_time_s=0.19, speed_mps=4.5)
    curve = stride_of(runner, times_slower=1 / times_faster)
    leaving_s = toe_off(curve, initial_contact(curve).tau_s).tau_s
    assert leaving_s == pytest.approx(runner.contact_time_s / times_faster, abs=0.004)
