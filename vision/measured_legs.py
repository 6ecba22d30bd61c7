"""A table of measures, read of both legs -> their metrics and every step's own values, from any view."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from vision.both_legs import STEPS_PER_LEG_MIN, TOO_FEW, LegValue, Unit, both_legs, typical_step, units_of
from vision.datatypes import SIDES, Evidence, Floats, Metric, Scene, Side
from vision.motion import LegSteps
from vision.series import PerStep
from vision.step_measures import Source, StepMeasure

NOT_SQUARE = "too few steps of this leg were seen squarely; stand farther from the runner's path"

Metrics = dict[str, Metric]
SingleSteps = dict[Side, dict[str, Floats]]


@dataclass(frozen=True, slots=True, eq=False)
class MeasuredLeg:
    """One measure of one leg in raw units.

    `doubts` are how far causes that both legs share may have moved it, (causes,), each with its sign.
    """

    steps: LegSteps
    read: PerStep
    doubts: Floats

    @property
    def why_missing(self) -> str | None:
        """What keeps it from having a value; None where nothing does."""
        counted = int(np.isfinite(self.steps.contact_s).sum())
        if counted >= STEPS_PER_LEG_MIN:
            return None
        return NOT_SQUARE if counted < len(self.steps.contact_s) else TOO_FEW

    def in_unit(self, unit: Unit, row: StepMeasure[Source]) -> LegValue:
        """The value in one of the measure's units."""
        return LegValue.in_unit(
            unit,
            self.read,
            definition_sd=row.definition_sd,
            opposite_sd=row.opposite_sd,
            raw_shared_sd=self.doubts,
            why_missing=self.why_missing,
        )

    def evidence(self, row: StepMeasure[Source], time_s: Floats) -> tuple[Evidence, ...]:
        """The frame that shows it."""
        instants_s = {
            "initial_contact": self.steps.contact_s,
            "midstance": self.steps.midstance_s,
            "toe_off": self.steps.toe_off_s,
        }[row.moment]
        return typical_step(self.read, instants_s, time_s)


def measured_steps(
    rows: Iterable[StepMeasure[Source]],
    measured: Callable[[StepMeasure[Source], Side], MeasuredLeg],
    scene: Scene,
    time_s: Floats,
) -> tuple[Metrics, SingleSteps]:
    """Metrics of all rows in all their units, and the steps' own values by side and name, (steps,) each."""
    metrics: Metrics = {}
    single: SingleSteps = {side: {} for side in SIDES}
    for row in rows:
        legs = {side: measured(row, side) for side in SIDES}
        evidence = tuple(replace(e, side=side) for side in SIDES for e in legs[side].evidence(row, time_s))
        for unit in units_of(row.name, row.unit, scene):
            values: Mapping[Side, LegValue] = {side: legs[side].in_unit(unit, row) for side in SIDES}
            metrics[unit.name] = both_legs(unit, values, scene, evidence)
            for side in SIDES:
                single[side][unit.name] = values[side].read.values
    return metrics, single
