"""What is read of every single step, one small function each: a motion and a leg's steps -> their values."""

from collections.abc import Callable
from typing import Literal

import numpy as np

from vision.datatypes import Floats
from vision.kinematics import angle_to_vertical_deg
from vision.motion import LegSteps, Motion
from vision.robust import known_median
from vision.series import (
    PerStep,
    at_contact,
    at_instants,
    folded_stride,
    of_folded_stride,
    over_spans,
    spans,
    without_drift,
)

FOLD_ORDER = 6
LEAN_ORDER = 4
FLAT_FOOT_SPAN = (0.25, 0.45)
"""Share of stance in which every foot is flat: after a strong heel's slap, before a forefoot's heel lifts."""


def step_time_s(_motion: Motion, steps: LegSteps) -> PerStep:
    return PerStep.mean_of(steps.next_contact_s - steps.contact_s)


def contact_time_s(_motion: Motion, steps: LegSteps) -> PerStep:
    return PerStep.mean_of(steps.toe_off_s - steps.contact_s)


def flight_time_s(_motion: Motion, steps: LegSteps) -> PerStep:
    return PerStep.mean_of(steps.next_contact_s - steps.toe_off_s)


def stride_time_s(_motion: Motion, steps: LegSteps) -> PerStep:
    """Contact to the next contact of the same foot; NaN for a leg's last step and across a gap."""
    following = np.append(np.diff(steps.contact_s), np.nan) if len(steps.contact_s) else steps.contact_s
    whole = np.abs(following / steps.stride_time_s - 1) < 0.5
    return PerStep.mean_of(np.where(whole, following, np.nan))


def duty_factor(_motion: Motion, steps: LegSteps) -> PerStep:
    """Contact time over twice the step time (van Oeveren 2021)."""
    step = steps.next_contact_s - steps.contact_s
    return PerStep.mean_of((steps.toe_off_s - steps.contact_s) / (2 * step))


def foot_hip_px(motion: Motion, steps: LegSteps) -> PerStep:
    ahead = motion.ahead_of(motion.legs[steps.side].ankle, motion.hip)
    return at_contact(motion.time_s, ahead, steps.contact_s)


def foot_com_px(motion: Motion, steps: LegSteps) -> PerStep:
    ahead = motion.ahead_of(motion.legs[steps.side].ankle, motion.com)
    return at_contact(motion.time_s, ahead, steps.contact_s)


def heel_com_px(motion: Motion, steps: LegSteps) -> PerStep:
    ahead = motion.ahead_of(motion.legs[steps.side].heel, motion.com)
    return at_contact(motion.time_s, ahead, steps.contact_s)


def landing_angle_deg(motion: Motion, steps: LegSteps) -> PerStep:
    """From the ground under the foot to the centre of mass, against the belt's normal."""
    foot_px, height_px = foot_com_px(motion, steps), _com_height_px(motion, steps)
    return PerStep(
        np.degrees(np.arctan2(foot_px.values, height_px.values)),
        float(np.degrees(np.arctan2(foot_px.pooled, height_px.pooled))),
    )


def landing_share(motion: Motion, steps: LegSteps) -> PerStep:
    """Heel ahead of the centre of mass at contact, over that plus the toe behind it at toe-off."""
    ahead = heel_com_px(motion, steps)
    behind_px = motion.ahead_of(motion.com, motion.legs[steps.side].toe)
    behind = at_instants(motion.time_s, behind_px, steps.toe_off_s)
    return PerStep(
        ahead.values / (ahead.values + behind.values), ahead.pooled / (ahead.pooled + behind.pooled)
    )


def shank_angle_deg(motion: Motion, steps: LegSteps) -> PerStep:
    return at_contact(motion.time_s, motion.legs[steps.side].shank_deg, steps.contact_s)


def knee_flexion_initial_contact_deg(motion: Motion, steps: LegSteps) -> PerStep:
    return at_contact(motion.time_s, motion.legs[steps.side].knee_flexion_deg, steps.contact_s)


def knee_flexion_peak_stance_deg(motion: Motion, steps: LegSteps) -> PerStep:
    return _peak(motion, steps, motion.legs[steps.side].knee_flexion_deg, (0.1, 0.9), of="stance")


def knee_flexion_peak_swing_deg(motion: Motion, steps: LegSteps) -> PerStep:
    return _peak(motion, steps, motion.legs[steps.side].knee_flexion_deg, (0.0, 1.0), of="swing")


def foot_strike_angle_deg(motion: Motion, steps: LegSteps) -> PerStep:
    """Foot to its own angle when flat, which takes camera roll, incline and shoe drop out."""
    flat_deg = _flat_foot_deg(motion, steps)
    landing = at_contact(motion.time_s, motion.legs[steps.side].foot_deg, steps.contact_s)
    return PerStep(landing.values - flat_deg, landing.pooled - flat_deg)


def trunk_lean_mean_deg(motion: Motion, steps: LegSteps) -> PerStep:
    return over_spans(motion.time_s, motion.trunk_lean_deg, steps.contact_s, steps.next_contact_s)


def trunk_lean_initial_contact_deg(motion: Motion, steps: LegSteps) -> PerStep:
    return at_contact(motion.time_s, motion.trunk_lean_deg, steps.contact_s)


def trunk_lean_midstance_deg(motion: Motion, steps: LegSteps) -> PerStep:
    return at_instants(motion.time_s, motion.trunk_lean_deg, (steps.contact_s + steps.toe_off_s) / 2)


