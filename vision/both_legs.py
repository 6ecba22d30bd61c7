"""One measure of both legs -> its metric: an estimate of each leg and of both, and what shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np

from vision.datatypes import (
    SIDES,
    Estimate,
    Evidence,
    Floats,
    GaitEvents,
    Leg,
    Metric,
    Scene,
    Side,
    StepMeasures,
)
from vision.intervals import Scatter, estimate, missing, relative_sd
from vision.kinematics import TYPICAL_LEG_M
from vision.landmark_offsets import LEG_DRAWN_SD
from vision.series import PerStep

STEPS_PER_LEG_MIN = 2
TOO_FEW = "too few steps of this leg"
NO_SCALE = "the scale is unknown; give the runner's height"
SHARES_OF_LEG = ("foot_hip_distance", "foot_com_distance", "vertical_oscillation")
"""Lengths that are given in shares of leg length too."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit in which a measure is given, under its name.

    `from_raw` turns measured values into it, NaN where nothing tells how, and `from_table` the spreads of a
    table; `relative_sd` is how well the unit itself is known.
    """

    name: str
    unit: str
    from_raw: float = 1.0
    from_table: float = 1.0
    relative_sd: float = 0.0


def units_of(name: str, unit: str, scene: Scene) -> list[Unit]:
    """The units of a measure; a length in pixels has metres, and some have shares of leg length."""
    if unit != "m":
        return [Unit(name, unit)]
    scale = scene.scale
    metres = (
        Unit(f"{name}_m", "m", scale.m_per_px, 1.0, relative_sd(scale.m_per_px, scale.high))
        if scale
        else Unit(f"{name}_m", "m", float("nan"))
    )
    if name not in SHARES_OF_LEG:
        return [metres]
    leg = Unit(f"{name}_pct_leg", "%", 100 / scene.leg_length_px, 100 / TYPICAL_LEG_M, LEG_DRAWN_SD)
    return [metres, leg]


@dataclass(frozen=True, slots=True, eq=False)
class LegValue:
    """One measure of one leg in its unit, with the errors that no step averages out; or why it is missing.

    `shared_sd` are the standard deviations of errors that both legs owe to the same causes, in the same
    order; their signs tell which way a cause moves this leg. `opposite_sd` is what one leg has too much and
    the other too little.
    """

    read: PerStep
    shared_sd: Floats  # (causes,)
    opposite_sd: float = 0.0
    why_missing: str | None = None

    @classmethod
    def in_unit(
        cls,
        unit: Unit,
        raw: PerStep,
        *,
        definition_sd: float,
        opposite_sd: float,
        raw_shared_sd: Floats,
        why_missing: str | None,
    ) -> "LegValue":
        """From raw values and their errors (causes,), and from the spreads of a table."""
        read = raw.times(unit.from_raw)
        return cls(
            read,
            np.array(
                [
                    definition_sd * unit.from_table,
                    unit.relative_sd * read.pooled,
                    *raw_shared_sd * unit.from_raw,
                ]
            ),
            opposite_sd * unit.from_table,
            NO_SCALE if np.isnan(unit.from_raw) else why_missing,
        )

    def estimate(self, scatter: Scatter) -> Estimate:
        """Of this leg alone."""
        if self.why_missing:
            return missing(self.why_missing, int(np.isfinite(self.read.values).sum()))
        return _estimate(self.read, [*self.shared_sd, self.opposite_sd], scatter)


def both_legs(
    unit: Unit, legs: Mapping[Side, LegValue], scene: Scene, evidence: tuple[Evidence, ...]
) -> Metric:
    """The metric of a measure."""
    scatter = Scatter.of(*(leg.read.values for leg in legs.values()))
    per_side = {side: leg.estimate(scatter) for side, leg in legs.items()}
    return Metric(
        unit.name,
        unit.unit,
        _overall(legs, per_side, scatter),
        left=per_side["left"],
        right=per_side["right"],
        near=_of_leg(per_side, scene, "near"),
        far=_of_leg(per_side, scene, "far"),
        evidence=evidence,
    )


def _overall(legs: Mapping[Side, LegValue], per_side: Mapping[Side, Estimate], scatter: Scatter) -> Estimate:
    """Mean of both legs, whose steps scatter apart, whose shared errors stay and whose opposite ones leave.

    One leg alone where the other is unknown.
    """
    known = [side for side in SIDES if per_side[side].value is not None]
    if len(known) < 2:
        return per_side[known[0] if known else "left"]
    reads = [leg.read for leg in legs.values()]
    both = PerStep(
        np.concatenate([read.values for read in reads]),
        float(np.mean([read.pooled for read in reads])),
        float(np.mean([read.pooled_sd for read in reads])),
    )
    return _estimate(both, np.mean([leg.shared_sd for leg in legs.values()], axis=0), scatter)


def _estimate(read: PerStep, errors_sd: Sequence[float] | Floats, scatter: Scatter) -> Estimate:
    return estimate(
        read.pooled,
        values=read.values,
        systematic_sd=float(np.linalg.norm(errors_sd)),
        scatter=scatter,
        random_sd=read.pooled_sd,
    )


def _of_leg(per_side: Mapping[Side, Estimate], scene: Scene, leg: Leg) -> Estimate | None:
    side = scene.side_of(leg)
    return per_side[side] if side else None


def typical_step(read: PerStep, instants_s: Floats, time_s: Floats) -> tuple[Evidence, ...]:
    """The instant (steps,) and frame of the step whose value is closest to the leg's; none without steps."""
    if len(instants_s) == 0:
        return ()
    distance = np.abs(read.values - read.pooled)
    typical = int(np.nanargmin(distance)) if np.isfinite(distance).any() else len(distance) // 2
    instant_s = float(instants_s[typical])
    if not np.isfinite(instant_s):
        return ()
    return (Evidence(instant_s, int(np.argmin(np.abs(time_s - instant_s)))),)


def step_rows(events: GaitEvents, single: Mapping[Side, Mapping[str, Floats]]) -> tuple[StepMeasures, ...]:
    """One row a step in order of time, from the values of every side's steps by measure, (steps,) each."""
    number = {side: count() for side in SIDES}
    places = [(step, next(number[step.side])) for step in events.steps]
    return tuple(
        StepMeasures(step, {name: float(values[i]) for name, values in single[step.side].items()})
        for step, i in places
    )
