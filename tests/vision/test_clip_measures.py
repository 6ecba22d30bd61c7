"""Measures of the whole clip against numbers worked out by hand."""

import tracemalloc
from functools import partial
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from vision.clip_measures import (
    RunnerFacts,
    cadence_drift_per_10min,
    cadence_spm,
    clip_metrics,
    foot_strike_pattern,
    leg_stiffness_kn_m,
    speed_of,
    step_length_m,
    stride_time_cv_pct,
    symmetry_angle_pct,
    vertical_ratio_pct,
    vertical_stiffness_kn_m,
)
from vision.datatypes import SIDES, Estimate, Floats, GaitEvent, GaitEvents, Metric, Step
from vision.intervals import missing

TOLD = RunnerFacts(speed_mps=3.0, height_cm=175.0, mass_kg=70.0)
BELT = Estimate(3.0, 2.9, 3.1, 1)


def gait(contacts_s: Floats, *, stride_time_s: float = 0.72) -> GaitEvents:
    """Contacts of alternating feet, toe-offs half a step later."""
    contacts = tuple(
        GaitEvent(SIDES[i % 2], "near", "initial_contact", float(t), round(60 * t), 0.006)
        for i, t in enumerate(contacts_s)
    )
    steps = tuple(Step(c.side, "near", c.time_s, c.time_s + 0.2, n.time_s) for c, n in pairwise(contacts))
    return GaitEvents(contacts, steps, stride_time_s)


def metric(name: str, value: float | None, half: float = 0.0, **sides: Estimate) -> Metric:
    overall = missing("hidden") if value is None else Estimate(value, value - half, value + half, 20)
    return Metric(name, "", overall, **sides)


def sided(left: float, right: float, half: float = 0.0, shared: float = 0.0) -> Metric:
    """Both legs with their own errors, and with one that they share."""
    reach, mean, of_mean = np.hypot(half, shared), (left + right) / 2, np.hypot(half / np.sqrt(2), shared)
    of = {s: Estimate(v, v - reach, v + reach, 10) for s, v in zip(SIDES, (left, right), strict=True)}
    return Metric("contact_time_s", "s", Estimate(mean, mean - of_mean, mean + of_mean, 20), **of)


def times(contact_s: float | None, flight_s: float | None, half: float = 0.0) -> dict[str, Metric]:
    return {
        "contact_time_s": metric("contact_time_s", contact_s, half),
        "flight_time_s": metric("flight_time_s", flight_s, half),
    }


# ---- cadence -----------------------------------------------------------------------------------------


def test_a_foot_that_is_read_late_does_not_change_the_cadence():
    """From a right foot's first contact to a left one's last, 15 ms would be 0.6 steps a minute."""
    contacts_s = 1.0 + 0.36 * np.arange(12)
    contacts_s[::2] += 0.015
    assert cadence_spm(gait(contacts_s)).value == pytest.approx(60 / 0.36, rel=1e-9)


def test_cadence_in_a_long_clip_counts_every_stride():
    rng = np.random.default_rng(0)
    steps_s = 0.36 + 0.02 * rng.random(4000)
    contacts_s = np.cumsum(steps_s)
    assert cadence_spm(gait(contacts_s)).value == pytest.approx(60 / steps_s[2:].mean(), rel=1e-4)


def test_cadence_is_steps_over_the_time_from_first_to_last_contact():
    made = cadence_spm(gait(1.0 + 0.36 * np.arange(21)))
    assert made.value == pytest.approx(60 / 0.36)
    assert made.n == 20
    assert made.low < made.value < made.high


def test_cadence_counts_the_steps_between_contacts_that_were_not_seen():
    contacts_s = 1.0 + 0.36 * np.arange(21)
    made = cadence_spm(gait(np.delete(contacts_s, [8, 9])))
    assert made.value == pytest.approx(60 / 0.36)


def test_uneven_steps_do_not_bias_the_cadence():
    """The mean of 60 / step time would be 1 % too high."""
    steps_s = 0.36 + 0.036 * np.tile([-1, 1], 15)
    assert cadence_spm(gait(np.cumsum(steps_s))).value == pytest.approx(60 / 0.36, rel=0.005)


def test_a_longer_clip_makes_the_cadence_more_certain_down_to_a_floor():
    widths = [
        made.high - made.low for made in (cadence_spm(gait(0.36 * np.arange(n))) for n in (10, 40, 4000))
    ]
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] == pytest.approx(2 * 1.96 * 0.1, rel=0.02)


@pytest.mark.parametrize("contacts", [0, 1, 2])
def test_two_contacts_are_no_cadence(contacts):
    made = cadence_spm(gait(0.36 * np.arange(contacts)))
    assert made.value is None
    assert made.why_missing


# ---- lengths -----------------------------------------------------------------------------------------