def trunk_lean_range_deg(motion: Motion, steps: LegSteps) -> PerStep:
    """Range over the mean of a stride's two steps.

    Lean repeats with every step; what repeats only with every stride is the near shoulder and hip that turn
    about the spine before the far ones.
    """
    return _of_stride(steps, motion.trunk_lean_deg, lambda x: _range(x[:-1].reshape(2, -1).mean(axis=0)))


def thigh_extension_toe_off_deg(motion: Motion, steps: LegSteps) -> PerStep:
    return at_instants(motion.time_s, -motion.legs[steps.side].thigh_deg, steps.toe_off_s)


def ankle_dorsiflexion_peak_deg(motion: Motion, steps: LegSteps) -> PerStep:
    """Peak in stance of the foot to the shank, over that of somebody standing on the level."""
    standing_deg = _flat_foot_deg(motion, steps) - motion.grade_deg
    over_deg = motion.legs[steps.side].dorsiflexion_deg - standing_deg
    return _peak(motion, steps, over_deg, (0.1, 0.9), of="stance")


def elbow_angle_mean_deg(motion: Motion, steps: LegSteps) -> PerStep:
    return over_spans(motion.time_s, motion.arms[steps.side].elbow_deg, steps.contact_s, steps.next_contact_s)


def arm_swing_range_deg(motion: Motion, steps: LegSteps) -> PerStep:
    """Range of the upper arm's angle to the trunk over a stride."""
    arm = motion.arms[steps.side]
    return _of_stride(steps, angle_to_vertical_deg(arm.elbow, arm.shoulder) + motion.trunk_lean_deg, _range)


def shoulder_elevation_pct(motion: Motion, steps: LegSteps) -> PerStep:
    rise = 100 * (motion.ear - motion.shoulder)[:, 1] / motion.scene.trunk_length_px
    return over_spans(motion.time_s, rise, steps.contact_s, steps.next_contact_s)


def vertical_oscillation_px(motion: Motion, steps: LegSteps) -> PerStep:
    """Vertical oscillation of the mid-hip."""
    return _vertical_oscillation(motion, steps, motion.hip[:, 1])


def vertical_oscillation_com_px(motion: Motion, steps: LegSteps) -> PerStep:
    return _vertical_oscillation(motion, steps, motion.com[:, 1])


def _vertical_oscillation(motion: Motion, steps: LegSteps, height: Floats) -> PerStep:
    """Highest less lowest point within a step, of the folded stride: noise adds to a single step's range."""
    height = without_drift(height, motion.time_s, steps.stride_time_s)
    curve = folded_stride(height, steps.phase, order=FOLD_ORDER)
    own = [_range(height[span]) for span in spans(motion.time_s, steps.contact_s, steps.next_contact_s)]
    return PerStep(np.array(own, dtype=float), float(np.ptp(curve[: len(curve) // 2 + 1])))


def _of_stride(steps: LegSteps, series: Floats, statistic: Callable[[Floats], float]) -> PerStep:
    """A statistic of the folded stride; a single step has none."""
    value, sd = of_folded_stride(statistic, series, steps.phase, order=LEAN_ORDER)
    return PerStep(np.full(len(steps.contact_s), np.nan), value, sd)


def _flat_foot_deg(motion: Motion, steps: LegSteps) -> float:
    """The foot's own angle in the middle of stance; NaN when it is never seen there."""
    stance_s = steps.toe_off_s - steps.contact_s
    start, end = (steps.contact_s + share * stance_s for share in FLAT_FOOT_SPAN)
    return known_median(over_spans(motion.time_s, motion.legs[steps.side].foot_deg, start, end).values)


def _com_height_px(motion: Motion, steps: LegSteps) -> PerStep:
    """Height at contact of the centre of mass over the lower of heel and toe in the same step's midstance."""
    leg = motion.legs[steps.side]
    ground = np.fmin(motion.above_belt(leg.heel), motion.above_belt(leg.toe))
    standing = at_instants(motion.time_s, ground, (steps.contact_s + steps.toe_off_s) / 2)
    com = at_contact(motion.time_s, motion.above_belt(motion.com), steps.contact_s)
    return PerStep(com.values - standing.values, com.pooled - standing.pooled)


def _peak(
    motion: Motion,
    steps: LegSteps,
    series: Floats,
    span: tuple[float, float],
    *,
    of: Literal["stance", "swing"],
) -> PerStep:
    """Largest value of the folded stride in a share of stance or swing; a step's own is its highest frame."""
    stance_s = steps.toe_off_s - steps.contact_s
    start = steps.contact_s if of == "stance" else steps.toe_off_s
    length = stance_s if of == "stance" else steps.stride_time_s - stance_s
    parts = spans(motion.time_s, *(start + share * length for share in span))
    own = [_highest(series[part]) for part in parts]
    if len(own) == 0:
        return PerStep(np.array([]), float("nan"))
    duty = float(np.nanmedian(stance_s)) / steps.stride_time_s
    low, high = (share * duty if of == "stance" else duty + share * (1 - duty) for share in span)
    curve = steps.folded(series, order=FOLD_ORDER)
    return PerStep(
        np.array(own), _highest(curve[round(low * (len(curve) - 1)) : round(high * (len(curve) - 1)) + 1])
    )


def _range(values: Floats) -> float:
    """NaN where one is unknown, for that may be the highest."""
    return float(np.ptp(values)) if len(values) else float("nan")


def _highest(values: Floats) -> float:
    return float(np.nanmax(values)) if np.isfinite(values).any() else float("nan")
