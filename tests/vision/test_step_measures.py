"""Every measure of a step against the arithmetic of the runner that it is read from."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from bad_twins import columns, hidden
from synthetic_runner import ELBOW_DEG, GROUND_PX, NECK_M, TRUNK_M, Runner, events_of, scene_of

from vision import make_track, read_scene
from vision.datatypes import SIDES, Floats, GaitEvents, Landmarks, Side, Vertical
from vision.jumps import USUAL_JUMPS_PCT
from vision.mass import center_of_mass
from vision.motion import LegSteps, Motion, read_motion
from vision.series import PerStep
from vision.step_measures import JUMPS_SD, ROUGH_SD, STEP_MEASURES, Drawing

RUNNER = Runner(duration_s=8.0)
ROWS = {row.name: row for row in STEP_MEASURES}


def motion_of(runner: Runner) -> Motion:
    track, scene = scene_of(runner)
    return read_motion(track, scene, center_of_mass(track, sex=None))


def read(name: str, runner: Runner = RUNNER, side: Side = "right") -> PerStep:
    return ROWS[name].of(motion_of(runner), LegSteps.of(events_of(runner), side, runner.time_s))


def all_from(landmarks: Landmarks) -> dict[str, float]:
    """Every measure of the right leg, with the events of the usual runner."""
    track = make_track(landmarks)
    motion = read_motion(track, read_scene(track), center_of_mass(track, sex=None))
    steps = LegSteps.of(events_of(RUNNER), "right", landmarks.time_s)
    return {name: row.of(motion, steps).pooled for name, row in ROWS.items()}


# ---- the arithmetic of the runner --------------------------------------------------------------------


def posture(runner: Runner, since_contact_s: float) -> dict[str, Floats]:
    """The body at one instant of the right leg's stride, each point (2,) in metres."""
    instant = np.array([runner.contacts_s("right")[1] + since_contact_s])
    return {name: point[0] for name, point in runner.body_m(instant).items()}


def hanging_deg(lower: Floats, upper: Floats) -> float:
    return float(np.degrees(np.arctan2(lower[0] - upper[0], upper[1] - lower[1])))


def shank_deg(runner: Runner) -> float:
    body = posture(runner, 0.0)
    return hanging_deg(body["right_ankle"], body["right_knee"])


def thigh_extension_deg(runner: Runner) -> float:
    body = posture(runner, runner.contact_time_s)
    return -hanging_deg(body["right_knee"], body["right_hip"])


def knee_deg(runner: Runner, since_contact_s: float) -> float:
    body = posture(runner, since_contact_s)
    thigh = hanging_deg(body["right_knee"], body["right_hip"])
    return thigh - hanging_deg(body["right_ankle"], body["right_knee"])


def dorsiflexion_deg(runner: Runner) -> float:
    """Largest in stance of foot to shank; the foot is flat at 0."""
    stance = np.linspace(0.1, 0.9, 400) * runner.contact_time_s
    bodies = runner.body_m(runner.contacts_s("right")[1] + stance)
    foot = bodies["right_toe"] - bodies["right_heel"]
    shank = bodies["right_ankle"] - bodies["right_knee"]
    pitch = np.degrees(np.arctan2(foot[:, 1], foot[:, 0]))
    return float((pitch - np.degrees(np.arctan2(shank[:, 0], -shank[:, 1]))).max())


def lean_deg(runner: Runner, since_contact_s: float) -> float:
    return float(runner.lean_deg(runner.contacts_s("right")[1] + since_contact_s))


