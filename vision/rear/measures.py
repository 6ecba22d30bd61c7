"""What is measured from behind: a small table, its functions, and what is left to the other views.

All posture is that of midstance, when the body is lowest: then both feet in turn stand equally far from the
camera, so that sideways distances share one scale and the runner's path need not be known.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from vision.both_legs import SHARES_OF_LEG, STEPS_PER_LEG_MIN, TOO_FEW, step_rows, typical_step
from vision.clip_measures import SYMMETRIES, RunnerFacts, clip_metrics
from vision.datatypes import (
    SIDES,
    Estimate,
    Floats,
    GaitEvents,
    Measures,
    Metric,
    Scene,
    Side,
    Track,
    other_side,
)
from vision.intervals import Z95, missing
from vision.kinematics import TYPICAL_LEG_M
from vision.measured_legs import MeasuredLeg, measured_steps
from vision.motion import LegSteps, Motion, read_both_ways_up
from vision.series import PerStep, at_instants, without_drift
from vision.step_measures import CONTACTS_APART_S, STEP_MEASURES, Drawing, StepMeasure
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


def lateral_trunk_lean_deg(seen: FromBehind, steps: LegSteps) -> PerStep:
    """Mid-hip to mid-shoulder against the vertical in midstance, positive towards the standing leg."""
    return seen.at_midstance(steps.side, -ACROSS[steps.side] * seen.motion.trunk_lean_deg)


def step_width_px(seen: FromBehind, steps: LegSteps) -> PerStep:
    """From the left heel to the right one across the path, each in its midstance; negative when crossed."""
    side, other = steps.side, other_side(steps.side)
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


def _of_motion(read: Callable[[Motion, LegSteps], PerStep]) -> Callable[[FromBehind, LegSteps], PerStep]:
    """What the views share."""
    return lambda seen, steps: read(seen.motion, steps)


VERTICAL_OSCILLATION_SD_M = 0.008
"""1.0 to 1.2 cm too much on the one rendered runner from behind (docs/views.md), whose shoulders rise by 1 cm
more than the hips and take the drawn hips with them."""

LEAN_SD_DEG = 1.0
"""0.2 degrees off on the one rendered runner from behind; the drawn hips and shoulders of other bodies lie up
to 1 % of the trunk elsewhere, half a degree each."""

STEP_WIDTH = StepMeasure("step_width", "m", step_width_px, 2 * FOOT_SD_M, 0.0, "length_px", "midstance")

REAR_MEASURES: tuple[StepMeasure[FromBehind], ...] = (
    StepMeasure("step_time_s", "s", _of_motion(step_time_s), 0.0, CONTACTS_APART_S, "time"),
    StepMeasure("stride_time_s", "s", _of_motion(stride_time_s), 0.0, 0.0, "time"),
    StepMeasure(
        "vertical_oscillation",
        "m",
        _of_motion(vertical_oscillation_px),
        VERTICAL_OSCILLATION_SD_M,
        0.0,
        "length_px",
        "midstance",
    ),
    StepMeasure(
        "vertical_oscillation_com",
        "m",
        _of_motion(vertical_oscillation_com_px),
        VERTICAL_OSCILLATION_SD_M,
        0.0,
        "length_px",
        "midstance",
    ),
    StepMeasure(
        "lateral_trunk_lean_deg", "deg", lateral_trunk_lean_deg, LEAN_SD_DEG, 0.0, "angle", "midstance"
    ),
    STEP_WIDTH,
)


def measure_from_behind(
    track: Track,
    scene: Scene,
    events: GaitEvents,
    *,
    com_px: Floats,
    runner: RunnerFacts | None = None,
    drawing: Drawing | None = None,
) -> Measures:
    """All measures of a clip filmed from behind; those of the other views are None with the reason.

    `com_px` is the centre of mass in every frame, (n, 2). `drawing` tells how well the points
    are known.
    """
    legs = {side: LegSteps.of(events, side, track.time_s) for side in SIDES}
    seen, turned = (FromBehind(motion, legs) for motion in read_both_ways_up(track, scene, com_px))
    drawing = drawing or Drawing()
    rows = (row.drawn(drawing) for row in REAR_MEASURES)
    metrics, single = measured_steps(rows, partial(_measured, seen, turned), scene, track.time_s)
    foot_sd_m = STEP_WIDTH.drawn(drawing).definition_sd / 2
    metrics = _unseen() | metrics | {"crossover": crossover(seen, scene, foot_sd_m)}
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


def _measured(seen: FromBehind, turned: FromBehind, row: StepMeasure[FromBehind], side: Side) -> MeasuredLeg:
    """One side's value; what a turned vertical does to it is opposite on both sides for what leans aside."""
    steps = seen.legs[side]
    read = row.of(seen, steps)
    return MeasuredLeg(steps, read, np.array([row.of(turned, steps).pooled - read.pooled]))


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
