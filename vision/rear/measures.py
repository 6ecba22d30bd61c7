"""What is measured from behind: a small table, its functions, and what is left to the other views.

All posture is that of midstance, when the body is lowest: then both feet in turn stand equally far from the
camera, so that sideways distances share one scale and the runner's path need not be known.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from vision.both_legs import (
    SHARES_OF_LEG,
    STEPS_PER_LEG_MIN,
    TOO_FEW,
    LegValue,
    Unit,
    both_legs,
    step_rows,
    typical_step,
    units_of,
)
from vision.clip_measures import SYMMETRIES, RunnerFacts, clip_metrics
from vision.datatypes import (
    SIDES,
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
from vision.intervals import Z95, missing
from vision.kinematics import TYPICAL_LEG_M
from vision.motion import LegSteps, Motion, read_both_ways_up
from vision.series import PerStep, at_instants, without_drift
from vision.step_measures import CONTACTS_APART_S, ROUGH_SD, STEP_MEASURES
from vision.step_values import (
    step_time_s,
    stride_time_s,
    vertical_oscillation_com_px,
    vertical_oscillation_px,
)

ONLY_FROM_THE_SIDE = "it can be seen only from the side"
TOES_HIDDEN = "from behind the heel hides the instant at which the toes leave; film from the side too"
HIPS_HIDDEN = "the pose network's hip points do not follow the pelvis when seen from behind"
_WHY = dict.fromkeys(("contact_time_s", "flight_time_s", "duty_factor"), TOES_HIDDEN)

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

    `definition_sd` is the spread between people of what the landmarks stand for; `opposite_sd` is opposite on
    both sides and so leaves their mean. Both are in the measure's unit, lengths in metres.
    """

    name: str
    unit: str
    of: Callable[[FromBehind, Side], PerStep]
    definition_sd: float
    opposite_sd: float = 0.0
    moment: Literal["initial_contact", "midstance"] = "midstance"

    def spread_by(self, factor: float) -> "RearMeasure":
        """The row with so many times the uncertainty of what its points stand for; times have no points."""
        if self.unit == "s":
            return self
        return replace(self, definition_sd=self.definition_sd * factor)

    def in_rough_pictures(self) -> "RearMeasure":
        """The row with what colours or the top of a head that are not seen do to it."""
        rough_sd = ROUGH_SD.get(self.name, 0.0)
        return replace(self, definition_sd=float(np.hypot(self.definition_sd, rough_sd)))


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


BOUNCE_SD_M = 0.008
"""1.0 to 1.2 cm too much on the one rendered runner from behind (docs/views.md), whose shoulders rise by 1 cm
more than the hips and take the drawn hips with them."""

LEAN_SD_DEG = 1.0
"""0.2 degrees off on the one rendered runner from behind; the drawn hips and shoulders of other bodies lie up
to 1 % of the trunk elsewhere, half a degree each."""

REAR_MEASURES = (
    RearMeasure(
        "step_time_s",
        "s",
        lambda seen, side: step_time_s(seen.motion, seen.legs[side]),
        0.0,
        CONTACTS_APART_S,
        "initial_contact",
    ),
    RearMeasure(
        "stride_time_s",
        "s",
        lambda seen, side: stride_time_s(seen.motion, seen.legs[side]),
        0.0,
        0.0,
        "initial_contact",
    ),
    RearMeasure(
        "vertical_oscillation",
        "m",
        lambda seen, side: vertical_oscillation_px(seen.motion, seen.legs[side]),
        BOUNCE_SD_M,
    ),
    RearMeasure(
        "vertical_oscillation_com",
        "m",
        lambda seen, side: vertical_oscillation_com_px(seen.motion, seen.legs[side]),
        BOUNCE_SD_M,
    ),
    RearMeasure("lateral_trunk_lean_deg", "deg", lateral_trunk_lean_deg, LEAN_SD_DEG),
    RearMeasure("step_width", "m", step_width_px, 2 * FOOT_SD_M),
)


def measure_from_behind(
    track: Track,
    scene: Scene,
    events: GaitEvents,
    *,
    com_px: Floats,
    runner: RunnerFacts | None = None,
    definition_spread: float = 1.0,
    rough: bool = False,
) -> Measures:
    """All measures of a clip filmed from behind; those of the other views are None with the reason.

    `com_px` is the centre of mass in every frame, (n, 2). `definition_spread` multiplies the uncertainty of
    where the points lie on the body; `rough` pictures hide colours or the top of the head.
    """
    legs = {side: LegSteps.of(events, side, track.time_s) for side in SIDES}
    seen, turned = (FromBehind(motion, legs) for motion in read_both_ways_up(track, scene, com_px))
    metrics = _unseen()
    single: dict[Side, dict[str, Floats]] = {side: {} for side in SIDES}
    for named in REAR_MEASURES:
        row = (named.in_rough_pictures() if rough else named).spread_by(definition_spread)
        for unit in units_of(row.name, row.unit, scene):
            sides = {side: _leg_value(row, unit, seen, turned, side) for side in SIDES}
            evidence = tuple(e for side in SIDES for e in _evidence(row, seen, side, sides[side].read))
            metrics[unit.name] = both_legs(unit, sides, scene, evidence)
            for side in SIDES:
                single[side][unit.name] = sides[side].read.values
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


def _leg_value(row: RearMeasure, unit: Unit, seen: FromBehind, turned: FromBehind, side: Side) -> LegValue:
    """One side's value; what a turned vertical does to it is opposite on both sides for what leans aside."""
    raw = row.of(seen, side)
    return LegValue.in_unit(
        unit,
        raw,
        definition_sd=row.definition_sd,
        opposite_sd=row.opposite_sd,
        raw_shared_sd=np.array([row.of(turned, side).pooled - raw.pooled]),
        why_missing=None if len(raw.values) >= STEPS_PER_LEG_MIN else TOO_FEW,
    )


def crossover(seen: FromBehind, scene: Scene, foot_sd_m: float) -> Metric:
    """Share of steps whose heel stands across the hips' path; the interval is that of feet placed wider and
    narrower by what the heel's place is uncertain."""
    m_per_px = scene.scale.m_per_px if scene.scale else TYPICAL_LEG_M / scene.leg_length_px
    across_m = {side: across_midline_px(seen, side) * m_per_px for side in SIDES}
    across_m = {side: values[np.isfinite(values)] for side, values in across_m.items()}
    left, right = (_share_across(across_m[side], foot_sd_m) for side in SIDES)
    overall = _share_across(np.concatenate(list(across_m.values())), foot_sd_m)
    evidence = tuple(
        e
        for side in SIDES
        for e in typical_step(seen.heel_x(side), seen.legs[side].midstance_s, seen.motion.time_s)
    )
    return Metric("crossover", "", overall, left=left, right=right, evidence=evidence)


def _share_across(across_m: Floats, foot_sd_m: float) -> Estimate:
    if len(across_m) < STEPS_PER_LEG_MIN:
        return missing(TOO_FEW, len(across_m))
    value, low, high = (float(np.mean(across_m > Z95 * foot_sd_m * k)) for k in (0, 1, -1))
    return Estimate(value, low, high, len(across_m))


def _evidence(row: RearMeasure, seen: FromBehind, side: Side, read: PerStep) -> tuple[Evidence, ...]:
    steps = seen.legs[side]
    instants_s = steps.contact_s if row.moment == "initial_contact" else steps.midstance_s
    return typical_step(read, instants_s, seen.motion.time_s)
