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
    StepMeasures,
    Track,
)
from vision.intervals import Z95, estimate, missing
from vision.kinematics import SIDES, TYPICAL_LEG_M
from vision.motion import LegSteps, Motion, PerStep, read_motion
from vision.passage import passage_metrics, square_steps
from vision.step_measures import STEP_MEASURES, Moment, StepMeasure

STEPS_PER_LEG_MIN = 2
TOO_FEW = "too few steps of this leg"
NOT_SQUARE = "too few steps of this leg were seen squarely; stand farther from the runner's path"
NO_SCALE = "the scale is unknown; give the runner's height"
REAR_VIEW_METRICS = (
    ("pelvic_drop_deg", "deg"),
    ("lateral_trunk_lean_deg", "deg"),
    ("step_width_m", "m"),
    ("crossover", ""),
)
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
    metrics |= clip_metrics(metrics, events, joints.time_s, runner)
    metrics |= passage_metrics(motion, legs)
    metrics |= {
        name: Metric(name, unit, missing("it can be seen only from behind"))
        for name, unit in REAR_VIEW_METRICS
    }
    return Measures(
        metrics=metrics,
        steps=_step_rows(events, single),
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
    per_side = {side: _estimate(row, unit, sides[side], scene, factor) for side in SIDES}
    return Metric(
        name,
        unit,
        _overall(per_side),
        left=per_side["left"],
        right=per_side["right"],
        near=_of_leg(per_side, scene, "near"),
        far=_of_leg(per_side, scene, "far"),
        evidence=tuple(e for side in SIDES for e in _evidence(row.moment, sides[side], time_s)),
    )


def _of_leg(per_side: Mapping[Side, Estimate], scene: Scene, leg: Leg) -> Estimate | None:
    side = scene.side_of(leg)
    return per_side[side] if side else None


def _estimate(row: StepMeasure, unit: str, measured: MeasuredSide, scene: Scene, factor: float) -> Estimate:
    if not np.isfinite(factor):
        return missing(NO_SCALE)
    counted = int(np.isfinite(measured.steps.contact_s).sum())
    if counted < STEPS_PER_LEG_MIN:
        return missing(NOT_SQUARE if counted < len(measured.steps.contact_s) else TOO_FEW, counted)
    timing = (row.per_contact_s * measured.contact_sd_s, row.per_toe_off_s * measured.toe_off_sd_s)
    upright = PER_VERTICAL_DEG.get(row.name, 0.0) * scene.vertical.sd_deg
    systematic = float(np.linalg.norm([row.definition_sd, *timing, upright]))
    value = measured.per_step.pooled * factor
    if row.kind == "length_px":
        in_unit = 1.0 if unit == "m" else 100 / TYPICAL_LEG_M
        scale_sd = (scene.scale.high / scene.scale.m_per_px - 1) / Z95 if scene.scale and unit == "m" else 0.0
        systematic = float(np.hypot(systematic * in_unit, scale_sd * value))
    per_step = measured.per_step
    return estimate(
        value,
        values=per_step.values * factor,
        systematic_sd=systematic,
        random_sd=per_step.pooled_sd * abs(factor),
    )


def _overall(per_side: Mapping[Side, Estimate]) -> Estimate:
    """Mean of both legs; one leg alone where the other is unknown."""
    known = [e for e in per_side.values() if e.value is not None]
    if len(known) < 2:
        return known[0] if known else per_side["left"]
    ends = np.array([(e.value, e.low, e.high) for e in known], dtype=float)
    value, low, high = (float(end) for end in ends.mean(axis=0))
    return Estimate(value, low, high, sum(e.n for e in known))


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


def _step_rows(events: GaitEvents, single: Mapping[Side, Mapping[str, Floats]]) -> tuple[StepMeasures, ...]:
    seen: dict[Side, int] = dict.fromkeys(SIDES, 0)
    rows = []
    for step in events.steps:
        index = seen[step.side]
        seen[step.side] += 1
        rows.append(StepMeasures(step, {name: float(v[index]) for name, v in single[step.side].items()}))
    return tuple(rows)
