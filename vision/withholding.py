"""What may be shown of a clip, as one table: by frame rate, time base, network, view and incline.

A withheld measure has no value for the clip, but the reason. Its single steps stay for a coach to look at,
marked: they are neither averaged nor quoted.
"""

from dataclasses import dataclass
from typing import Self

from vision.datatypes import Footage, Measures, Metric, Network, Scene, Track, View
from vision.intervals import missing
from vision.measure_groups import (
    FORE_AFT,
    FROM_GRAVITY,
    LANDING,
    ON_FEET,
    ON_HIPS,
    ON_KNEES,
    ON_SHOULDERS,
    SHAPES,
    SINGLE_TIMES,
    STRIKE,
    SWAY,
    TIMED,
)
from vision.proportions import is_squeezed

FRAME_RATE_TOLERANCE = 0.95
"""Phones miss their nominal rate by a few per cent."""

THREE_PATTERNS_FPS = 100.0
"""Below it only rearfoot and non-rearfoot strikes are told apart, as video raters can (Goto 2024)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What decides on what may be shown; the frame rate is that of true time."""

    frame_rate_hz: float
    view: View = "side"
    incline_pct: float = 0.0
    network: str = "unknown"
    tempo_doubted: bool = False  # it may play slower or faster than it was filmed
    scaled_by_belt: bool = False  # so that lengths hang on the clip's tempo
    tilted: bool = False  # the camera, by more than lines of the background can tell
    times_unsure: bool = False  # frames are missing or out of time
    blurred: bool = False
    unsteady: bool = False  # the step rate changes
    squeezed: bool = False  # the picture, to other proportions
    hidden: tuple[str, ...] = ()  # joints behind something that stands before the runner

    @classmethod
    def of(cls, track: Track, scene: Scene, network: Network, footage: Footage | None = None) -> Self:
        """Those of a clip."""
        return cls(
            frame_rate_hz=track.frame_rate_hz,
            view=scene.view,
            incline_pct=scene.incline_pct,
            network=network.name,
            tilted=scene.vertical.source == "tilted",
<<<<<<< HEAD
            squeezed=is_squeezed(track, scene),
=======
            scaled_by_belt=scene.scale is not None and scene.scale.source == "belt_speed",
            hidden=footage.hidden if footage else (),
>>>>>>> 161533a (Judge the tempo from all cues at once, in both directions, because play that is too fast passed as true)
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """Measures that are withheld, why, and where: under any of the circumstances that are named.

    With `steps_only` the clip's mean stands and only the values of single steps are withheld.
    """

    names: tuple[str, ...]
    why: str
    below_fps: float = 0.0
    networks: tuple[str, ...] = ()
    not_from: tuple[View, ...] = ()
    inclined: bool = False
    tempo_doubted: bool = False
    by_belt: bool = False
    tilted: bool = False
    times_unsure: bool = False
    blurred: bool = False
    unsteady: bool = False
    squeezed: bool = False
    hidden: str | None = None
    steps_only: bool = False

    def applies(self, clip: Circumstances) -> bool:
        """Whether the measures are withheld in such a clip."""
        return (
            not reaches(clip.frame_rate_hz, self.below_fps)
            or clip.network in self.networks
            or clip.view in self.not_from
            or (self.inclined and clip.incline_pct != 0)
            or (self.tempo_doubted and clip.tempo_doubted and (clip.scaled_by_belt or not self.by_belt))
            or (self.tilted and clip.tilted)
            or (self.times_unsure and clip.times_unsure)
            or (self.blurred and clip.blurred)
            or (self.unsteady and clip.unsteady)
            or (self.squeezed and clip.squeezed)
            or self.hidden in clip.hidden
        )


def reaches(frame_rate_hz: float, nominal_fps: float) -> bool:
    """Whether a clip counts as filmed at a nominal frame rate or faster."""
    return frame_rate_hz >= FRAME_RATE_TOLERANCE * nominal_fps


<<<<<<< HEAD
=======
SINGLE_TIMES = ("contact_time_s", "flight_time_s", "duty_factor", "step_time_s", "stride_time_s")
STRIKE = ("foot_strike_angle_deg", "foot_strike_pattern")
LANDING = (
    *STRIKE,
    "shank_angle_deg",
    "knee_flexion_initial_contact_deg",
    "landing_share",
    "heel_com_distance_m",
)
FORE_AFT = (
    *LANDING,
    "foot_hip_distance_m",
    "foot_hip_distance_pct_leg",
    "foot_com_distance_m",
    "foot_com_distance_pct_leg",
    "landing_angle_deg",
    "knee_flexion_peak_stance_deg",
    "knee_flexion_peak_swing_deg",
    "trunk_lean_mean_deg",
    "trunk_lean_initial_contact_deg",
    "trunk_lean_midstance_deg",
    "trunk_lean_range_deg",
    "thigh_extension_toe_off_deg",
    "ankle_dorsiflexion_peak_deg",
    "elbow_angle_mean_deg",
    "arm_swing_range_deg",
    "shoulder_elevation_pct",
    "vertical_oscillation_m",
    "vertical_oscillation_com_m",
    "vertical_oscillation_pct_leg",
    "vertical_ratio_pct",
    "symmetry_angle_foot_hip_distance_pct",
)
FROM_GRAVITY = (
    "foot_hip_distance_m",
    "foot_hip_distance_pct_leg",
    "symmetry_angle_foot_hip_distance_pct",
    "foot_com_distance_m",
    "foot_com_distance_pct_leg",
    "heel_com_distance_m",
    "landing_share",
    "landing_angle_deg",
    "thigh_angle_deg",
    "shank_angle_deg",
    "foot_angle_deg",
    "trunk_lean_deg",
    "trunk_lean_mean_deg",
    "trunk_lean_initial_contact_deg",
    "trunk_lean_midstance_deg",
    "thigh_extension_toe_off_deg",
    "ankle_dorsiflexion_peak_deg",
    "lateral_trunk_lean_deg",
)
TIMED = (
    "cadence_spm",
    "step_time_s",
    "stride_time_s",
    "speed_mps",
    "step_length_m",
    "contact_time_s",
    "flight_time_s",
    "vertical_ratio_pct",
    "leg_stiffness_kn_m",
    "vertical_stiffness_kn_m",
    "drift_per_10min",
)
LENGTHS = tuple(name for name in FORE_AFT if name.endswith("_m"))
SWAY = (
    "trunk_lean_range_deg",
    "vertical_oscillation_m",
    "vertical_oscillation_com_m",
    "vertical_oscillation_pct_leg",
    "vertical_ratio_pct",
)
ON_SHOULDERS = (
    *(name for name in FORE_AFT if name.startswith("trunk_lean")),
    "trunk_lean_deg",
    "lateral_trunk_lean_deg",
    "foot_com_distance_m",
    "foot_com_distance_pct_leg",
    "heel_com_distance_m",
    "landing_angle_deg",
    "landing_share",
    "vertical_oscillation_com_m",
    "elbow_angle_mean_deg",
    "arm_swing_range_deg",
    "shoulder_elevation_pct",
)
# With knees hidden the network lets the trunk follow: its range grew by 0.6 degrees behind a rail, a third of
# its interval.
ON_KNEES = (
    "trunk_lean_range_deg",
    *(name for name in FORE_AFT if name.startswith("knee_flexion")),
    "knee_flexion_deg",
    "shank_angle_deg",
    "thigh_angle_deg",
    "thigh_extension_toe_off_deg",
    "ankle_dorsiflexion_deg",
    "ankle_dorsiflexion_peak_deg",
)
ON_HIPS = (
    *(name for name in FORE_AFT if name not in (*STRIKE, "shank_angle_deg", "elbow_angle_mean_deg")),
    "knee_flexion_deg",
    "thigh_angle_deg",
    "trunk_lean_deg",
    "hip_height_pct_leg",
    "lateral_trunk_lean_deg",
    "pelvic_drop_deg",
)
ON_FEET = (
    *(name for name in FORE_AFT if name.startswith(("foot_", "knee_flexion"))),
    *LANDING,
    "knee_flexion_deg",
    "shank_angle_deg",
    "foot_angle_deg",
    "landing_angle_deg",
    "ankle_dorsiflexion_deg",
    "ankle_dorsiflexion_peak_deg",
    "symmetry_angle_foot_hip_distance_pct",
    "step_width_m",
    "crossover",
    "contact_time_s",
    "flight_time_s",
    "duty_factor",
    "leg_stiffness_kn_m",
    "vertical_stiffness_kn_m",
    "symmetry_angle_pct",
    "symmetry_angle_flight_time_pct",
)
>>>>>>> 161533a (Judge the tempo from all cues at once, in both directions, because play that is too fast passed as true)
HIDDEN = "something in front hides the {}; film with nothing between the camera and the runner"
LIGHT_NETWORK = "this network places feet and crossing knees too roughly; use the heavy one"

# The first rule that applies to a measure gives the reason. Frame rates: at landing the foot turns by 190
# degrees a second, 6 degrees from one frame to the next at 30 a second; a single time hangs on two events,
# each known to a few milliseconds (docs/accuracy.md); stride times vary by 1 to 2 %, which is 7 to 14 ms.
RULES = (
    Rule(FORE_AFT, "it can be seen only from the side", not_from=("oblique", "front")),
    Rule(FROM_GRAVITY, "the picture leans, so that up is unknown; hold the camera upright", tilted=True),
    Rule(
        TIMED,
        "the clip may not play as fast as it was filmed; say at how many frames a second it was filmed",
        tempo_doubted=True,
    ),
    Rule(
        LENGTHS,
        "its scale comes from a belt that may not run as fast as the clip shows; give the runner's height",
        tempo_doubted=True,
        by_belt=True,
    ),
    Rule(SWAY, "the runner is blurred, which moves the body to and fro; film in more light", blurred=True),
    Rule(SHAPES, "the picture is narrower or wider than it was filmed; use the original file", squeezed=True),
    Rule(ON_HIPS, HIDDEN.format("hips"), hidden="hip"),
    Rule(ON_KNEES, HIDDEN.format("knees"), hidden="knee"),
    Rule(ON_SHOULDERS, HIDDEN.format("shoulders"), hidden="shoulder"),
    Rule(ON_FEET, HIDDEN.format("feet"), hidden="ankle"),
    Rule(TIMED, "frames are missing or out of time; use the original file", times_unsure=True),
    Rule((*STRIKE, "foot_angle_deg"), LIGHT_NETWORK, networks=("full", "lite")),
    Rule(LANDING, LIGHT_NETWORK, networks=("lite",)),
    Rule(
        ("foot_strike_angle_deg",),
        "the foot turns too fast at landing for this frame rate; film at 60 frames a second or more",
        below_fps=50,
    ),
    Rule(
        ("foot_strike_angle_deg",),
        "one landing is not seen exactly at this frame rate, their mean is; film at 120 frames a second",
        below_fps=100,
        steps_only=True,
    ),
    Rule(
        SINGLE_TIMES,
        "one step is not timed exactly at this frame rate, their mean is; film at 120 frames a second",
        below_fps=100,
        steps_only=True,
    ),
    Rule(
        ("stride_time_cv_pct",),
        "strides differ by less than this frame rate can time; film at 120 frames a second",
        below_fps=120,
    ),
    Rule(("stride_time_cv_pct",), "the step rate changes within the clip; film at one pace", unsteady=True),
    # Meyer 2023, PMC10368467
    Rule(
        ("leg_stiffness_kn_m", "vertical_stiffness_kn_m"),
        "the spring model holds on the level only",
        inclined=True,
    ),
)


def withhold(measures: Measures, clip: Circumstances) -> Measures:
    """The measures that may be shown of such a clip; the others with the reason."""
    applying = [rule for rule in reversed(RULES) if rule.applies(clip)]
    of_clip = _reasons([rule for rule in applying if not rule.steps_only])
    of_steps = _reasons(applying) | of_clip
    measured = {name for step in measures.steps for name in step.values}
    return Measures(
        {
            name: Metric(name, metric.unit, missing(of_clip[name])) if name in of_clip else metric
            for name, metric in measures.metrics.items()
        },
        measures.steps,
        tuple(curve for curve in measures.curves if curve.name not in of_clip),
        {name: why for name, why in of_steps.items() if name in measured},
    )


def _reasons(rules: list[Rule]) -> dict[str, str]:
    return {name: rule.why for rule in rules for name in rule.names}
