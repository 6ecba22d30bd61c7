"""What may be off in a step, and which numbers of the report hang on it."""

from collections.abc import Mapping
from dataclasses import dataclass

from vision.datatypes import (
    GaitEvent,
    Side,
    StepMeasures,
)
from vision.numbers import display_of, number


@dataclass(frozen=True, slots=True)
class Stake:
    """A number of the report that hangs on single steps; `matters` is a change worth knowing of."""

    noun: str
    matters: float
    unit: str
    of: str = ""  # what a share is of

    def told(self, value: float, decimals: int) -> str:
        """A value with its unit, "2.0 ms"."""
        display = display_of(self.unit)
        return f"{number(value * display.factor, decimals)}{display.after}{self.of}"


STAKES: Mapping[str, Stake] = {
    "contact_time_s": Stake("contact time", 0.010, "s"),
    "step_time_s": Stake("step time", 0.010, "s"),
    "foot_hip_distance_m": Stake("the distance of the foot ahead of the hips", 0.02, "m"),
    "foot_hip_distance_pct_leg": Stake(
        "the distance of the foot ahead of the hips", 2.5, "%", " of leg length"
    ),
    "shank_angle_deg": Stake("the shank angle", 3.0, "deg"),
    "knee_flexion_initial_contact_deg": Stake("knee flexion at initial contact", 4.0, "deg"),
    "trunk_lean_initial_contact_deg": Stake("trunk lean at initial contact", 2.5, "deg"),
    "lateral_trunk_lean_deg": Stake("sideways trunk lean", 2.0, "deg"),
    "step_width_m": Stake("step width", 0.02, "m"),
}


@dataclass(frozen=True, slots=True)
class Midstance:
    """The instant of a step in which a runner is measured from behind."""

    side: Side
    time_s: float
    frame: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """What may be off in one step, and by how much that would move this step's own number, in its unit."""

    code: str
    event: GaitEvent | Midstance
    message: str
    stake: str
    error: float

    @property
    def weight(self) -> float:
        return self.error / STAKES[self.stake].matters


@dataclass(frozen=True, slots=True, eq=False)
class MarkedStep:
    """A measured step with its events; from behind the toe-off is not seen."""

    step: StepMeasures
    contact: GaitEvent
    toe_off: GaitEvent | None
    midstance: Midstance

    @property
    def side(self) -> Side:
        return self.step.step.side

    @property
    def posture(self) -> GaitEvent | Midstance:
        """The instant whose posture counts most."""
        return self.contact if self.toe_off else self.midstance
