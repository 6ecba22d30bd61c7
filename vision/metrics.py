"""Track and events -> every measure, with interval, both sides, and the frames that show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from vision.both_legs import step_rows
from vision.clip_measures import RunnerFacts, clip_metrics
from vision.contact_rules import SINGLE_SD_S
from vision.curves import stride_curves
from vision.datatypes import (
    SIDES,
    Floats,
    GaitEvent,
    GaitEvents,
    Measures,
    Metric,
    Scene,
    Side,
    Track,
)
from vision.intervals import missing
from vision.measured_legs import MeasuredLeg, measured_steps
from vision.motion import LegSteps, Motion, read_both_ways_up
from vision.passage import passage_metrics, square_steps
from vision.series import PerStep
from vision.step_measures import STEP_MEASURES, Drawing, StepMeasure
from vision.yaw import camera_yaw_deg

FROM_BEHIND: Mapping[str, str] = {
    "pelvic_drop_deg": "deg",
    "lateral_trunk_lean_deg": "deg",
    "step_width_m": "m",
    "crossover": "",
}
"""The measures that only a clip from behind shows, and their units."""

SEEN_FROM_ANYWHERE = (
    "step_time_s", "stride_time_s", "contact_time_s", "flight_time_s", "duty_factor",
    "vertical_oscillation", "vertical_oscillation_com",
)  # fmt: skip
"""What a runner who passes the camera shows as well beside the perpendicular as on it."""


@dataclass(frozen=True, slots=True, eq=False)
class BothWaysUp:
    """A clip's motion, the same with up turned by one standard deviation, and its events."""

    motion: Motion
    turned: Motion
    events: GaitEvents


def measure_from_the_side(
    joints: Track,
    scene: Scene,
    events: GaitEvents,
    *,
    com_px: Floats,
    runner: RunnerFacts | None = None,
    drawing: Drawing | None = None,
) -> Measures:
    """All measures of a clip; what cannot be measured is None with the reason.

    `com_px` is the centre of mass in every frame, (n, 2); `drawing` tells how well the points are known.
    """
    runner = runner or RunnerFacts()
    seen = BothWaysUp(*read_both_ways_up(joints, scene, com_px), events)
    legs = {side: LegSteps.of(events, side, joints.time_s) for side in SIDES}
    square = {side: square_steps(legs[side], seen.motion) for side in SIDES}
    yaw_deg = camera_yaw_deg(joints, scene)
    rows = (row.drawn(drawing or Drawing()).seen_at(yaw_deg) for row in STEP_MEASURES)

    def measured(row: StepMeasure[Motion], side: Side) -> MeasuredLeg:
        return _measured(row, seen, (legs if row.name in SEEN_FROM_ANYWHERE else square)[side])

    metrics, single = measured_steps(rows, measured, scene, joints.time_s)
    metrics |= passage_metrics(seen.motion, legs)
    metrics |= clip_metrics(metrics, events, joints.frame_rate_hz, runner)
    metrics |= {
        name: Metric(name, unit, missing("it can be seen only from behind"))
        for name, unit in FROM_BEHIND.items()
    }
    return Measures(
        metrics=metrics,
        steps=step_rows(events, single),
        curves=tuple(c for side in SIDES for c in stride_curves(seen.motion, legs[side]))
        if scene.view == "side"
        else (),
    )


def _measured(row: StepMeasure[Motion], seen: BothWaysUp, steps: LegSteps) -> MeasuredLeg:
    read = _read(row, seen.motion, steps)
    return MeasuredLeg(steps, read, _doubts(row, seen, steps, read))


def _read(row: StepMeasure[Motion], motion: Motion, steps: LegSteps) -> PerStep:
    if np.isfinite(steps.contact_s).any():
        return row.of(motion, steps)
    return PerStep.mean_of(np.full(len(steps.contact_s), np.nan))


def _doubts(row: StepMeasure[Motion], seen: BothWaysUp, steps: LegSteps, value: PerStep) -> Floats:
    """How far a value is moved, in raw units with its sign, by contact, toe-off and up that are off by one
    standard deviation, (3,): the runner's own motion tells how fast it changes with them."""
    if not row.of_instants:
        return np.zeros(3)
    contact_s, toe_off_s = (
        _timing_sd_s(of(steps.side)) for of in (seen.events.contacts, seen.events.toe_offs)
    )

    def moved(earlier: LegSteps, later: LegSteps) -> float:
        ends = [_read(row, seen.motion, steps).pooled for steps in (earlier, later)]
        changes = np.array([value.pooled - ends[0], ends[1] - value.pooled])
        known = changes[np.isfinite(changes)]
        return float(known.mean()) if len(known) else float("nan")

    return np.array(
        [
            moved(steps.later(contact_s=-contact_s), steps.later(contact_s=contact_s)),
            moved(steps.later(toe_off_s=-toe_off_s), steps.later(toe_off_s=toe_off_s)),
            _read(row, seen.turned, steps).pooled - value.pooled,
        ]
    )


def _timing_sd_s(events: Sequence[GaitEvent]) -> float:
    """How uncertain all instants together are; the scatter of single ones is in that of the steps."""
    if not events:
        return float("nan")
    single_s = float(np.median([e.uncertainty_s for e in events]))
    return float(np.sqrt(max(0.0, single_s**2 - SINGLE_SD_S**2)))
