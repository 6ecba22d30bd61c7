"""Track and events -> every measure, with interval, both sides, and the frames that show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from vision.clip_measures import RunnerFacts, clip_metrics
from vision.curves import stride_curves
from vision.datatypes import (
    Estimate,
    Evidence,
    Floats,
    GaitEvent,
    GaitEvents,
    Leg,
    Measures,
    Metric,
    Scene,
    Side,
    Track,
)
from vision.intervals import Scatter, estimate, missing, relative_sd
from vision.kinematics import SIDES, TYPICAL_LEG_M
from vision.motion import LegSteps, Motion, PerStep, read_motion, step_rows
from vision.passage import passage_metrics, square_steps
from vision.step_measures import STEP_MEASURES, Moment, StepMeasure

STEPS_PER_LEG_MIN = 2
TOO_FEW = "too few steps of this leg"
NOT_SQUARE = "too few steps of this leg were seen squarely; stand farther from the runner's path"
NO_SCALE = "the scale is unknown; give the runner's height"
FROM_BEHIND: Mapping[str, str] = {
    "pelvic_drop_deg": "deg",
    "lateral_trunk_lean_deg": "deg",
    "step_width_m": "m",
    "crossover": "",
}
"""The measures that only a clip from behind shows, and their units."""
PER_VERTICAL_DEG: Mapping[str, float] = {
    "foot_hip_distance": 0.015,
    "foot_com_distance": 0.016,
    "heel_com_distance": 0.017,
    "landing_share": 0.03,
    "landing_angle_deg": 1.0,
    "shank_angle_deg": 1.0,
    "trunk_lean_mean_deg": 1.0,
    "trunk_lean_initial_contact_deg": 1.0,
    "trunk_lean_midstance_deg": 1.0,
    "thigh_extension_toe_off_deg": 1.0,
    "ankle_dorsiflexion_peak_deg": 1.0,
    "shoulder_elevation_pct": 0.1,
}
"""How much a measure changes in its unit, lengths in metres, when up is taken to lean by a degree more."""

SEEN_FROM_ANYWHERE = (
    "step_time_s", "stride_time_s", "contact_time_s", "flight_time_s", "duty_factor",
    "vertical_oscillation", "vertical_oscillation_com",
)  # fmt: skip
"""What a runner who passes the camera shows as well beside the perpendicular as on it."""

PCT_LEG_METRICS = ("foot_hip_distance", "foot_com_distance", "vertical_oscillation")


@dataclass(frozen=True, slots=True, eq=False)
class MeasuredSide:
    """One measure of one side: the steps, their values and the instants that show them."""

    steps: LegSteps
    per_step: PerStep
    contact_sd_s: float
    toe_off_sd_s: float


def measure(
    joints: Track,
    scene: Scene,
    events: GaitEvents,
    *,
    com_px: Floats,
    runner: RunnerFacts | None = None,
    definition_spread: float = 1.0,
) -> Measures:
    """All measures of a clip; what cannot be measured is None with the reason.

    `com_px` is the centre of mass in every frame, (n, 2). `definition_spread` multiplies the uncertainty of
    where the points lie on the body.
    """
    runner = runner or RunnerFacts()
    motion = read_motion(joints, scene, com_px)
    legs = {side: LegSteps.of(events, side, joints.time_s) for side in SIDES}
    square = {side: square_steps(legs[side], motion) for side in SIDES}
    metrics: dict[str, Metric] = {}
    single: dict[Side, dict[str, Floats]] = {side: {} for side in SIDES}
    for row in (row.spread_by(definition_spread) for row in STEP_MEASURES):
        counted = legs if row.name in SEEN_FROM_ANYWHERE else square
        sides = {s: _measured(row, motion, counted[s], events) for s in SIDES}
        for metric, factor in _metrics_of(row, sides, scene, joints.time_s):
            metrics[metric.name] = metric
            for side in SIDES:
                single[side][metric.name] = sides[side].per_step.values * factor
    metrics |= passage_metrics(motion, legs)
    metrics |= clip_metrics(metrics, events, joints.frame_rate_hz, runner)
    metrics |= {
        name: Metric(name, unit, missing("it can be seen only from behind"))
        for name, unit in FROM_BEHIND.items()
    }
    return Measures(
        metrics=metrics,
        steps=step_rows(events, single),
        curves=tuple(c for side in SIDES for c in stride_curves(motion, legs[side]))
        if scene.view == "side"
        else (),
    )


def _measured(row: StepMeasure, motion: Motion, steps: LegSteps, events: GaitEvents) -> MeasuredSide:
    return MeasuredSide(
        steps,
        row.of(motion, steps) if np.isfinite(steps.contact_s).any() else _nothing(steps),
        _timing_sd_s(events.contacts(steps.side)),
        _timing_sd_s(events.toe_offs(steps.side)),
    )


def _nothing(steps: LegSteps) -> PerStep:
    return PerStep.mean_of(np.full(len(steps.contact_s), np.nan))


def _timing_sd_s(events: Sequence[GaitEvent]) -> float:
    return float(np.median([e.uncertainty_s for e in events])) if events else float("nan")


def _metrics_of(
    row: StepMeasure, sides: Mapping[Side, MeasuredSide], scene: Scene, time_s: Floats
) -> list[tuple[Metric, float]]:
    """The metrics that a row stands for, each with the factor from its raw values.

    A length gives one in metres, and some one in shares of leg length.
    """
    if row.kind != "length_px":
        return [(_metric(row.name, row.unit, row, sides, scene, time_s, factor=1.0), 1.0)]
    m_per_px = scene.scale.m_per_px if scene.scale else float("nan")
    out = [(_metric(f"{row.name}_m", "m", row, sides, scene, time_s, factor=m_per_px), m_per_px)]
    if row.name in PCT_LEG_METRICS:
        share = 100 / scene.leg_length_px
        out.append((_metric(f"{row.name}_pct_leg", "%", row, sides, scene, time_s, factor=share), share))
    return out


def _metric(
    name: str,
    unit: str,
    row: StepMeasure,
    sides: Mapping[Side, MeasuredSide],
    scene: Scene,
    time_s: Floats,
    *,
    factor: float,
) -> Metric:
    legs = {side: _leg_value(row, unit, sides[side], scene, factor) for side in SIDES}
    scatter = Scatter.of(*(leg.values for leg in legs.values()))
    per_side = {side: _estimate(leg, scatter) for side, leg in legs.items()}
    return Metric(
        name,
        unit,
        _overall(legs, per_side, scatter),
        left=per_side["left"],
        right=per_side["right"],
        near=_of_leg(per_side, scene, "near"),
        far=_of_leg(per_side, scene, "far"),
        evidence=tuple(e for side in SIDES for e in _evidence(row.moment, sides[side], time_s)),
    )


def _of_leg(per_side: Mapping[Side, Estimate], scene: Scene, leg: Leg) -> Estimate | None:
    side = scene.side_of(leg)
    return per_side[side] if side else None


@dataclass(frozen=True, slots=True, eq=False)
class LegValue:
    """One measure of one leg in its unit, with the two parts of its uncertainty; or why there is none."""

    value: float
    values: Floats  # (steps,)
    systematic_sd: float
    random_sd: float
    why_missing: str | None = None


def _leg_value(row: StepMeasure, unit: str, measured: MeasuredSide, scene: Scene, factor: float) -> LegValue:
    per_step = measured.per_step
    value = per_step.pooled * factor
    why = _why_missing(measured.steps, factor)
    timing = (row.per_contact_s * measured.contact_sd_s, row.per_toe_off_s * measured.toe_off_sd_s)
    upright = PER_VERTICAL_DEG.get(row.name, 0.0) * scene.vertical.sd_deg
    systematic = float(np.linalg.norm([row.definition_sd, *timing, upright]))
    if row.kind == "length_px":
        in_unit = 1.0 if unit == "m" else 100 / TYPICAL_LEG_M
        scale_sd = relative_sd(scene.scale.m_per_px, scene.scale.high) if scene.scale and unit == "m" else 0.0
        systematic = float(np.hypot(systematic * in_unit, scale_sd * value))
    return LegValue(value, per_step.values * factor, systematic, per_step.pooled_sd * abs(factor), why)


def _why_missing(steps: LegSteps, factor: float) -> str | None:
    if not np.isfinite(factor):
        return NO_SCALE
    counted = int(np.isfinite(steps.contact_s).sum())
    if counted >= STEPS_PER_LEG_MIN:
        return None
    return NOT_SQUARE if counted < len(steps.contact_s) else TOO_FEW


def _estimate(leg: LegValue, scatter: Scatter) -> Estimate:
    if leg.why_missing:
        return missing(leg.why_missing, int(np.isfinite(leg.values).sum()))
    return estimate(
        leg.value,
        values=leg.values,
        systematic_sd=leg.systematic_sd,
        scatter=scatter,
        random_sd=leg.random_sd,
    )


def _overall(legs: Mapping[Side, LegValue], per_side: Mapping[Side, Estimate], scatter: Scatter) -> Estimate:
    """Mean of both legs, whose steps scatter apart and whose systematic errors are shared.

    One leg alone where the other is unknown.
    """
    known = [side for side, made in per_side.items() if made.value is not None]
    if len(known) < 2:
        return per_side[known[0] if known else "left"]
    parts = np.array([(leg.value, leg.systematic_sd, leg.random_sd) for leg in legs.values()])
    value, systematic_sd, random_sd = (float(part) for part in parts.mean(axis=0))
    values = np.concatenate([leg.values for leg in legs.values()])
    return estimate(value, values=values, systematic_sd=systematic_sd, scatter=scatter, random_sd=random_sd)


def _evidence(moment: Moment, measured: MeasuredSide, time_s: Floats) -> list[Evidence]:
    """The step whose value is closest to the leg's."""
    steps, per_step = measured.steps, measured.per_step
    if len(steps.contact_s) == 0:
        return []
    distance = np.abs(per_step.values - per_step.pooled)
    typical = int(np.nanargmin(distance)) if np.isfinite(distance).any() else len(distance) // 2
    instant_s = {
        "initial_contact": steps.contact_s[typical],
        "midstance": (steps.contact_s[typical] + steps.toe_off_s[typical]) / 2,
        "toe_off": steps.toe_off_s[typical],
    }[moment]
    if not np.isfinite(instant_s):
        return []
    return [Evidence(float(instant_s), int(np.argmin(np.abs(time_s - instant_s))))]