TRUE_ANGLES: dict[str, tuple[Callable[[Runner], float], float]] = {
    "shank_angle_deg": (shank_deg, 0.5),
    "knee_flexion_initial_contact_deg": (lambda r: knee_deg(r, 0.0), 0.6),
    "knee_flexion_peak_stance_deg": (lambda r: knee_deg(r, 0.45 * r.contact_time_s), 1.0),
    "knee_flexion_peak_swing_deg": (lambda _: 98.0, 1.0),
    "foot_strike_angle_deg": (lambda r: r.strike_deg, 0.3),
    "trunk_lean_mean_deg": (lambda r: r.trunk_lean_deg, 0.05),
    "trunk_lean_initial_contact_deg": (lambda r: lean_deg(r, 0.0), 0.05),
    "trunk_lean_midstance_deg": (lambda r: lean_deg(r, r.contact_time_s / 2), 0.1),
    "trunk_lean_range_deg": (lambda r: 2 * r.trunk_sway_deg, 0.05),
    "thigh_extension_toe_off_deg": (thigh_extension_deg, 0.7),
    "ankle_dorsiflexion_peak_deg": (dorsiflexion_deg, 1.5),
    "elbow_angle_mean_deg": (lambda _: ELBOW_DEG, 1e-6),
    "arm_swing_range_deg": (lambda r: r.arm_swing_deg, 0.1),
    "shoulder_elevation_pct": (lambda r: 100 * NECK_M / TRUNK_M * np.cos(np.radians(r.trunk_lean_deg)), 0.3),
}
TRUE_LENGTHS: dict[str, tuple[Callable[[Runner], float], float]] = {
    "foot_hip_distance": (lambda r: r.foot_hip_m, 0.005),
    "vertical_oscillation": (lambda r: r.bounce_m * (1 - r.parallax / 2), 0.001),  # between near and far
}
TRUE_TIMES: dict[str, tuple[Callable[[Runner], float], float]] = {
    "step_time_s": (lambda r: r.step_time_s, 3e-4),
    "stride_time_s": (lambda r: r.stride_time_s, 1e-4),
    "contact_time_s": (lambda r: r.contact_time_s, 0.004),
    "flight_time_s": (lambda r: r.flight_time_s, 0.004),
    "duty_factor": (lambda r: r.contact_time_s / r.stride_time_s, 0.006),
}
GAITS = {
    "usual": RUNNER,
    "fast": replace(RUNNER, cadence_spm=185, contact_time_s=0.2, speed_mps=4.2, trunk_lean_deg=9.0),
    "forefoot": replace(RUNNER, strike_deg=-5.0, arm_swing_deg=30.0, trunk_sway_deg=3.0),
    "to the left": replace(RUNNER, direction="left", trunk_lean_deg=2.0),
    "30 frames a second": replace(RUNNER, fps=30.0),
}
gaits = pytest.mark.parametrize("runner", GAITS.values(), ids=GAITS.keys())


@gaits
@pytest.mark.parametrize("name", TRUE_ANGLES)
def test_angles_are_those_of_the_body(runner, name):
    truth, tolerance = TRUE_ANGLES[name]
    if runner.fps == 30 and name != "trunk_lean_mean_deg":
        tolerance += 1.0
    assert read(name, runner).pooled == pytest.approx(truth(runner), abs=tolerance)


@gaits
@pytest.mark.parametrize("name", TRUE_LENGTHS)
def test_lengths_are_those_of_the_body(runner, name):
    truth, tolerance = TRUE_LENGTHS[name]
    side: Side = runner.direction
    assert read(name, runner, side).pooled / runner.px_per_m == pytest.approx(truth(runner), abs=tolerance)


@gaits
@pytest.mark.parametrize("name", TRUE_TIMES)
def test_times_are_those_of_the_gait(runner, name):
    truth, tolerance = TRUE_TIMES[name]
    for side in SIDES:
        assert read(name, runner, side).pooled == pytest.approx(truth(runner), abs=tolerance)


def test_the_far_leg_is_read_as_the_near_one():
    for name in ("shank_angle_deg", "foot_strike_angle_deg", "knee_flexion_peak_swing_deg"):
        assert read(name, side="left").pooled == pytest.approx(read(name).pooled, abs=0.5)


def test_distances_to_the_centre_of_mass_and_to_the_hip_differ_by_what_lies_between_them():
    contacts = RUNNER.contacts_s("right", margin_s=0.1)
    motion = motion_of(RUNNER)
    between_px = np.interp(contacts, RUNNER.time_s, (motion.com - motion.hip)[:, 0]).mean()
    ahead_px = read("foot_hip_distance").pooled - read("foot_com_distance").pooled
    assert ahead_px == pytest.approx(between_px, abs=1.0)
    foot_px = read("foot_com_distance").pooled - read("heel_com_distance").pooled
    heel_behind_ankle_m = posture(RUNNER, 0.0)["right_ankle"] - posture(RUNNER, 0.0)["right_heel"]
    assert foot_px == pytest.approx(RUNNER.px_per_m * heel_behind_ankle_m[0], abs=0.5)


def test_the_landing_angle_is_that_from_the_ground_to_the_centre_of_mass():
    motion = motion_of(RUNNER)
    contacts = RUNNER.contacts_s("right", margin_s=0.1)
    floor_px = -GROUND_PX
    height_px = np.interp(contacts, RUNNER.time_s, motion.com[:, 1]).mean() - floor_px
    expected = np.degrees(np.arctan2(read("foot_com_distance").pooled, height_px))
    assert read("landing_angle_deg").pooled == pytest.approx(expected, abs=0.2)


def test_the_landing_share_is_the_heel_ahead_over_heel_and_toe():
    motion = motion_of(RUNNER)
    ahead_px = read("heel_com_distance").pooled
    behind = (motion.com - motion.legs["right"].toe)[:, 0]
    behind_px = np.interp(RUNNER.toe_offs_s("right", margin_s=0.1), RUNNER.time_s, behind).mean()
    assert read("landing_share").pooled == pytest.approx(ahead_px / (ahead_px + behind_px), abs=0.01)


