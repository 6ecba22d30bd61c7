"""A runner who passes a standing camera: how squarely each step is seen, how fast and how far it goes."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from vision.both_legs import NO_SCALE
from vision.cycles import fourier_design, robust_fit
from vision.datatypes import (
    SIDES,
    Estimate,
    Evidence,
    Floats,
    GaitEvents,
    Metric,
    Passage,
    Scene,
    Side,
    Track,
    other_side,
)
from vision.intervals import Z95, estimate, missing, plus_minus, relative_sd
from vision.kinematics import forward_up_px
from vision.motion import LegSteps, Motion
from vision.series import over_spans

SHOULDER_TO_TRUNK = 0.7
"""Biacromial breadth over mid-shoulder-mid-hip length; read off the rear view of rendered runners."""

TRAVEL_MIN_LEGS = 2.0
"""On a treadmill runners wander by a quarter of a leg; two whole steps carry them farther than this."""

SQUARE_WITHIN_DEG = 10.0
"""Up to here a foot 5 cm off the body's plane is displaced by less than 1 cm."""

NEARLY_SQUARE_WITHIN_DEG = 20.0
STEPS_PER_LEG = 2

PLANTED_SPAN = (0.3, 0.6)
"""Share of stance in which heel and toe have come to rest: rearfoot strikers slap until then."""

FOOT_PLACE_SD_M = 0.01
PATH_SD = 0.02
"""Relative error of a distance along a path that is not quite parallel to the picture, up to 12 degrees."""

NOT_PASSING = "it is measured only of a runner who passes a standing camera"


def with_passage(scene: Scene, track: Track, events: GaitEvents) -> Scene:
    """The scene with the runner's passage; unchanged where the runner stays in place or the camera moves."""
    forward = forward_up_px(track.point("mid_hip", raw=True), scene)[:, 0]
    known = np.isfinite(forward)
    if scene.view != "side" or scene.camera != "static" or known.sum() < 2:
        return scene
    speed_px_s = float(np.polyfit(track.time_s[known], forward[known], 1)[0])
    travel_px = speed_px_s * float(np.ptp(track.time_s[known]))
    if travel_px < TRAVEL_MIN_LEGS * scene.leg_length_px:
        return scene
    passage = _seen_from(track, scene, forward, events.stride_time_s, speed_px_s)
    angles = [np.sort(np.abs(passage.angle_deg(_at(track.time_s, forward, side, events)))) for side in SIDES]
    second = [angle[STEPS_PER_LEG - 1] if len(angle) >= STEPS_PER_LEG else 0.0 for angle in angles]
    within_deg = float(np.clip(np.nanmax(second), SQUARE_WITHIN_DEG, NEARLY_SQUARE_WITHIN_DEG))
    return replace(scene, passage=replace(passage, square_within_deg=within_deg))


def _at(time_s: Floats, series: Floats, side: Side, events: GaitEvents) -> Floats:
    """A series at one foot's contacts of whole steps."""
    known = np.isfinite(series)
    contact_s = [step.initial_contact_s for step in events.steps if step.side == side]
    return np.interp(contact_s, time_s[known], series[known])


def _seen_from(track: Track, scene: Scene, forward: Floats, stride_s: float, speed_px_s: float) -> Passage:
    """The angle of view along the path from how the near shoulder runs ahead of the far one.

    Off the perpendicular the near shoulder is displaced against the far one by their breadth times that
    angle's tangent, whatever the lens; the shoulders' own turning is a wave of the stride.
    """
    near, far = (
        forward_up_px(track.point(f"{scene.side_of(leg)}_shoulder", raw=True), scene)[:, 0]
        for leg in ("near", "far")
    )
    start = float(np.nanmean(forward))
    design = np.column_stack([fourier_design(track.time_s / stride_s, 1), forward - start])
    fit = robust_fit(design, (near - far)[:, None])[:, 0] / (SHOULDER_TO_TRUNK * scene.trunk_length_px)
    return Passage(speed_px_s, start, float(fit[0]), float(fit[-1]), SQUARE_WITHIN_DEG)


