"""What is measured from behind: a small table, its functions, and what is left to the other views.

All posture is that of midstance, when the body is lowest: then both feet in turn stand equally far from the
camera, so that sideways distances share one scale and the runner's path need not be known.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from vision.clip_measures import SYMMETRIES, RunnerFacts, clip_metrics
from vision.datatypes import (
    Estimate,
    Evidence,
    Floats,
    GaitEvents,
    Measures,
    Metric,
    Scene,
    Side,
    Track,
)
from vision.intervals import Z95, estimate, missing, relative_sd
from vision.kinematics import SIDES, TYPICAL_LEG_M
from vision.motion import LegSteps, Motion, PerStep, at_instants, read_motion, step_rows, without_drift
from vision.step_measures import STEP_MEASURES, bounce_com_px, bounce_px, step_time_s, stride_time_s

SHARES_OF_LEG = ("foot_hip_distance", "foot_com_distance", "vertical_oscillation")

ONLY_FROM_THE_SIDE = "it can be seen only from the side"
TOES_HIDDEN = "from behind the heel hides the instant at which the toes leave; film from the side too"
HIPS_HIDDEN = "the pose network's hip points do not follow the pelvis when seen from behind"
NO_SCALE = "the scale is unknown; give the runner's height"
TOO_FEW = "too few steps of this leg"
_WHY = dict.fromkeys(("contact_time_s", "flight_time_s", "duty_factor"), TOES_HIDDEN)
STEPS_PER_LEG_MIN = 2

FOOT_SD_M = 0.005
"""Of the heel's sideways place: 2-5 mm off on a rendered runner, whose ankles the network puts 19 mm out."""

ACROSS = {"left": 1.0, "right": -1.0}
"""In the picture each foot's way over to the other side."""


@dataclass(frozen=True, slots=True, eq=False)
class FromBehind:
    """The runner's motion as (right, up) in pixels, and both legs' steps."""

    motion: Motion
    legs: Mapping[Side, LegSteps]

    def heel_x(self, side: Side) -> PerStep:
        """Where the heel stands across the picture in midstance."""
        return self.at_midstance(side, self.motion.legs[side].heel[:, 0])

    def at_midstance(self, side: Side, series: Floats) -> PerStep:
        """A series (n,) at this leg's midstances."""
        return at_instants(self.motion.time_s, series, self.legs[side].midstance_s)


@dataclass(frozen=True, slots=True)
class RearMeasure:
    """One row: how a measure is made for one side, and what its interval holds beside the steps' scatter.

    `definition_sd` is the spread between people of what the landmarks stand for. The others are errors that
    are opposite on both sides and so leave their mean: `opposite_sd`, and `per_vertical_deg` for each degree
    by which the camera's roll is uncertain. All are in the measure's unit, lengths in metres.
    """

    name: str
    unit: str
    of: Callable[[FromBehind, Side], PerStep]
    definition_sd: float
    opposite_sd: float = 0.0
    per_vertical_deg: float = 0.0
    kind: Literal["time", "length_px", "angle"] = "angle"

    def spread_by(self, factor: float) -> "RearMeasure":
        """The row with so many times the uncertainty of what its points stand for; times have no points."""
        return self if self.kind == "time" else replace(self, definition_sd=self.definition_sd * factor)


def lateral_trunk_lean_deg(seen: FromBehind, side: Side) -> PerStep:
    """Mid-hip to mid-shoulder against the vertical in midstance, positive towards the standing leg."""
    return seen.at_midstance(side, -ACROSS[side] * seen.motion.trunk_lean_deg)


def step_width_px(seen: FromBehind, side: Side) -> PerStep:
    """From the left heel to the right one across the path, each in its midstance; negative when crossed."""
    other: Side = "right" if side == "left" else "left"
    own, others = seen.heel_x(side).values, seen.heel_x(other).values
    known = np.isfinite(others)
    if not known.any():
        return PerStep.mean_of(np.full(len(own), np.nan))
    beside = np.interp(seen.legs[side].midstance_s, seen.legs[other].midstance_s[known], others[known])
    return PerStep.mean_of(ACROSS[side] * (beside - own))