def test_step_length_is_belt_speed_times_step_time():
    made = step_length_m(Estimate(0.36, 0.358, 0.362, 20), RunnerFacts(speed_mps=3.0))
    assert made.value == pytest.approx(1.08)
    assert made.high - made.value == pytest.approx(np.hypot(0.006, 1.96 * 0.015 * 1.08))


def test_vertical_ratio_is_bounce_over_step_length():
    made = vertical_ratio_pct(Estimate(0.081, 0.07, 0.092, 20), Estimate(1.08, 0.98, 1.18, 20))
    assert made.value == pytest.approx(7.5)
    assert made.high - made.value == pytest.approx(7.5 * np.hypot(0.011 / 0.081, 0.1 / 1.08))


def test_without_speed_or_scale_lengths_say_what_is_needed():
    length = step_length_m(Estimate(0.36, 0.358, 0.362, 20), RunnerFacts())
    assert length.value is None
    assert "speed" in length.why_missing
    assert vertical_ratio_pct(Estimate(0.08, 0.07, 0.09, 20), length) == length
    assert vertical_ratio_pct(missing("the scale is unknown"), Estimate(1.0, 1.0, 1.0, 9)).why_missing == (
        "the scale is unknown"
    )


# ---- foot strike -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "angle, pattern", [(15.0, "rearfoot"), (8.1, "rearfoot"), (3.0, "midfoot"), (-8.0, "forefoot")]
)
def test_a_certain_angle_has_a_certain_pattern(angle, pattern):
    made = foot_strike_pattern(metric("foot_strike_angle_deg", angle, half=0.01), three_classes=True)
    assert made.category == pattern
    assert made.value == pytest.approx(1.0)


@pytest.mark.parametrize("angle, sd", [(9.0, 2.0), (6.0, 3.5), (-1.0, 2.5), (3.2, 8.0)])
def test_an_uncertain_angle_has_the_probability_of_its_likeliest_pattern(angle, sd):
    made = foot_strike_pattern(metric("foot_strike_angle_deg", angle, half=1.96 * sd), three_classes=True)
    shares = {
        "forefoot": norm.cdf((-1.6 - angle) / sd),
        "midfoot": norm.cdf((8.0 - angle) / sd) - norm.cdf((-1.6 - angle) / sd),
        "rearfoot": norm.sf((8.0 - angle) / sd),
    }
    assert made.category == max(shares, key=lambda k: shares[k])
    assert made.value == pytest.approx(max(shares.values()), abs=1e-6)


@given(st.floats(-60, 60), st.floats(0, 40))
def test_the_likeliest_of_three_patterns_has_at_least_a_third(angle, half):
    made = foot_strike_pattern(metric("foot_strike_angle_deg", angle, half=half), three_classes=True)
    assert 1 / 3 <= made.value <= 1


@pytest.mark.parametrize(
    ("angle", "pattern"), [(3.0, "non-rearfoot"), (-9.0, "non-rearfoot"), (14.0, "rearfoot")]
)
def test_two_classes_tell_only_rearfoot_from_the_rest(angle, pattern):
    made = foot_strike_pattern(metric("foot_strike_angle_deg", angle, half=1.96 * 4.0), three_classes=False)
    assert made.category == pattern
    assert made.value == pytest.approx(norm.cdf(abs(angle - 8.0) / 4.0))


@pytest.mark.parametrize("angle", [-6.0, 3.0, 7.0, 11.8])
def test_the_interval_of_a_probability_is_what_other_errors_of_the_angle_would_make_of_it(angle):
    made = foot_strike_pattern(metric("foot_strike_angle_deg", angle, half=7.0), three_classes=True)
    other = [
        foot_strike_pattern(metric("foot_strike_angle_deg", angle, half=7.0 * k), three_classes=True)
        for k in (0.7, 1.3)
    ]
    assert made.low < made.value < made.high
    assert {made.category} == {each.category for each in other}
    assert sorted(each.value for each in other) == pytest.approx([made.low, made.high])


def test_an_unknown_angle_has_no_pattern():
    made = foot_strike_pattern(metric("foot_strike_angle_deg", None), three_classes=True)
    assert (made.value, made.category, made.overall.why_missing) == (None, None, "hidden")


# ---- stiffness ---------------------------------------------------------------------------------------


