"""From single steps to the metrics of a report: sides, legs, units, reasons and evidence."""

from dataclasses import replace

import numpy as np
import pytest
from bad_twins import SIDED, exchanged
from synthetic_runner import SIDES, STATURE_CM, Runner, analysis_of, events_of, scene_of, source

from vision import Settings, analyze_landmarks, detect_events, measure, read_scene
from vision.clip_measures import RunnerFacts
from vision.contact_rules import SINGLE_SD_S
from vision.datatypes import ASSUMED_VERTICAL, Analysis, GaitEvents, Measures, Metric, Network, Side, Vertical
from vision.intervals import Z95, half_width
from vision.mass import center_of_mass
from vision.metrics import measure_from_the_side
from vision.report.catalogue import ENTRIES
from vision.step_measures import STEP_MEASURES

RUNNER = Runner(noise_px=1.0, duration_s=8.0)
OPPOSITE: dict[Side, Side] = {"left": "right", "right": "left"}
UNITS = {"_spm": "spm", "_s": "s", "_m": "m", "_deg": "deg", "_pct": "%", "_pct_leg": "%", "_kn_m": "kN/m"}


def measured(runner: Runner = RUNNER, **told: float) -> Measures:
    track, scene = scene_of(runner)
    return measure(track, events_of(runner), scene, **told)


def analysed(runner: Runner, **told: float) -> Analysis:
    landmarks = runner.landmarks()
    return analyze_landmarks(landmarks, source=source(landmarks), settings=Settings(**told))


# ---- what is reported --------------------------------------------------------------------------------


def test_every_metric_of_the_catalogue_is_there_and_no_other():
    assert set(measured().metrics) == set(ENTRIES)


def test_units_follow_the_names():
    for name, metric in measured().metrics.items():
        assert metric.name == name
        ending = next((e for e in sorted(UNITS, key=len, reverse=True) if name.endswith(e)), None)
        if ending:
            assert metric.unit == UNITS[ending], name


def test_a_value_comes_with_interval_and_steps_and_a_missing_one_with_its_reason():
    for name, metric in measured(speed_mps=3.0, height_cm=STATURE_CM, mass_kg=70.0).metrics.items():
        for estimate in filter(None, (metric.overall, metric.left, metric.right, metric.near, metric.far)):
            if estimate.value is None:
                assert estimate.why_missing, name
                assert (estimate.low, estimate.high) == (None, None), name
            else:
                assert estimate.low <= estimate.value <= estimate.high, name
                assert np.isfinite([estimate.value, estimate.low, estimate.high]).all(), name
                assert estimate.n > 0, name


@pytest.mark.parametrize("fps", [30, 60, 120])
@pytest.mark.parametrize("cadence_spm, contact_time_s", [(150, 0.28), (168, 0.25), (190, 0.19)])
def test_contact_and_flight_add_up_to_a_step(fps, cadence_spm, contact_time_s):
    runner = replace(RUNNER, fps=fps, cadence_spm=cadence_spm, contact_time_s=contact_time_s, duration_s=5.0)
    metrics = measured(runner).metrics
    step_s = 60 / metrics["cadence_spm"].value
    together_s = metrics["contact_time_s"].value + metrics["flight_time_s"].value
    assert together_s == pytest.approx(step_s, abs=1e-3)
    assert metrics["duty_factor"].value == pytest.approx(
        metrics["contact_time_s"].value / (2 * step_s), abs=2e-3
    )


@pytest.mark.parametrize("seed", range(4))
def test_the_intervals_hold_the_truth(seed):
    runner = replace(RUNNER, noise_px=3.0, seed=seed, duration_s=6.0)
    metrics = analysis_of(runner).metrics
    truth = {
        "cadence_spm": runner.cadence_spm,
        "step_length_m": runner.speed_mps * runner.step_time_s,
        "contact_time_s": runner.contact_time_s,
        "flight_time_s": runner.flight_time_s,
        "foot_hip_distance_m": runner.foot_hip_m,
        "vertical_oscillation_m": runner.bounce_m,
        "trunk_lean_mean_deg": runner.trunk_lean_deg,
        "foot_strike_angle_deg": runner.strike_deg,
        "vertical_ratio_pct": 100 * runner.bounce_m / (runner.speed_mps * runner.step_time_s),
        "arm_swing_range_deg": runner.arm_swing_deg,
    }
    outside = [n for n, value in truth.items() if not metrics[n].low <= value <= metrics[n].high]
    assert outside == []