def across_midline_px(seen: FromBehind, side: Side) -> Floats:
    """How far each step's heel stands beyond the hips' own path, (steps,); negative on its own side."""
    hip_x, stride_s = seen.motion.hip[:, 0], seen.legs[side].stride_time_s
    path = hip_x - without_drift(hip_x, seen.motion.time_s, stride_s)
    return ACROSS[side] * seen.at_midstance(side, seen.motion.legs[side].heel[:, 0] - path).values


REAR_MEASURES = (
    RearMeasure(
        "step_time_s", "s", lambda s, side: step_time_s(s.motion, s.legs[side]), 0.001, 0.006, kind="time"
    ),
    RearMeasure(
        "stride_time_s", "s", lambda s, side: stride_time_s(s.motion, s.legs[side]), 0.001, kind="time"
    ),
    RearMeasure(
        "vertical_oscillation",
        "m",
        lambda s, side: bounce_px(s.motion, s.legs[side]),
        0.008,
        kind="length_px",
    ),
    RearMeasure(
        "vertical_oscillation_com",
        "m",
        lambda s, side: bounce_com_px(s.motion, s.legs[side]),
        0.008,
        kind="length_px",
    ),
    RearMeasure("lateral_trunk_lean_deg", "deg", lateral_trunk_lean_deg, 1.0, per_vertical_deg=1.0),
    RearMeasure("step_width", "m", step_width_px, 2 * FOOT_SD_M, kind="length_px"),
)


def measure_from_behind(
    track: Track,
    scene: Scene,
    events: GaitEvents,
    *,
    com_px: Floats,
    runner: RunnerFacts | None = None,
    definition_spread: float = 1.0,
) -> Measures:
    """All measures of a clip filmed from behind; those of the other views are None with the reason.

    `com_px` is the centre of mass in every frame, (n, 2). `definition_spread` multiplies the uncertainty of
    where the points lie on the body.
    """
    seen = FromBehind(
        read_motion(track, scene, com_px), {s: LegSteps.of(events, s, track.time_s) for s in SIDES}
    )
    metrics = _unseen()
    single: dict[Side, dict[str, Floats]] = {side: {} for side in SIDES}
    for row in (row.spread_by(definition_spread) for row in REAR_MEASURES):
        sides = {side: row.of(seen, side) for side in SIDES}
        for name, unit, factor in _units(row, scene):
            metrics[name] = _metric(name, unit, row, sides, seen, scene, factor)
            for side in SIDES:
                single[side][name] = sides[side].values * factor
    metrics["crossover"] = crossover(seen, scene, FOOT_SD_M * definition_spread)
    metrics |= clip_metrics(metrics, events, track.frame_rate_hz, runner or RunnerFacts())
    for name, suffix in SYMMETRIES.items():
        of_both = f"symmetry_angle{suffix}_pct"
        metrics[of_both] = Metric(of_both, "%", metrics[name].overall)
    return Measures(metrics, step_rows(events, single))


def _unseen() -> dict[str, Metric]:
    """The measures of single steps that the side view shows, with why they are missing here."""
    names = [(row.name, row.unit) for row in STEP_MEASURES if row.kind != "length_px"]
    names += [(f"{row.name}_m", "m") for row in STEP_MEASURES if row.kind == "length_px"]
    names += [(f"{name}_pct_leg", "%") for name in SHARES_OF_LEG]
    metrics = {name: Metric(name, unit, missing(_WHY.get(name, ONLY_FROM_THE_SIDE))) for name, unit in names}
    metrics["speed_mps"] = Metric("speed_mps", "m/s", missing(ONLY_FROM_THE_SIDE))
    return metrics | {"pelvic_drop_deg": Metric("pelvic_drop_deg", "deg", missing(HIPS_HIDDEN))}


def _units(row: RearMeasure, scene: Scene) -> list[tuple[str, str, float]]:
    """Name, unit and factor of every metric that a row stands for."""
    if row.kind != "length_px":
        return [(row.name, row.unit, 1.0)]
    m_per_px = scene.scale.m_per_px if scene.scale else float("nan")
    share = [(f"{row.name}_pct_leg", "%", 100 / scene.leg_length_px)] if row.name in SHARES_OF_LEG else []
    return [(f"{row.name}_m", "m", m_per_px), *share]