def test_trunk_lean_at_contact_and_thigh_at_toe_off_take_the_sign_of_forward():
    backward = replace(RUNNER, trunk_lean_deg=-4.0)
    assert read("trunk_lean_mean_deg", backward).pooled == pytest.approx(-4.0, abs=0.05)
    assert read("thigh_extension_toe_off_deg").pooled > 5, "the knee is behind the hip"


def test_posture_at_contact_is_not_mixed_with_what_follows_it():
    """After the contact the foot slaps down and the knee gives; neither may show in the posture at it."""
    slapping = replace(RUNNER, strike_deg=20.0)
    assert read("foot_strike_angle_deg", slapping).pooled == pytest.approx(20.0, abs=1.0)
    assert read("knee_flexion_initial_contact_deg", slapping).pooled == pytest.approx(
        knee_deg(slapping, 0.0), abs=0.8
    )


def test_a_trunk_that_turns_about_its_axis_once_a_stride_does_not_lean_more():
    """Near shoulder and hip turn forward with the other leg: once a stride, where lean repeats every step."""
    motion, steps = motion_of(RUNNER), LegSteps.of(events_of(RUNNER), "right", RUNNER.time_s)
    turning = 8.0 * np.sin(2 * np.pi * RUNNER.time_s / RUNNER.stride_time_s)
    turned = replace(motion, shoulder=motion.shoulder + np.column_stack([turning, np.zeros_like(turning)]))
    assert np.degrees(8.0 / (TRUNK_M * RUNNER.px_per_m)) > 3
    still = ROWS["trunk_lean_range_deg"].of(motion, steps).pooled
    assert ROWS["trunk_lean_range_deg"].of(turned, steps).pooled == pytest.approx(still, abs=0.1)


# ---- single steps ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ROWS)
def test_every_measure_gives_one_value_a_step(name):
    for side in SIDES:
        per_step = read(name, side=side)
        steps = [s for s in events_of(RUNNER).steps if s.side == side]
        assert per_step.values.shape == (len(steps),)
        assert np.isfinite(per_step.pooled)


@pytest.mark.parametrize("name", ROWS)
def test_without_steps_nothing_is_measured_and_nothing_warns(name):
    none = GaitEvents((), (), RUNNER.stride_time_s)
    per_step = ROWS[name].of(motion_of(RUNNER), LegSteps.of(none, "right", RUNNER.time_s))
    assert len(per_step.values) == 0
    assert np.isnan(per_step.pooled)


@pytest.mark.parametrize("name", ROWS)
def test_a_leg_and_an_arm_that_are_never_seen_are_unknown_and_nothing_warns(name):
    right = columns("right", "knee", "ankle", "heel", "toe", "elbow", "wrist")
    track = make_track(hidden(RUNNER.landmarks(), points=right))
    scene = scene_of(RUNNER)[1]
    motion = read_motion(track, scene, np.full((len(RUNNER.time_s), 2), np.nan))
    per_step = ROWS[name].of(motion, LegSteps.of(events_of(RUNNER), "right", RUNNER.time_s))
    of_the_trunk = ROWS[name].kind in ("time",) or name in (
        "duty_factor", "vertical_oscillation", "shoulder_elevation_pct"
    ) or name.startswith("trunk")  # fmt: skip
    assert np.isfinite(per_step.pooled) == of_the_trunk


def test_a_measure_of_the_whole_stride_has_no_value_of_a_single_step():
    assert np.isnan(read("trunk_lean_range_deg").values).all()
    assert np.isnan(read("arm_swing_range_deg").values).all()


def test_the_last_step_of_a_leg_has_no_stride_time():
    strides = read("stride_time_s").values
    assert np.isnan(strides[-1])
    assert np.isfinite(strides[:-1]).all()


def test_stride_time_does_not_span_steps_that_were_not_seen():
    events = events_of(RUNNER)
    right = [s for s in events.steps if s.side == "right"]
    lost = replace(events, steps=tuple(s for s in events.steps if s != right[3]))
    strides = ROWS["stride_time_s"].of(motion_of(RUNNER), LegSteps.of(lost, "right", RUNNER.time_s)).values
    assert np.isnan(strides[2])
    assert np.nanmax(strides) == pytest.approx(RUNNER.stride_time_s, abs=0.005)


# ---- invariance --------------------------------------------------------------------------------------


def test_angles_do_not_depend_on_place_and_size_in_the_picture():
    landmarks = RUNNER.landmarks()
    usual = all_from(landmarks)
    elsewhere = all_from(replace(landmarks, position_px=0.4 * landmarks.position_px + (900.0, -120.0)))
    for name, row in ROWS.items():
        size = 0.4 if row.kind == "length_px" else 1.0
        assert elsewhere[name] == pytest.approx(size * usual[name], rel=1e-6), name