def test_stiffness_is_that_of_morins_spring():
    """Contact 0.25 s, flight 0.10 s, 70 kg, 1.75 m, 3 m/s, worked out by hand from Morin 2005:

    force   70 x 9.81 x pi/2 x (0.10/0.25 + 1) = 1510 N
    dip     1510 x 0.25^2 / (70 pi^2) - 9.81 x 0.25^2 / 8 = 0.1366 - 0.0766 = 0.0600 m
    leg     0.53 x 1.75 = 0.9275 m, shortened by 0.9275 - sqrt(0.9275^2 - (3 x 0.25/2)^2) + dip = 0.1392 m
    """
    assert vertical_stiffness_kn_m(times(0.25, 0.10), TOLD).value == pytest.approx(25.2, abs=0.05)
    assert leg_stiffness_kn_m(times(0.25, 0.10), TOLD, BELT).value == pytest.approx(10.85, abs=0.02)


def test_stiffness_carries_the_doubt_of_the_contact_time():
    made = vertical_stiffness_kn_m(times(0.25, 0.10, half=0.01), TOLD)
    shorter, longer = (vertical_stiffness_kn_m(times(0.25 + d, 0.10 - d), TOLD).value for d in (-0.01, 0.01))
    assert made.low == pytest.approx(longer)
    assert made.high == pytest.approx(shorter)
    assert made.low < made.value < made.high


@pytest.mark.parametrize(
    "stiffness, told",
    [
        (vertical_stiffness_kn_m, RunnerFacts(speed_mps=3.0, height_cm=175.0)),
        (partial(leg_stiffness_kn_m, speed=BELT), RunnerFacts(speed_mps=3.0, mass_kg=70.0)),
        (partial(leg_stiffness_kn_m, speed=BELT), RunnerFacts(speed_mps=3.0, height_cm=175.0)),
        (partial(leg_stiffness_kn_m, speed=missing("hidden")), RunnerFacts(height_cm=175.0, mass_kg=70.0)),
    ],
)
def test_stiffness_without_mass_height_or_speed_says_what_is_needed(stiffness, told):
    made = stiffness(times(0.25, 0.10), told)
    assert made.value is None
    assert made.why_missing


def test_stiffness_without_contact_times_is_missing():
    assert vertical_stiffness_kn_m(times(None, 0.1), TOLD).why_missing == "hidden"
    assert vertical_stiffness_kn_m(times(0.25, None), TOLD).value is None


def test_a_leg_that_would_have_to_be_longer_than_itself_has_no_stiffness():
    too_fast = Estimate(9.0, 8.8, 9.2, 1)
    assert leg_stiffness_kn_m(times(0.25, 0.10), TOLD, too_fast).why_missing


def test_leg_stiffness_carries_the_doubt_of_the_speed():
    """By hand at 2.8 and 3.2 m/s: shortened by 0.1284 and 0.1506 m under 1510 N."""
    made = leg_stiffness_kn_m(times(0.25, 0.10), TOLD, Estimate(3.0, 2.8, 3.2, 6))
    assert (made.low, made.high) == pytest.approx((10.03, 11.76), abs=0.02)


def test_the_speed_is_the_told_one_as_well_as_belts_keep_it_or_else_the_measured_one():
    measured = metric("speed_mps", 3.3, half=0.2)
    assert speed_of(measured, RunnerFacts()) == measured.overall
    told = speed_of(measured, TOLD)
    assert (told.low, told.value, told.high) == pytest.approx((3 - 0.0882, 3.0, 3 + 0.0882))


# ---- symmetry ----------------------------------------------------------------------------------------


def test_equal_sides_have_no_symmetry_angle():
    assert symmetry_angle_pct(sided(0.25, 0.25)).value == pytest.approx(0.0)


def test_the_symmetry_angle_is_that_of_zifchock():
    """100 (45 - atan(0.9 / 1.1)) / 90 = 100 (45 - 39.289) / 90."""
    assert symmetry_angle_pct(sided(0.9, 1.1)).value == pytest.approx(6.345, abs=0.001)


@given(st.floats(0.01, 10), st.floats(0.01, 10))
def test_the_symmetry_angle_is_bounded_and_turns_its_sign_with_the_sides(left, right):
    value = symmetry_angle_pct(sided(left, right)).value
    assert -50 <= value <= 50
    assert value == pytest.approx(-symmetry_angle_pct(sided(right, left)).value, abs=1e-9)


def test_the_interval_of_the_symmetry_angle_holds_its_simulated_spread():
    rng = np.random.default_rng(3)
    made = symmetry_angle_pct(sided(0.25, 0.26, half=0.01))
    left, right = 0.25 + 0.01 / 1.96 * rng.normal(size=20000), 0.26 + 0.01 / 1.96 * rng.normal(size=20000)
    angles = 100 * (45 - np.degrees(np.arctan(left / right))) / 90
    assert made.high - made.value == pytest.approx(1.96 * angles.std(), rel=0.03)


def test_what_both_legs_share_does_not_blur_their_symmetry():
    own, with_shared = (
        symmetry_angle_pct(sided(0.25, 0.26, 0.01)),
        symmetry_angle_pct(sided(0.25, 0.26, 0.01, 0.03)),
    )
    assert with_shared.high == pytest.approx(own.high)
    assert symmetry_angle_pct(sided(0.25, 0.26, 0.0, 0.03)).high == pytest.approx(own.value, abs=1e-6)