# ---- sides -------------------------------------------------------------------------------------------


def test_the_overall_value_is_the_mean_of_both_legs():
    for metric in measured().metrics.values():
        if metric.left and metric.left.value is not None and metric.right.value is not None:
            assert metric.value == pytest.approx((metric.left.value + metric.right.value) / 2)
            assert metric.overall.n == metric.left.n + metric.right.n


@pytest.mark.parametrize("direction", SIDES)
def test_near_is_the_side_that_the_camera_sees(direction):
    metrics = measured(replace(RUNNER, direction=direction, limp_s=0.02)).metrics
    contact = metrics["contact_time_s"]
    assert contact.near == getattr(contact, direction)
    assert contact.far == getattr(contact, OPPOSITE[direction])
    assert contact.left.value - contact.right.value == pytest.approx(0.02, abs=0.006)


def test_a_limp_shows_in_the_symmetry_angle_with_its_sign():
    metrics = measured(replace(RUNNER, limp_s=0.03, noise_px=0.0)).metrics
    expected = 100 * (45 - np.degrees(np.arctan(0.265 / 0.235))) / 90
    assert metrics["symmetry_angle_pct"].value == pytest.approx(expected, abs=0.4)
    assert expected < -3


def test_exchanged_labels_exchange_the_sides_of_every_metric():
    landmarks = replace(RUNNER, parallax=0.0).landmarks()
    mixed = exchanged(landmarks, np.ones(len(landmarks.time_s), bool), SIDED)
    usual, other = (
        analyze_landmarks(x, source=source(x), settings=Settings(height_cm=STATURE_CM))
        for x in (landmarks, mixed)
    )
    for name, metric in usual.metrics.items():
        if metric.left is None or metric.left.value is None:
            continue
        tolerance = 0.02 * abs(metric.high - metric.low) + 1e-6
        for side in SIDES:
            mirrored = getattr(other.metrics[name], OPPOSITE[side])
            assert mirrored.value == pytest.approx(getattr(metric, side).value, abs=tolerance), name


def test_one_leg_alone_stands_for_both_where_the_other_has_no_steps():
    events = events_of(RUNNER)
    right = GaitEvents(
        events.events, tuple(s for s in events.steps if s.side == "right"), events.stride_time_s
    )
    contact = measured_with(right)["contact_time_s"]
    assert contact.left.value is None
    assert "too few steps" in contact.left.why_missing
    assert contact.value == contact.right.value
    assert contact.overall.n == contact.right.n


def measured_with(events: GaitEvents) -> dict[str, Metric]:
    track, scene = scene_of(RUNNER)
    made = measure_from_the_side(
        track, scene, events, com_px=center_of_mass(track, sex=None), runner=RunnerFacts(speed_mps=3.0)
    )
    return dict(made.metrics)


def test_without_any_step_everything_is_missing_and_nothing_warns():
    metrics = measured_with(GaitEvents((), (), RUNNER.stride_time_s))
    assert all(m.value is None and m.overall.why_missing for m in metrics.values())


# ---- reasons -----------------------------------------------------------------------------------------


def test_without_the_height_lengths_are_shares_of_the_leg():
    metrics = analysed(RUNNER, speed_mps=3.0).metrics
    for name in ("foot_hip_distance", "foot_com_distance", "vertical_oscillation"):
        assert metrics[f"{name}_m"].value is None
        assert "height" in metrics[f"{name}_m"].overall.why_missing
        assert metrics[f"{name}_pct_leg"].value is not None
    assert metrics["foot_hip_distance_pct_leg"].value == pytest.approx(
        100 * RUNNER.foot_hip_m / 0.85, abs=1.5
    )
    assert metrics["step_length_m"].value == pytest.approx(3.0 * RUNNER.step_time_s, rel=0.01)
    assert metrics["vertical_ratio_pct"].value is None


def test_without_the_speed_there_is_no_step_length():
    metrics = analysed(RUNNER, height_cm=STATURE_CM).metrics
    assert "speed" in metrics["step_length_m"].overall.why_missing
    assert "speed" in metrics["vertical_ratio_pct"].overall.why_missing
    assert metrics["vertical_oscillation_m"].value is not None


def test_mass_height_and_speed_give_stiffness():
    metrics = analysed(RUNNER, speed_mps=3.0, height_cm=STATURE_CM, mass_kg=70.0).metrics
    assert metrics["vertical_stiffness_kn_m"].value == pytest.approx(25.0, abs=2.0)
    assert 5 < metrics["leg_stiffness_kn_m"].value < 15


