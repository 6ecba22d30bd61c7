"""What may be shown of a clip: the table and what it does to the measures."""

from dataclasses import replace
from functools import cache
from typing import get_args

import numpy as np
import pytest
from synthetic_runner import STATURE_CM, Runner, source

from vision import Analysis, Measures, Network, Settings, analyze_landmarks
from vision.circumstances import Circumstances, Condition
from vision.curves import CURVES
from vision.datatypes import Footage, Vertical
from vision.intervals import half_width
from vision.measure_groups import FROM_GRAVITY
from vision.report.catalogue import ENTRIES
from vision.withholding import RULES, withhold

GOOD = Circumstances(frame_rate_hz=240.0)
TIMES = {"contact_time_s", "flight_time_s", "duty_factor", "step_time_s", "stride_time_s"}


@cache
def run(
    fps: float = 120.0, *, incline_pct: float = 0.0, network: str = "heavy", yaw_deg: float = 0
) -> Analysis:
    landmarks = Runner(fps=fps, duration_s=8.0, noise_px=1.0, yaw_deg=yaw_deg).landmarks()
    return analyze_landmarks(
        landmarks,
        source=source(landmarks),
        network=Network("blazepose", network),
        settings=Settings(height_cm=STATURE_CM, speed_mps=3.0, mass_kg=70.0, incline_pct=incline_pct),
    )


def value(analysis: Analysis, name: str) -> float | None:
    return analysis.metrics[name].value


def test_the_table_names_only_what_exists():
    curves = {name for name, *_ in CURVES}
    assert {name for rule in RULES for name in rule.names} <= set(ENTRIES) | curves


def test_every_rule_has_a_circumstance_under_which_it_applies_and_none_applies_to_a_good_clip():
    worst = Circumstances(
        frame_rate_hz=25.0, view="oblique", network="lite", found=frozenset(get_args(Condition))
    )
    assert all(rule.applies(worst) for rule in RULES)
    assert not any(rule.applies(GOOD) for rule in RULES)
    assert {name for rule in RULES for name in rule.when} == set(get_args(Condition))


@pytest.mark.parametrize(
    ("part", "gone", "stays"),
    [
        ("hip", "knee_flexion_peak_swing_deg", "shank_angle_deg"),
        ("knee", "shank_angle_deg", "trunk_lean_mean_deg"),
        ("shoulder", "trunk_lean_mean_deg", "knee_flexion_peak_swing_deg"),
        ("ankle", "contact_time_s", "trunk_lean_mean_deg"),
    ],
)
def test_what_hangs_on_a_hidden_joint_is_withheld_and_nothing_else(part, gone, stays):
    landmarks = Runner(fps=120.0, duration_s=8.0, noise_px=1.0).landmarks()
    n = len(landmarks.time_s)
    footage = Footage(np.zeros(n), np.full(n, 5.0), np.full(n, 120.0), np.full(n, 0.3), hidden=(part,))
    analysis = analyze_landmarks(landmarks, source=source(landmarks), footage=footage)
    assert analysis.metrics[gone].value is None
    assert "hides" in analysis.metrics[gone].overall.why_missing
    assert analysis.metrics[stays].value is not None
    assert value(analysis, "trunk_lean_range_deg") is None or part == "ankle"
    assert value(analysis, "cadence_spm") is not None
    assert "occluded" in [reason.code for reason in analysis.quality.reasons]


def test_at_120_frames_a_second_everything_is_shown():
    analysis = run(120.0)
    assert analysis.measures.withheld == {}
    assert analysis.measures.quotable_steps == analysis.measures.steps
    assert value(analysis, "stride_time_cv_pct") is not None


@pytest.mark.parametrize("fps", [30.0, 60.0])
def test_below_100_frames_a_second_a_single_time_is_there_but_not_quotable(fps):
    measures = run(fps).measures
    assert set(measures.withheld) >= TIMES | {"foot_strike_angle_deg"}
    assert all(np.isfinite(step.values["contact_time_s"]) for step in measures.steps)
    assert not any("contact_time_s" in step.values for step in measures.quotable_steps)
    assert all("shank_angle_deg" in step.values for step in measures.quotable_steps)
    assert measures.metrics["contact_time_s"].value is not None
    assert measures.metrics["stride_time_cv_pct"].value is None


