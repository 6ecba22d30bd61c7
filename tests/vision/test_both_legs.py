"""From both legs' values to one metric: what stays in their mean, what leaves it, and in which unit."""

from dataclasses import replace

import numpy as np
import pytest
from synthetic_runner import Runner, scene_of

from vision.both_legs import NO_SCALE, LegValue, Unit, both_legs, typical_step, units_of
from vision.datatypes import Evidence, Metric, Scale
from vision.intervals import Z95, half_width
from vision.series import PerStep

SCENE = scene_of(Runner(duration_s=3.0))[1]
DEGREES = Unit("x_deg", "deg")
STEADY = PerStep.mean_of(np.full(12, 4.0))


def metric(left: LegValue, right: LegValue) -> Metric:
    return both_legs(DEGREES, {"left": left, "right": right}, SCENE, ())


def leg(*shared_sd: float, opposite_sd: float = 0.0, read: PerStep = STEADY) -> LegValue:
    return LegValue(read, np.array(shared_sd), opposite_sd)


def test_an_error_that_both_legs_share_stays_in_their_mean():
    made = metric(leg(0.3, 0.4), leg(0.3, 0.4))
    assert half_width(made.left) == half_width(made.overall) == pytest.approx(Z95 * 0.5)


def test_a_cause_that_moves_the_legs_against_each_other_leaves_their_mean():
    made = metric(leg(0.3, 0.4), leg(0.3, -0.4))
    assert half_width(made.left) == half_width(made.right) == pytest.approx(Z95 * 0.5)
    assert half_width(made.overall) == pytest.approx(Z95 * 0.3)


def test_what_one_leg_has_too_much_and_the_other_too_little_leaves_their_mean():
    made = metric(leg(0.3, opposite_sd=0.4), leg(0.3, opposite_sd=0.4))
    assert half_width(made.left) == pytest.approx(Z95 * 0.5)
    assert half_width(made.overall) == pytest.approx(Z95 * 0.3)


def test_a_lone_leg_keeps_what_only_the_other_one_could_take_away():
    hidden = replace(leg(0.3, opposite_sd=0.4), why_missing="too few steps of this leg")
    made = metric(leg(0.3, opposite_sd=0.4), hidden)
    assert made.overall == made.left
    assert half_width(made.overall) == pytest.approx(Z95 * 0.5)
    assert made.right.why_missing == "too few steps of this leg"


def test_an_error_that_nobody_knows_leaves_no_interval_and_so_no_value():
    made = metric(leg(np.nan), leg(np.nan))
    assert (made.overall.value, made.overall.low) == (None, None)
    assert made.overall.why_missing


def test_a_length_has_metres_with_the_scales_doubt_and_shares_with_that_of_the_leg():
    scene = replace(
        SCENE, leg_length_px=200.0, scale=Scale(0.004, 0.004 - 1.96e-4, 0.004 + 1.96e-4, "height")
    )
    metres, shares = units_of("foot_hip_distance", "m", scene)
    assert (metres.name, metres.from_raw) == ("foot_hip_distance_m", 0.004)
    assert metres.relative_sd == pytest.approx(0.05 * 0.5, rel=0.02)
    assert (shares.name, shares.from_raw) == ("foot_hip_distance_pct_leg", 0.5)
    raw = PerStep.mean_of(np.full(12, 40.0))
    value = LegValue.in_unit(
        metres, raw, definition_sd=0.01, opposite_sd=0.005, raw_shared_sd=np.array([2.0]), why_missing=None
    )
    assert value.read.pooled == pytest.approx(0.16)
    assert value.shared_sd == pytest.approx([0.01, 0.16 * metres.relative_sd, 0.008])
    assert [u.name for u in units_of("heel_com_distance", "m", scene)] == ["heel_com_distance_m"]
    assert [u.name for u in units_of("shank_angle_deg", "deg", scene)] == ["shank_angle_deg"]


def test_without_a_scale_metres_say_what_is_needed():
    metres, _ = units_of("foot_hip_distance", "m", replace(SCENE, scale=None))
    value = LegValue.in_unit(
        metres, STEADY, definition_sd=0.01, opposite_sd=0.0, raw_shared_sd=np.zeros(1), why_missing=None
    )
    assert value.why_missing == NO_SCALE


def test_the_typical_step_is_the_one_closest_to_the_legs_value():
    read = PerStep(np.array([3.0, 4.2, np.nan, 5.0]), 4.0)
    instants_s, time_s = np.array([0.5, 1.2, 1.9, 2.6]), np.arange(90) / 30
    assert typical_step(read, instants_s, time_s) == (Evidence(1.2, 36),)
    assert typical_step(PerStep.mean_of(np.array([])), np.array([]), time_s) == ()
    unknown = PerStep.mean_of(np.full(4, np.nan))
    assert typical_step(unknown, instants_s, time_s) == (Evidence(1.9, 57),)
