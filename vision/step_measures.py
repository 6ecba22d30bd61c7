"""The table of measures that every single step has: how each is made, and how well its points are known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Generic, Literal, Self, TypeVar

import numpy as np

from vision import step_values as read
from vision.jumps import USUAL_JUMPS_PCT
from vision.landmark_offsets import OFFSETS, apart_m, bent_deg, from_mass_m, turned_deg
from vision.motion import LegSteps, Motion
from vision.series import PerStep

Source = TypeVar("Source")
Kind = Literal["time", "length_px", "angle", "ratio"]
Moment = Literal["initial_contact", "midstance", "toe_off"]


@dataclass(frozen=True, slots=True)
class StepMeasure(Generic[Source]):
    """One row: how a measure is made, how it differs between people and legs, and which instant shows it.

    It is made from the motion, or whatever else a view shows, and the steps of one leg.
    `definition_sd` is the spread between people of where the joints lie from the points that stand for them:
    that of `landmark_offsets` carried through the geometry, or, where those leave out something, the error on
    rendered runners whose offsets were fitted on the others (decision 0010). `opposite_sd` is what the near
    leg reads too much and the far one too little, or the other way round: half the difference of their
    errors on those runners, times 1.4 because they are five (Student's t); `aside_sd` is how much that grows
    with the sine of the camera's angle off square, for feet stand beside the middle of the hips: half the
    difference of the legs of force-plate runners seen from 20 degrees off. `of_instants` tells measures that
    hang on when a foot lands or leaves, and on which way is up, from those of whole strides. All are in the
    measure's unit, lengths in metres.
    """

    name: str
    unit: str
    of: Callable[[Source, LegSteps], PerStep]
    definition_sd: float
    opposite_sd: float = 0.0
    kind: Kind = "angle"
    moment: Moment = "initial_contact"
    of_instants: bool = True
    aside_sd: float = 0.0

    def drawn(self, how: "Drawing") -> Self:
        """The row with the uncertainty of what its points stand for; times have no points."""
        if self.kind == "time":
            return self
        rough_sd = ROUGH_SD.get(self.name, 0.0) if how.rough else 0.0
        jumps_sd = JUMPS_SD.get(self.name, 0.0) * how.unusual_jumps_pct
        definition_sd = how.spread * float(np.linalg.norm([self.definition_sd, rough_sd, jumps_sd]))
        sliding_sd = SLIDING_SD.get(self.name, 0.0) if how.spread > 1 else 0.0
        return replace(
            self,
            definition_sd=float(np.hypot(definition_sd, sliding_sd)),
            opposite_sd=self.opposite_sd * how.spread,
        )

    def seen_at(self, yaw_deg: float) -> Self:
        """The row with what a camera off square reads apart in the legs; nothing where that is unknown."""
        aside_sd = float(np.nan_to_num(self.aside_sd * np.sin(np.radians(yaw_deg))))
        return replace(self, opposite_sd=float(np.hypot(self.opposite_sd, aside_sd)))


@dataclass(frozen=True, slots=True)
class Drawing:
    """How the network drew the body: with so many times the usual `spread` of its landmarks' places, from
    `rough` pictures that do not show colours or the top of the head, and with knees that jump from frame to
    frame by so much of the leg; NaN where that is not known."""

    spread: float = 1.0
    rough: bool = False
    jumps_pct: float = float("nan")

    @property
    def unusual_jumps_pct(self) -> float:
        """What is beyond usual."""
        return max(0.0, float(np.nan_to_num(self.jumps_pct)) - USUAL_JUMPS_PCT)


SLIDING_SD: Mapping[str, float] = {"vertical_oscillation": 0.017}
"""Of landmarks whose definition is unknown: their hips may slide along the trunk with the stride. On the
filmed man MoveNet Thunder's bounced 3.3 cm more than BlazePose's, its smaller sister's 0.2 cm less
(docs/imports.md)."""

JUMPS_SD: Mapping[str, float] = {
    "shank_angle_deg": 2.0,
    "knee_flexion_initial_contact_deg": 2.0,
    "knee_flexion_peak_swing_deg": 6.0,
    "ankle_dorsiflexion_peak_deg": 6.0,
    "elbow_angle_mean_deg": 7.5,
    "arm_swing_range_deg": 7.0,
    "vertical_oscillation": 0.003,
    "vertical_oscillation_com": 0.005,
    "foot_hip_distance": 0.006,
    "foot_com_distance": 0.010,
    "heel_com_distance": 0.016,
    "landing_angle_deg": 0.7,
    "landing_share": 0.02,
}
"""How far measures move for each per cent of the leg by which knees jump more than usual: in three rendered
runners with noise of 35 and 50 of 255, and compressed to 0.02 and 0.006 bits a pixel, against the same
pictures as they were. A network that hardly sees draws the mean of what it knows: arms hang, knees bend less
in swing and bodies bounce less."""

ROUGH_SD: Mapping[str, float] = {
    "foot_hip_distance": 0.007,
    "foot_com_distance": 0.006,
    "heel_com_distance": 0.008,
    "landing_angle_deg": 0.35,
    "landing_share": 0.02,
    "shank_angle_deg": 1.7,
    "knee_flexion_initial_contact_deg": 3.5,
    "knee_flexion_peak_stance_deg": 2.2,
    "knee_flexion_peak_swing_deg": 0.8,
    "foot_strike_angle_deg": 3.7,
    "trunk_lean_mean_deg": 0.6,
    "trunk_lean_initial_contact_deg": 0.8,
    "trunk_lean_midstance_deg": 0.6,
    "trunk_lean_range_deg": 0.75,
    "thigh_extension_toe_off_deg": 0.9,
    "ankle_dorsiflexion_peak_deg": 2.1,
    "elbow_angle_mean_deg": 1.9,
    "arm_swing_range_deg": 2.2,
    "shoulder_elevation_pct": 1.2,
    "vertical_oscillation": 0.006,
    "vertical_oscillation_com": 0.004,
    "lateral_trunk_lean_deg": 0.7,
    "step_width": 0.009,
}
"""How far measures move when the pictures of six runners lose their colours, or those of four the top of the
head: the network then draws the same body otherwise, by as much in both cases. Root mean squares of clip
means, times 1.25 because they are six, 1.4 for the foot, which shows on four (Student's t)."""

CONTACTS_APART_S = 0.006
"""Near and far contacts are read up to 10 ms apart (docs/timing.md): one leg's steps seem the longer."""

STANCE_APART_S = 0.006
"""Half of what near and far leg's contact times are read apart: 3 ms on rendered runners, 5 on force plates,
10 by the hand labels of a filmed man."""

KNEE_DEG = bent_deg("hip", "knee", "ankle")
LANDING_KNEE_DEG = float(np.hypot(KNEE_DEG, 3.0))
"""At contact the knees draw each other aside, on some bodies by 1 % of the leg more than is put back:
force-plate runners, seen with the drawing of others, are 6 degrees off (rms), rendered ones 4."""

TRUNK_DEG = turned_deg("shoulder", "hip")

TYPICAL_HEEL_M, TYPICAL_TOE_M, TYPICAL_HEIGHT_M = 0.12, 0.38, 0.92
"""Of the heel ahead of the centre of mass as a foot lands, of the toe behind it as it leaves, and of the mass
over the ankle."""

SHARE_SD = float(
    np.hypot(TYPICAL_TOE_M * from_mass_m("heel"), TYPICAL_HEEL_M * from_mass_m("toe"))
    / (TYPICAL_HEEL_M + TYPICAL_TOE_M) ** 2
)
LANDING_DEG = float(np.degrees(from_mass_m("ankle") / TYPICAL_HEIGHT_M))

HIDDEN_KNEE_DEG = 6.7
"""In stance the far knee is hidden behind the near thigh and drawn 4 % of the leg behind its place: on all
five rendered runners near reads 5 to 20 degrees more bent than far. Nothing in a clip tells how much."""

EAR_PCT = 100 * float(np.hypot(OFFSETS["shoulder"].along_sd, 0.03))
"""The drawn shoulder's spread along the trunk, and the ear's."""

FOOT_ASIDE_M = 0.045
LANDING_ASIDE_DEG = float(np.degrees(FOOT_ASIDE_M / TYPICAL_HEIGHT_M))

STEP_MEASURES: tuple[StepMeasure[Motion], ...] = (
    StepMeasure("step_time_s", "s", read.step_time_s, 0.0, CONTACTS_APART_S, kind="time"),
    StepMeasure("stride_time_s", "s", read.stride_time_s, 0.0, kind="time"),
    StepMeasure(
        "contact_time_s", "s", read.contact_time_s, 0.0, STANCE_APART_S, kind="time", moment="toe_off"
    ),
    StepMeasure("flight_time_s", "s", read.flight_time_s, 0.0, STANCE_APART_S, kind="time", moment="toe_off"),
    StepMeasure("duty_factor", "", read.duty_factor, 0.0, 0.008, kind="time", moment="toe_off"),
    StepMeasure(
        "foot_hip_distance",
        "m",
        read.foot_hip_px,
        apart_m("hip", "ankle"),
        0.007,
        "length_px",
        aside_sd=FOOT_ASIDE_M,
    ),
    StepMeasure(
        "foot_com_distance",
        "m",
        read.foot_com_px,
        from_mass_m("ankle"),
        0.004,
        "length_px",
        aside_sd=FOOT_ASIDE_M,
    ),
    StepMeasure(
        "heel_com_distance",
        "m",
        read.heel_com_px,
        from_mass_m("heel"),
        0.006,
        "length_px",
        aside_sd=FOOT_ASIDE_M,
    ),
    StepMeasure(
        "landing_angle_deg", "deg", read.landing_angle_deg, LANDING_DEG, 0.2, aside_sd=LANDING_ASIDE_DEG
    ),
    StepMeasure("landing_share", "", read.landing_share, SHARE_SD, 0.014, "ratio", aside_sd=0.07),
    StepMeasure(
        "shank_angle_deg", "deg", read.shank_angle_deg, turned_deg("knee", "ankle"), 0.7, aside_sd=4.0
    ),
    StepMeasure(
        "knee_flexion_initial_contact_deg",
        "deg",
        read.knee_flexion_initial_contact_deg,
        LANDING_KNEE_DEG,
        2.3,
    ),
    StepMeasure(
        "knee_flexion_peak_stance_deg",
        "deg",
        read.knee_flexion_peak_stance_deg,
        KNEE_DEG,
        HIDDEN_KNEE_DEG,
        moment="midstance",
    ),
    StepMeasure(
        "knee_flexion_peak_swing_deg",
        "deg",
        read.knee_flexion_peak_swing_deg,
        KNEE_DEG,
        2.3,
        moment="toe_off",
    ),
    StepMeasure("foot_strike_angle_deg", "deg", read.foot_strike_angle_deg, 3.2, 1.2),
    StepMeasure("trunk_lean_mean_deg", "deg", read.trunk_lean_mean_deg, TRUNK_DEG, 0.3, moment="midstance"),
    StepMeasure("trunk_lean_initial_contact_deg", "deg", read.trunk_lean_initial_contact_deg, TRUNK_DEG, 0.7),
    StepMeasure(
        "trunk_lean_midstance_deg", "deg", read.trunk_lean_midstance_deg, TRUNK_DEG, 0.8, moment="midstance"
    ),
    StepMeasure(
        "trunk_lean_range_deg", "deg", read.trunk_lean_range_deg, 1.0, moment="midstance", of_instants=False
    ),
    StepMeasure(
        "thigh_extension_toe_off_deg",
        "deg",
        read.thigh_extension_toe_off_deg,
        turned_deg("hip", "knee"),
        0.9,
        moment="toe_off",
    ),
    StepMeasure(
        "ankle_dorsiflexion_peak_deg", "deg", read.ankle_dorsiflexion_peak_deg, 3.5, 3.5, moment="midstance"
    ),
    StepMeasure("elbow_angle_mean_deg", "deg", read.elbow_angle_mean_deg, 6.5, moment="midstance"),
    StepMeasure(
        "arm_swing_range_deg", "deg", read.arm_swing_range_deg, 7.5, moment="midstance", of_instants=False
    ),
    StepMeasure("shoulder_elevation_pct", "%", read.shoulder_elevation_pct, EAR_PCT, 0.5, moment="midstance"),
    StepMeasure(
        "vertical_oscillation",
        "m",
        read.vertical_oscillation_px,
        0.004,
        0.006,
        "length_px",
        "midstance",
        of_instants=False,
    ),
    StepMeasure(
        "vertical_oscillation_com",
        "m",
        read.vertical_oscillation_com_px,
        0.005,
        0.004,
        "length_px",
        "midstance",
        of_instants=False,
    ),
)
