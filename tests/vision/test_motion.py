"""A track as motion in the runner's plane, and the steps of one leg."""

from dataclasses import replace

import builders
import numpy as np
import pytest
from bad_twins import columns
from synthetic_runner import ELBOW_DEG, Runner, events_of, scene_of

from vision.datatypes import GaitEvent, GaitEvents
from vision.mass import center_of_mass
from vision.motion import LegSteps, phase_between_contacts, read_motion
from vision.series import folded_stride

RUNNER = Runner(duration_s=5.0)


# ---- phase and steps ---------------------------------------------------------------------------------


def contact(side: str, time_s: float) -> GaitEvent:
    return GaitEvent(side, "near", "initial_contact", time_s, 0, 0.006)


def test_phase_counts_strides_from_the_legs_first_contact():
    events = GaitEvents(
        (contact("left", 1.0), contact("right", 1.35), contact("left", 1.7), contact("right", 2.05)), (), 0.7
    )
    time_s = np.array([0.5, 1.0, 1.175, 1.35, 1.7, 2.05, 2.2])
    assert phase_between_contacts(events, "left", time_s) == pytest.approx(
        [np.nan, 0, 0.25, 0.5, 1.0, 1.5, np.nan], nan_ok=True
    )
    assert phase_between_contacts(events, "right", time_s) == pytest.approx(
        [np.nan, -0.5, -0.25, 0, 0.5, 1.0, np.nan], nan_ok=True
    )


def test_phase_skips_contacts_that_were_not_seen():
    events = GaitEvents((contact("left", 1.0), contact("right", 1.35), contact("left", 2.4)), (), 0.7)
    assert phase_between_contacts(events, "left", np.array([2.4])) == pytest.approx([2.0])


def test_phase_of_a_leg_without_contacts_is_unknown():
    events = GaitEvents((contact("left", 1.0), contact("left", 1.7)), (), 0.7)
    assert np.isnan(phase_between_contacts(events, "right", np.array([1.0, 1.2]))).all()


def test_the_steps_of_one_leg_are_its_own():
    events = builders.gait_events()
    steps = LegSteps.of(events, "right", builders.track().time_s)
    own = [s for s in events.steps if s.side == "right"]
    assert steps.contact_s == pytest.approx([s.initial_contact_s for s in own])
    assert steps.toe_off_s == pytest.approx([s.toe_off_s for s in own])
    assert steps.next_contact_s == pytest.approx([s.next_contact_s for s in own])


# ---- the body ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("direction", ["left", "right"])
def test_the_body_is_read_forward_and_up(direction):
    runner = replace(RUNNER, direction=direction)
    track, scene = scene_of(runner)
    motion = read_motion(track, scene, center_of_mass(track, sex=None))
    lean = runner.lean_deg(runner.time_s)
    assert motion.trunk_lean_deg == pytest.approx(lean, abs=0.2)
    near = motion.legs[direction]
    exact = runner.px_per_m * (runner.body_m(runner.time_s)[f"{direction}_ankle"])
    ahead = motion.ahead_of(near.ankle, motion.legs[direction].hip)
    assert ahead == pytest.approx(exact[:, 0], abs=0.5)
    assert motion.arms[direction].elbow_deg == pytest.approx(ELBOW_DEG, abs=1e-6)


def test_an_arm_behind_the_body_is_unknown():
    landmarks = RUNNER.landmarks()
    track, scene = scene_of(RUNNER)
    confidence = landmarks.confidence.copy()
    confidence[100:150, columns("left", "elbow")] = 0.3
    motion = read_motion(replace(track, confidence=confidence), scene, center_of_mass(track, sex=None))
    unknown = np.isnan(motion.arms["left"].elbow_deg)
    assert unknown[100:150].all()
    assert not unknown[:100].any()
    assert not np.isnan(motion.arms["right"].elbow_deg).any()


def test_an_incline_turns_distances_and_not_angles():
    track, scene = scene_of(RUNNER)
    level, uphill = (
        read_motion(track, replace(scene, incline_pct=grade), center_of_mass(track, sex=None))
        for grade in (0.0, 10.0)
    )
    assert uphill.trunk_lean_deg == pytest.approx(level.trunk_lean_deg)
    foot, hip = level.legs["right"].ankle, level.hip
    expected = ((foot - hip)[:, 0] + 0.1 * (foot - hip)[:, 1]) / np.hypot(1, 0.1)
    assert uphill.ahead_of(foot, hip) == pytest.approx(expected)


def test_events_of_the_runner_put_every_frame_at_its_place_in_the_stride():
    phase = phase_between_contacts(events_of(RUNNER), "left", RUNNER.time_s)
    known = np.isfinite(phase)
    expected = (RUNNER.time_s - RUNNER.first_contact_s) / RUNNER.stride_time_s
    assert phase[known] == pytest.approx(expected[known], abs=0.01)
    assert known.mean() > 0.85


def test_a_series_is_folded_once_for_steps_that_differ_in_their_instants_alone():
    track, scene = scene_of(RUNNER)
    motion = read_motion(track, scene, center_of_mass(track, sex=None))
    steps, series = (
        LegSteps.of(events_of(RUNNER), "left", motion.time_s),
        motion.legs["left"].knee_flexion_deg,
    )
    curve = steps.folded(series, order=6)
    np.testing.assert_array_equal(curve, folded_stride(series, steps.phase, order=6))
    assert steps.later(toe_off_s=0.01).folded(series, order=6) is curve
    assert steps.folded(series.copy(), order=6) is not curve
    assert steps.folded(series, order=4) is not curve