def _metric(
    name: str,
    unit: str,
    row: RearMeasure,
    sides: Mapping[Side, PerStep],
    seen: FromBehind,
    scene: Scene,
    factor: float,
) -> Metric:
    if not np.isfinite(factor):
        return Metric(name, unit, missing(NO_SCALE))
    scaled = {side: PerStep(p.values * factor, p.pooled * factor) for side, p in sides.items()}
    roll_sd = row.per_vertical_deg * scene.vertical.sd_deg
    sd = float(np.linalg.norm([row.definition_sd, row.opposite_sd, roll_sd]))
    left, right = (_estimate(scaled[side], row, unit, scene, sd) for side in SIDES)
    both = _estimate(_pooled(scaled), row, unit, scene, row.definition_sd)
    alone = left if right.value is None else right
    overall = both if left.value is not None and right.value is not None else alone
    evidence = tuple(e for side in SIDES for e in _evidence(seen, side, scaled[side], row.kind))
    return Metric(name, unit, overall, left=left, right=right, evidence=evidence)


def _pooled(sides: Mapping[Side, PerStep]) -> PerStep:
    """Both legs as one: the mean of the two, and every step's distance from its own leg's."""
    mean = float(np.mean([p.pooled for p in sides.values()]))
    return PerStep(np.concatenate([p.values - p.pooled + mean for p in sides.values()]), mean)


def _estimate(measured: PerStep, row: RearMeasure, unit: str, scene: Scene, sd: float) -> Estimate:
    if len(measured.values) < STEPS_PER_LEG_MIN:
        return missing(TOO_FEW, len(measured.values))
    if row.kind == "length_px":
        scale_sd = relative_sd(scene.scale.m_per_px, scene.scale.high) if scene.scale and unit == "m" else 0.0
        sd = float(np.hypot(sd * (1.0 if unit == "m" else 100 / TYPICAL_LEG_M), scale_sd * measured.pooled))
    return estimate(measured.pooled, values=measured.values, systematic_sd=sd)


def crossover(seen: FromBehind, scene: Scene, foot_sd_m: float) -> Metric:
    """Share of steps whose heel stands across the hips' path; the interval is that of feet placed wider and
    narrower by what the heel's place is uncertain."""
    m_per_px = scene.scale.m_per_px if scene.scale else TYPICAL_LEG_M / scene.leg_length_px
    across_m = {side: across_midline_px(seen, side) * m_per_px for side in SIDES}
    across_m = {side: values[np.isfinite(values)] for side, values in across_m.items()}
    left, right = (_share_across(across_m[side], foot_sd_m) for side in SIDES)
    overall = _share_across(np.concatenate(list(across_m.values())), foot_sd_m)
    evidence = tuple(e for side in SIDES for e in _evidence(seen, side, seen.heel_x(side), "length_px"))
    return Metric("crossover", "", overall, left=left, right=right, evidence=evidence)


def _share_across(across_m: Floats, foot_sd_m: float) -> Estimate:
    if len(across_m) < STEPS_PER_LEG_MIN:
        return missing(TOO_FEW, len(across_m))
    value, low, high = (float(np.mean(across_m > Z95 * foot_sd_m * k)) for k in (0, 1, -1))
    return Estimate(value, low, high, len(across_m))


def _evidence(seen: FromBehind, side: Side, measured: PerStep, kind: str) -> list[Evidence]:
    """The step whose value is closest to the leg's."""
    steps = seen.legs[side]
    if len(steps.contact_s) == 0:
        return []
    distance = np.abs(measured.values - measured.pooled)
    typical = int(np.nanargmin(distance)) if np.isfinite(distance).any() else len(distance) // 2
    instant_s = float((steps.contact_s if kind == "time" else steps.midstance_s)[typical])
    return [Evidence(instant_s, int(np.argmin(np.abs(seen.motion.time_s - instant_s))))]