@pytest.mark.parametrize(
    ("fps", "shown"), [(25.0, False), (29.97, False), (50.0, True), (59.94, True), (119.88, True)]
)
def test_the_foot_strike_angle_needs_fifty_frames_a_second_and_its_pattern_none(fps, shown):
    analysis = run(fps)
    assert (value(analysis, "foot_strike_angle_deg") is not None) == shown
    pattern = analysis.metrics["foot_strike_pattern"]
    assert pattern.category in (
        {"rearfoot", "midfoot", "forefoot"} if fps > 100 else {"rearfoot", "non-rearfoot"}
    )
    assert "foot_strike_angle_deg" not in {f.metric for f in analysis.findings} or shown


def test_stiffness_is_for_the_level():
    assert value(run(), "leg_stiffness_kn_m") is not None
    uphill = run(incline_pct=2.0).metrics
    for name in ("leg_stiffness_kn_m", "vertical_stiffness_kn_m"):
        assert uphill[name].value is None
        assert "level" in uphill[name].overall.why_missing


def test_a_light_network_hides_the_foot_in_means_curves_and_flags_but_not_from_a_coach():
    analysis = run(network="lite")
    assert value(analysis, "shank_angle_deg") is None
    assert "network" in analysis.metrics["shank_angle_deg"].overall.why_missing
    assert not {"shank_angle_deg", "foot_angle_deg"} & {curve.name for curve in analysis.measures.curves}
    assert not any("shank" in flag.effect for flag in analysis.flags)
    assert np.isfinite([step.values["shank_angle_deg"] for step in analysis.measures.steps]).all()
    assert "shank_angle_deg" in analysis.measures.withheld


@pytest.mark.parametrize("network", ["lite", "blazepose"])
def test_a_light_network_does_not_tell_the_legs_apart_by_times_nor_how_far_a_knee_bends(network):
    names = ("symmetry_angle_pct", "symmetry_angle_flight_time_pct", "knee_flexion_peak_swing_deg")
    for name in names:
        assert value(run(), name) is not None
        assert value(run(network=network), name) is None
        assert "heavy" in run(network=network).metrics[name].overall.why_missing


def test_an_oblique_view_marks_its_single_steps_too():
    measures = withhold(run().measures, replace(GOOD, view="oblique"))
    assert measures.metrics["landing_share"].value is None
    assert "shank_angle_deg" in measures.withheld


def test_the_first_reason_of_the_table_is_given():
    measures = withhold(run().measures, replace(GOOD, view="oblique", network="lite"))
    assert "side" in measures.metrics["shank_angle_deg"].overall.why_missing


def test_what_was_not_measured_is_not_marked():
    assert withhold(Measures({}), replace(GOOD, frame_rate_hz=30.0)).withheld == {}


def test_where_up_is_unknown_what_is_measured_from_it_is_left_out_and_nothing_else():
    landmarks = Runner(fps=120.0, duration_s=8.0, noise_px=1.0).landmarks()
    settings = Settings(height_cm=STATURE_CM, speed_mps=3.0, mass_kg=70.0)
    tilted = analyze_landmarks(
        landmarks, source=source(landmarks), vertical=Vertical("tilted", 2.5), settings=settings
    )
    hidden = {name for name, metric in tilted.metrics.items() if metric.value is None}
    usual = {name for name, metric in run(120.0).metrics.items() if metric.value is None}
    assert hidden - usual == (set(FROM_GRAVITY) & set(ENTRIES)) - usual
    level, unsure = (
        analyze_landmarks(landmarks, source=source(landmarks), vertical=Vertical("lines", sd_deg)).metrics
        for sd_deg in (0.1, 2.5)
    )
    bound = {
        name
        for name, metric in unsure.items()
        if half_width(metric.overall) > 1.2 * half_width(level[name].overall)
    }
    assert "trunk_lean_mean_deg" in bound
    assert hidden >= bound
    shown = {curve.name for curve in tilted.measures.curves}
    assert shown == {"knee_flexion_deg", "ankle_dorsiflexion_deg", "hip_height_pct_leg"}
    assert [reason.code for reason in tilted.quality.reasons] == ["tilted_camera"]
    assert tilted.quality.verdict == "limited"
    assert "camera upright" in tilted.metrics["shank_angle_deg"].overall.why_missing
