"""What may be shown of a clip, as one table: by frame rate, time base, network, view and incline.

A withheld measure has no value for the clip, but the reason. Its single steps stay for a coach to look at,
marked: they are neither averaged nor quoted.
"""

from dataclasses import dataclass

from vision.circumstances import Circumstances, Condition
from vision.datatypes import Measures, Metric, View
from vision.intervals import missing
from vision.measure_groups import (
    BOUNCE,
    FORE_AFT,
    FROM_GRAVITY,
    LANDING,
    LEGS_COMPARED,
    LENGTHS,
    ON_FEET,
    ON_HEELS_AND_TOES,
    ON_HIPS,
    ON_KNEES,
    ON_SHOULDERS,
    ON_SPEED,
    PICTURE_LENGTHS,
    QUICK,
    SHAPES,
    SINGLE_TIMES,
    STRIKE,
    SWAY,
    TIMED,
    WHERE_FEET_LAND,
)

FRAME_RATE_TOLERANCE = 0.95
"""Phones miss their nominal rate by a few per cent."""

THREE_PATTERNS_FPS = 100.0
"""Below it only rearfoot and non-rearfoot strikes are told apart, as video raters can (Goto 2024)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Measures that are withheld, why, and where: under all conditions of `when`, below a frame rate, with
    one of some networks, or from one of some views.

    With `steps_only` the clip's mean stands and only the values of single steps are withheld.
    """

    names: tuple[str, ...]
    why: str
    when: tuple[Condition, ...] = ()
    below_fps: float = 0.0
    networks: tuple[str, ...] = ()
    not_from: tuple[View, ...] = ()
    steps_only: bool = False

    def applies(self, clip: Circumstances) -> bool:
        """Whether the measures are withheld in such a clip."""
        return (
            (bool(self.when) and clip.found.issuperset(self.when))
            or not reaches(clip.filmed_hz, self.below_fps)
            or clip.network in self.networks
            or clip.view in self.not_from
        )


def reaches(frame_rate_hz: float, nominal_fps: float) -> bool:
    """Whether a clip counts as filmed at a nominal frame rate or faster."""
    return frame_rate_hz >= FRAME_RATE_TOLERANCE * nominal_fps


HIDDEN = "something in front hides the {}; film with nothing between the camera and the runner"
UNZOOMED = "film without zooming and keep the phone where it is"
GLIDING = "the video glides from one speed of play to another; use the original file"
LIGHT_NETWORK = "this network places feet and crossing knees too roughly; use the heavy one"

# The first rule that applies to a measure gives the reason. Frame rates: at landing the foot turns by 190
# degrees a second, 6 degrees from one frame to the next at 30 a second; a single time hangs on two events,
# each known to a few milliseconds (docs/accuracy.md); stride times vary by 1 to 2 %, which is 7 to 14 ms.
RULES = (
    Rule(FORE_AFT, "it can be seen only from the side", not_from=("oblique", "front")),
    Rule(
        ON_HEELS_AND_TOES,
        "these landmarks have no heels and toes; use a tracker that draws them",
        when=("feet_not_drawn",),
    ),
    Rule(FROM_GRAVITY, "the picture leans, so that up is unknown; hold the camera upright", when=("tilted",)),
    Rule(
        TIMED,
        "the clip may not play as fast as it was filmed; say at how many frames a second it was filmed",
        when=("tempo_doubted",),
    ),
    Rule(
        LENGTHS,
        "its scale comes from a belt that may not run as fast as the clip shows; give the runner's height",
        when=("tempo_doubted", "scaled_by_belt"),
    ),
    Rule(TIMED, GLIDING, when=("gliding",)),
    Rule(LENGTHS, GLIDING, when=("gliding", "scaled_by_belt")),
    Rule(ON_SPEED, "the speed that was given does not fit the feet; check it", when=("speed_doubted",)),
    Rule(
        SWAY, "the runner is blurred, which moves the body to and fro; film in more light", when=("blurred",)
    ),
    Rule(
        QUICK,
        "the runner is blurred, which takes from quick movements; film in more light",
        when=("blurred",),
    ),
    Rule(
        SHAPES,
        "the lower legs change their length, as in a picture that is squeezed; use the original file",
        when=("squeezed",),
    ),
    Rule(
        BOUNCE,
        "the camera bobs in time with the steps; put the phone where the treadmill does not shake it",
        when=("bobbing",),
    ),
    Rule(PICTURE_LENGTHS, f"the runner's size in the picture changes; {UNZOOMED}", when=("zoomed",)),
    Rule(TIMED, f"the runner's size in the picture changes too much; {UNZOOMED}", when=("zoomed_far",)),
    Rule(ON_HIPS, HIDDEN.format("hips"), when=("hip_hidden",)),
    Rule(ON_KNEES, HIDDEN.format("knees"), when=("knee_hidden",)),
    Rule(ON_SHOULDERS, HIDDEN.format("shoulders"), when=("shoulder_hidden",)),
    Rule(
        (*ON_SHOULDERS, *SWAY),
        "the head is out of the picture, and without it the trunk is guessed; film the whole body",
        when=("head_out",),
    ),
    Rule(ON_FEET, HIDDEN.format("feet"), when=("ankle_hidden",)),
    Rule(WHERE_FEET_LAND, HIDDEN.format("feet"), when=("feet_hidden",)),
    Rule(TIMED, "frames are missing or out of time; use the original file", when=("times_unsure",)),
    Rule((*STRIKE, "foot_angle_deg"), LIGHT_NETWORK, networks=("full", "lite", "blazepose")),
    Rule(LANDING, LIGHT_NETWORK, networks=("lite",)),
    # Of a symmetric rendered runner lite has the far leg's toe-off 33 ms late and the near one's 14 ms early,
    # and the far knee bent too little in swing, by 27 degrees.
    Rule((*LEGS_COMPARED, "knee_flexion_peak_swing_deg"), LIGHT_NETWORK, networks=("lite", "blazepose")),
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
    Rule(
        ("stride_time_cv_pct",), "the cadence changes within the clip; film at one pace", when=("unsteady",)
    ),
    # Meyer 2023, PMC10368467
    Rule(
        ("leg_stiffness_kn_m", "vertical_stiffness_kn_m"),
        "the spring model holds on the level only",
        when=("inclined",),
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