def test_sixty_frames_a_second_and_a_short_clip_have_neither_variation_nor_drift():
    metrics = measured().metrics
    assert "frames a second" in metrics["stride_time_cv_pct"].overall.why_missing
    assert "two minutes" in metrics["drift_per_10min"].overall.why_missing


def test_at_a_hundred_and_twenty_frames_a_second_steady_strides_vary_little():
    runner = Runner(fps=120, duration_s=14.0, noise_px=1.0)
    variation = measured(runner).metrics["stride_time_cv_pct"]
    assert variation.value < 1.0
    assert variation.overall.n >= 16


def test_an_oblique_view_loses_the_sagittal_plane():
    analysis = analysed(replace(RUNNER, yaw_deg=45), height_cm=STATURE_CM, speed_mps=3.0)
    assert [reason.code for reason in analysis.quality.reasons] == ["oblique_view"]
    assert analysis.quality.verdict == "refused"
    assert analysis.metrics == {}


def test_what_is_seen_only_from_behind_is_missing_from_the_side():
    metrics = measured().metrics
    for name in ("pelvic_drop_deg", "lateral_trunk_lean_deg", "step_width_m", "crossover"):
        assert "behind" in metrics[name].overall.why_missing


# ---- steps and evidence ------------------------------------------------------------------------------


def test_every_step_has_its_own_row_of_values():
    measures = measured(height_cm=STATURE_CM)
    events = events_of(RUNNER)
    assert [row.step for row in measures.steps] == list(events.steps)
    for row in measures.steps:
        step = row.step
        assert row.values["contact_time_s"] == pytest.approx(step.toe_off_s - step.initial_contact_s)
        assert row.values["step_time_s"] == pytest.approx(step.next_contact_s - step.initial_contact_s)
        assert row.values["foot_hip_distance_m"] == pytest.approx(RUNNER.foot_hip_m, abs=0.02)


def test_evidence_is_a_frame_at_the_instant_that_shows_the_number():
    time_s, steps = RUNNER.time_s, events_of(RUNNER).steps
    instants = {
        "shank_angle_deg": [s.initial_contact_s for s in steps],
        "trunk_lean_midstance_deg": [s.midstance_s for s in steps],
        "contact_time_s": [s.toe_off_s for s in steps],
    }
    for name, expected in instants.items():
        evidence = measured().metrics[name].evidence
        assert len(evidence) == 2, "one of each leg"
        for frame in evidence:
            assert min(abs(frame.time_s - t) for t in expected) < 1e-9
            assert abs(time_s[frame.frame] - frame.time_s) <= 0.5 / RUNNER.fps + 1e-9


def test_cadence_is_shown_by_its_first_and_last_contact():
    contacts = events_of(RUNNER).contacts()
    evidence = measured().metrics["cadence_spm"].evidence
    assert [e.time_s for e in evidence] == [contacts[0].time_s, contacts[-1].time_s]


def test_both_legs_have_all_curves():
    curves = measured().curves
    assert sorted({c.side for c in curves}) == ["left", "right"]
    assert len(curves) == 14


# ---- the vertical ------------------------------------------------------------------------------------


def filmed(runner: Runner, vertical: Vertical, events: GaitEvents | None = None) -> Measures:
    track = scene_of(runner)[0]
    scene = read_scene(track, height_cm=STATURE_CM, vertical=vertical)
    heavy = Network("blazepose", "heavy")
    return measure(track, events or detect_events(track, scene), scene, network=heavy)


@pytest.mark.parametrize("direction", SIDES)
@pytest.mark.parametrize("lean_deg", [-5.0, 4.0, 8.0])
def test_a_rolled_camera_whose_vertical_is_known_changes_no_measure(direction, lean_deg):
    runner = replace(RUNNER, direction=direction, noise_px=0.0)
    level = filmed(runner, Vertical("lines", 0.4)).metrics
    turned = filmed(replace(runner, roll_deg=-lean_deg), Vertical("lines", 0.4, lean_deg=lean_deg)).metrics
    for name, metric in level.items():
        if metric.value is not None:
            assert turned[name].value == pytest.approx(metric.value, abs=1e-3, rel=1e-4), name