def square_steps(steps: LegSteps, motion: Motion) -> LegSteps:
    """The steps with the instants of those that are not seen squarely unknown."""
    passage = motion.scene.passage
    known = np.isfinite(motion.hip[:, 0])
    if passage is None or not known.any():
        return steps
    forward = np.interp(steps.contact_s, motion.time_s[known], motion.hip[known, 0])
    off = np.abs(passage.angle_deg(forward)) > passage.square_within_deg + 1e-9
    contact, leaving, following, midstance = (
        np.where(off, np.nan, instants)
        for instants in (steps.contact_s, steps.toe_off_s, steps.next_contact_s, steps.midstance_s)
    )
    return replace(
        steps, contact_s=contact, toe_off_s=leaving, next_contact_s=following, midstance_s=midstance
    )


def passage_metrics(motion: Motion, legs: Mapping[Side, LegSteps]) -> dict[str, Metric]:
    """Running speed, and step length from where the feet stand; without it where nobody passes."""
    passage, scale = motion.scene.passage, motion.scene.scale
    if passage is None or scale is None:
        return {"speed_mps": Metric("speed_mps", "m/s", missing(NO_SCALE if passage else NOT_PASSING))}
    sd = float(np.hypot(relative_sd(scale.m_per_px, scale.high), PATH_SD))
    lengths = {side: step_length_px(motion, legs, side) * scale.m_per_px for side in SIDES}
    left, right, both = (
        _length(values, sd) for values in (*lengths.values(), np.concatenate(list(lengths.values())))
    )
    speed = passage.speed_px_s * scale.m_per_px
    half = Z95 * sd * speed
    evidence = tuple(e for leg in legs.values() for e in _landing(motion, leg))
    steps = sum(len(values) for values in lengths.values())
    return {
        "speed_mps": Metric("speed_mps", "m/s", plus_minus(speed, half, steps), evidence=evidence),
        "step_length_m": Metric("step_length_m", "m", both, left=left, right=right, evidence=evidence),
    }


def step_length_px(motion: Motion, legs: Mapping[Side, LegSteps], side: Side) -> Floats:
    """From where each foot stands to where the other one stands next, (steps,)."""
    steps, other = legs[side], legs[other_side(side)]
    stance_s = float(np.median(steps.toe_off_s - steps.contact_s)) if len(steps.contact_s) else 0.0
    own = _standing(motion, steps.side, steps.contact_s, stance_s)
    next_one = _standing(motion, other.side, steps.next_contact_s, stance_s)
    return next_one - own


def _standing(motion: Motion, side: Side, contact_s: Floats, stance_s: float) -> Floats:
    """Where a foot stands flat after each of its contacts, forward px, (contacts,)."""
    leg = motion.legs[side]
    foot = (leg.heel + leg.toe)[:, 0] / 2
    start_s, end_s = (contact_s + share * stance_s for share in PLANTED_SPAN)
    return over_spans(motion.time_s, foot, start_s, end_s).values


def _length(values: Floats, sd: float) -> Estimate:
    known = values[np.isfinite(values)]
    if len(known) < STEPS_PER_LEG:
        return missing("too few steps of this leg", len(known))
    mean = float(known.mean())
    return estimate(mean, values=known, systematic_sd=float(np.hypot(FOOT_PLACE_SD_M, sd * mean)))


def _landing(motion: Motion, steps: LegSteps) -> list[Evidence]:
    """The leg's step in the middle of the passage."""
    if len(steps.contact_s) == 0:
        return []
    instant_s = float(steps.midstance_s[len(steps.midstance_s) // 2])
    return [Evidence(instant_s, int(np.argmin(np.abs(motion.time_s - instant_s))))]
