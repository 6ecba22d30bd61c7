"""A table of measures becomes metrics of both legs, with the frames that show them and why values miss."""

from collections.abc import Callable
from dataclasses import replace

import builders
import numpy as np
import pytest

from vision.datatypes import SIDES, Floats, Side
from vision.measured_legs import NOT_SQUARE, MeasuredLeg, measured_steps
from vision.motion import LegSteps
from vision.series import PerStep
from vision.step_measures import StepMeasure

TIME_S = np.arange(0.0, 6.0, 1 / 60)
ROW: StepMeasure[None] = StepMeasure("lean_deg", "deg", lambda *_: NOTHING, 1.0, 0.5)
NOTHING = PerStep(np.empty(0), float("nan"))
SCENE = replace(builders.scene(), near_side="right", direction="right")


def leg_steps(side: Side, n: int = 6, *, square: int | None = None) -> LegSteps:
    """So many steps, of which some were seen squarely."""
    contact = 0.5 + 0.7 * np.arange(n) + (0.35 if side == "left" else 0.0)
    contact[n if square is None else square :] = np.nan
    return LegSteps(
        side, contact, contact + 0.25, contact + 0.35, contact + 0.125, 0.7, np.full(len(TIME_S), np.nan)
    )


def of(
    values: dict[Side, Floats], doubts: Floats | None = None, **steps: int
) -> Callable[[StepMeasure[None], Side], MeasuredLeg]:
    def measured(_: StepMeasure[None], side: Side) -> MeasuredLeg:
        own = leg_steps(side, len(values[side]), **steps)
        return MeasuredLeg(own, PerStep.mean_of(values[side]), np.zeros(3) if doubts is None else doubts)

    return measured


BOTH: dict[Side, Floats] = {
    "right": np.array([10.0, 10.2, 9.8, 10.1, 9.9, 10.0]),
    "left": np.array([12.0, 12.2, 11.8, 12.1, 11.9, 12.0]),
}


def test_the_metric_is_the_mean_of_both_legs_and_near_is_the_near_side():
    metrics, single = measured_steps([ROW], of(BOTH), SCENE, TIME_S)
    metric = metrics["lean_deg"]
    assert metric.value == pytest.approx(11.0)
    assert metric.near is not None and metric.near.value == pytest.approx(10.0)
    assert metric.left is not None and metric.left.value == pytest.approx(12.0)
    for side in SIDES:
        np.testing.assert_array_equal(single[side]["lean_deg"], BOTH[side])


def test_what_is_opposite_in_both_legs_widens_each_and_not_their_mean():
    alike, opposite = (
        measured_steps([replace(ROW, opposite_sd=sd)], of(BOTH), SCENE, TIME_S)[0]["lean_deg"]
        for sd in (0.0, 3.0)
    )
    assert opposite.high - opposite.low == pytest.approx(alike.high - alike.low)
    assert opposite.near.high - opposite.near.low > 2 * (alike.near.high - alike.near.low)


def test_what_may_have_moved_both_legs_widens_their_mean():
    sure, unsure = (
        measured_steps([ROW], of(BOTH, np.array([moved, 0.0, 0.0])), SCENE, TIME_S)[0]["lean_deg"]
        for moved in (0.0, 2.0)
    )
    assert unsure.high - unsure.value == pytest.approx(np.hypot(sure.high - sure.value, 1.96 * 2.0), rel=0.01)


def test_the_frames_that_show_it_are_those_of_the_step_nearest_to_the_mean():
    values = BOTH | {"right": np.array([5.0, 15.0, 10.1, 4.0, 16.0, 9.5])}
    evidence = measured_steps([ROW], of(values), SCENE, TIME_S)[0]["lean_deg"].evidence
    contacts = {side: leg_steps(side).contact_s for side in SIDES}
    assert {round(e.time_s, 3) for e in evidence} >= {round(float(contacts["right"][2]), 3)}
    assert all(abs(TIME_S[e.frame] - e.time_s) <= 1 / 120 + 1e-9 for e in evidence)


def test_a_leg_of_one_step_has_no_value_and_says_so():
    metric = measured_steps([ROW], of(BOTH | {"left": np.array([12.0])}), SCENE, TIME_S)[0]["lean_deg"]
    assert metric.left.value is None
    assert "too few steps" in metric.left.why_missing
    assert metric.value == pytest.approx(10.0)


def test_steps_that_were_not_seen_squarely_are_the_reason():
    metric = measured_steps([ROW], of(BOTH, square=1), SCENE, TIME_S)[0]["lean_deg"]
    assert metric.value is None
    assert metric.left.why_missing == NOT_SQUARE


def test_lengths_have_metres_and_shares_of_the_leg():
    row = replace(ROW, name="foot_hip_distance", unit="m", kind="length_px")
    metrics, _ = measured_steps([row], of(BOTH), SCENE, TIME_S)
    assert set(metrics) == {"foot_hip_distance_m", "foot_hip_distance_pct_leg"}
    assert metrics["foot_hip_distance_pct_leg"].value == pytest.approx(100 * 11.0 / SCENE.leg_length_px)