@pytest.mark.parametrize("direction", SIDES)
def test_what_a_wrong_vertical_does_to_a_measure_is_what_its_interval_allows(direction):
    runner = replace(RUNNER, direction=direction, noise_px=0.0)
    events = events_of(runner)
    sure, unsure = (filmed(runner, Vertical("lines", sd_deg), events).metrics for sd_deg in (0.0, 1.0))
    leaning = filmed(replace(runner, roll_deg=1.0), Vertical("lines", 0.0), events).metrics
    for row in STEP_MEASURES:
        name = f"{row.name}_m" if row.kind == "length_px" else row.name
        change = Z95 * abs(leaning[name].value - sure[name].value)
        allowed = np.sqrt(half_width(unsure[name].overall) ** 2 - half_width(sure[name].overall) ** 2)
        assert allowed == pytest.approx(change, rel=0.1, abs=0.1 * half_width(sure[name].overall)), name


def late(events: GaitEvents, by_s: float, sd_s: float) -> GaitEvents:
    """Events whose contacts are read late, and say so."""
    moved = [
        replace(e, time_s=e.time_s + by_s, uncertainty_s=sd_s) if e.kind == "initial_contact" else e
        for e in events.events
    ]
    steps = [
        replace(s, initial_contact_s=s.initial_contact_s + by_s, next_contact_s=s.next_contact_s + by_s)
        for s in events.steps
    ]
    return replace(events, events=tuple(moved), steps=tuple(steps))


def test_contacts_that_are_all_read_late_move_a_measure_by_what_its_interval_allows():
    runner, level = replace(RUNNER, noise_px=0.0), Vertical("lines", 0.0)
    events, sd_s = events_of(runner), 0.006
    single_s = float(np.hypot(sd_s, SINGLE_SD_S))
    sure, unsure = (filmed(runner, level, late(events, 0.0, sd)).metrics for sd in (0.0, single_s))
    read_late = filmed(runner, level, late(events, sd_s, 0.0)).metrics
    for name in (
        "contact_time_s",
        "duty_factor",
        "foot_hip_distance_m",
        "shank_angle_deg",
        "landing_angle_deg",
    ):
        change = Z95 * abs(read_late[name].value - sure[name].value)
        allowed = np.sqrt(half_width(unsure[name].overall) ** 2 - half_width(sure[name].overall) ** 2)
        assert 0.4 * change < allowed < 1.5 * change, name
    for name in ("step_time_s", "trunk_lean_range_deg", "vertical_oscillation_m"):
        assert half_width(unsure[name].overall) == pytest.approx(half_width(sure[name].overall)), name


def test_a_camera_off_square_reads_the_legs_apart_and_not_their_mean():
    level = Vertical("lines", 0.3)
    square, off = (filmed(replace(RUNNER, noise_px=0.0, yaw_deg=yaw), level).metrics for yaw in (0.0, 18.0))
    assert half_width(off["foot_hip_distance_m"].near) > 1.15 * half_width(square["foot_hip_distance_m"].near)
    assert half_width(off["foot_hip_distance_m"].overall) < 1.05 * half_width(
        square["foot_hip_distance_m"].overall
    )
    symmetry = "symmetry_angle_foot_hip_distance_pct"
    assert half_width(off[symmetry].overall) > 1.5 * half_width(square[symmetry].overall)
    times = [half_width(metrics["contact_time_s"].near) for metrics in (square, off)]
    assert times[1] == pytest.approx(times[0], rel=0.01)


def test_what_near_and_far_read_apart_leaves_their_mean_and_stays_in_their_symmetry():
    metric = measured(replace(RUNNER, noise_px=0.0)).metrics["contact_time_s"]
    legs, mean = (half_width(metric.near), half_width(metric.far)), half_width(metric.overall)
    apart_s = next(row.opposite_sd for row in STEP_MEASURES if row.name == "contact_time_s")
    assert min(legs) > mean
    assert np.sqrt(np.mean(np.square(legs)) - mean**2) == pytest.approx(Z95 * apart_s, rel=0.1)


def test_an_unknown_vertical_widens_what_hangs_on_it_and_nothing_else():
    known, unknown = (filmed(RUNNER, v).metrics for v in (Vertical("lines", 0.4), ASSUMED_VERTICAL))
    for name in ("trunk_lean_mean_deg", "shank_angle_deg", "foot_hip_distance_m", "foot_com_distance_m"):
        assert unknown[name].high - unknown[name].low > 1.15 * (known[name].high - known[name].low), name
    for name in ("contact_time_s", "knee_flexion_initial_contact_deg", "foot_strike_angle_deg"):
        assert unknown[name] == known[name]