@pytest.mark.parametrize("left, right", [(0.0, 0.1), (-0.02, 0.1), (0.1, -0.1)])
def test_no_symmetry_angle_of_values_that_are_not_positive(left, right):
    assert symmetry_angle_pct(sided(left, right)).value is None


def test_no_symmetry_angle_of_one_leg():
    one = Metric("x", "s", missing("no"), left=Estimate(1, 1, 1, 5), right=missing("hidden"))
    assert "both legs" in symmetry_angle_pct(one).why_missing
    assert symmetry_angle_pct(metric("x", 1.0)).value is None


# ---- steadiness and drift ----------------------------------------------------------------------------


def uneven_gait(strides: int, sd_s: float, *, seed: int = 0, trend_s: float = 0.0) -> GaitEvents:
    """Stride times of each foot that vary by `sd_s` around 0.72 s and a trend."""
    rng = np.random.default_rng(seed)
    each = [np.cumsum(0.72 + trend_s * np.arange(strides) + sd_s * rng.normal(size=strides)) for _ in SIDES]
    events = [
        GaitEvent(side, "near", "initial_contact", float(t + offset), 0, 0.006)
        for side, offset, own in zip(SIDES, (0.0, 0.36), each, strict=True)
        for t in own
    ]
    return GaitEvents(tuple(sorted(events, key=lambda e: e.time_s)), (), 0.72)


AT_60 = 60.0


def test_the_stride_times_coefficient_of_variation():
    made = stride_time_cv_pct(uneven_gait(400, 0.0144))
    assert made.value == pytest.approx(2.0, abs=0.12)
    assert made.low < 2.0 < made.high


def test_a_trend_is_no_variation():
    assert stride_time_cv_pct(uneven_gait(60, 0.0, trend_s=0.0005)).value < 0.01


def test_ninety_five_of_a_hundred_intervals_hold_the_true_variation():
    made = [stride_time_cv_pct(uneven_gait(20, 0.0144, seed=seed)) for seed in range(300)]
    assert np.mean([e.low <= 2.0 <= e.high for e in made]) == pytest.approx(0.95, abs=0.03)


def test_few_strides_show_no_variation():
    made = stride_time_cv_pct(uneven_gait(8, 0.0144))
    assert made.value is None
    assert "strides" in made.why_missing


def test_drift_is_the_change_of_cadence_in_ten_minutes():
    contacts, t = [0.0], 0.0
    while t < 200:
        t += 60 / (170 - 6 * t / 600)
        contacts.append(t)
    made = cadence_drift_per_10min(gait(np.array(contacts)))
    assert made.value == pytest.approx(-6.0, abs=0.05)
    assert made.low <= made.value <= made.high


def test_the_drift_of_a_whole_hour_takes_little_memory():
    rng, between_s = np.random.default_rng(0), 60 / np.linspace(172, 166, 10_000)
    contacts = np.cumsum(between_s) + rng.normal(0, 0.008, len(between_s))
    steps = gait(contacts)
    tracemalloc.start()
    made = cadence_drift_per_10min(steps)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert made.low <= -6 * 600 / (contacts[-1] - contacts[0]) <= made.high
    assert made.n == len(steps.steps) and most < 40e6


def test_a_short_clip_has_no_drift():
    made = cadence_drift_per_10min(gait(0.36 * np.arange(300)))
    assert made.value is None
    assert "two minutes" in made.why_missing
    assert cadence_drift_per_10min(gait(np.array([]))).value is None


# ---- together ----------------------------------------------------------------------------------------


def test_all_are_made_under_their_names():
    single = {
        name: sided(0.25, 0.25)
        for name in (
            "step_time_s", "contact_time_s", "flight_time_s", "vertical_oscillation_m",
            "foot_strike_angle_deg", "foot_hip_distance_pct_leg", "speed_mps",
        )
    }  # fmt: skip
    made = clip_metrics(single, gait(0.36 * np.arange(21)), AT_60, TOLD)
    assert all(name == metric.name for name, metric in made.items())
    assert set(made) == {
        "cadence_spm", "step_length_m", "vertical_ratio_pct", "foot_strike_pattern",
        "vertical_stiffness_kn_m", "leg_stiffness_kn_m", "symmetry_angle_pct",
        "symmetry_angle_flight_time_pct", "symmetry_angle_foot_hip_distance_pct",
        "stride_time_cv_pct", "drift_per_10min",
    }  # fmt: skip
    for name, entry in made.items():
        assert (entry.overall.value is None) == bool(entry.overall.why_missing), name