def test_a_mirrored_picture_changes_no_measure():
    landmarks = RUNNER.landmarks()
    mirrored = replace(landmarks, position_px=landmarks.position_px * (-1, 1) + (1280, 0))
    assert all_from(mirrored) == pytest.approx(all_from(landmarks), rel=1e-6)


def test_the_table_gives_every_measure_a_spread_and_a_unit():
    assert len(ROWS) == len(STEP_MEASURES)
    for row in STEP_MEASURES:
        assert row.definition_sd > 0 or row.kind in ("time", "ratio"), "times are as certain as their events"
        assert row.unit in ("s", "m", "deg", "%", "")
        assert (row.unit == "m") == (row.kind == "length_px")


# ---- belt and gravity --------------------------------------------------------------------------------

ON_THE_BELT = (
    "foot_hip_distance", "foot_com_distance", "heel_com_distance", "landing_angle_deg", "landing_share",
    "foot_strike_angle_deg", "ankle_dorsiflexion_peak_deg", "knee_flexion_initial_contact_deg",
)  # fmt: skip
TO_GRAVITY = {
    "trunk_lean_mean_deg": -1,
    "trunk_lean_initial_contact_deg": -1,
    "shank_angle_deg": 1,
    "thigh_extension_toe_off_deg": -1,
}
"""How an angle grows when runner and belt turn together, front end up."""


def turned(
    *, incline_pct: float, camera_deg: float, runner: Runner = RUNNER, told: bool = True
) -> dict[str, float]:
    """Measures of a runner who is turned with the belt, filmed by a camera whose lean is known."""
    grade_deg = np.degrees(np.arctan(incline_pct / 100))
    front_up = 1 if runner.direction == "right" else -1
    track, _ = scene_of(replace(runner, roll_deg=front_up * grade_deg - camera_deg))
    vertical = Vertical("lines", 0.4, lean_deg=camera_deg)
    scene = read_scene(track, incline_pct=incline_pct if told else 0.0, vertical=vertical)
    motion = read_motion(track, scene, center_of_mass(track, sex=None))
    steps = LegSteps.of(events_of(runner), "right", runner.time_s)
    return {name: row.of(motion, steps).pooled for name, row in ROWS.items()}


@pytest.mark.parametrize("direction", SIDES)
@pytest.mark.parametrize("camera_deg", [0.0, -4.0])
@pytest.mark.parametrize("incline_pct", [5.0, -10.0])
def test_foot_and_ground_keep_to_the_belt_and_trunk_and_shank_to_gravity(direction, camera_deg, incline_pct):
    runner = replace(RUNNER, direction=direction)
    level = turned(incline_pct=0.0, camera_deg=0.0, runner=runner)
    raised = turned(incline_pct=incline_pct, camera_deg=camera_deg, runner=runner)
    for name in ON_THE_BELT:
        assert raised[name] == pytest.approx(level[name], abs=1e-6, rel=1e-6), name
    for name, sign in TO_GRAVITY.items():
        grade_deg = np.degrees(np.arctan(incline_pct / 100))
        assert raised[name] - level[name] == pytest.approx(sign * grade_deg, abs=1e-6), name


def test_an_incline_that_is_not_told_leaves_what_is_measured_from_gravity():
    told, untold = (turned(incline_pct=5.0, camera_deg=2.0, told=told) for told in (True, False))
    for name in TO_GRAVITY:
        assert untold[name] == pytest.approx(told[name]), name
    assert abs(untold["landing_angle_deg"] - told["landing_angle_deg"]) > 2


# ---- pictures that show less ------------------------------------------------------------------------------


def test_knees_that_jump_widen_by_what_is_beyond_usual():
    names = {row.name for row in STEP_MEASURES}
    assert set(JUMPS_SD) <= names
    for row in STEP_MEASURES:
        usual, jumping = (row.drawn(Drawing(jumps_pct=pct)) for pct in (USUAL_JUMPS_PCT, USUAL_JUMPS_PCT + 2))
        assert usual == row == row.drawn(Drawing())
        expected = np.hypot(row.definition_sd, 2 * JUMPS_SD.get(row.name, 0.0))
        assert jumping.definition_sd == pytest.approx(expected)


def test_rough_pictures_widen_every_measure_of_points_and_no_time():
    for row in STEP_MEASURES:
        rough = row.drawn(Drawing(rough=True))
        assert (rough.definition_sd > row.definition_sd) == (row.kind != "time"), row.name
        assert rough.definition_sd == pytest.approx(np.hypot(row.definition_sd, ROUGH_SD.get(row.name, 0.0)))
