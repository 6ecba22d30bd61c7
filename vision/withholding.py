"""What may be shown of a clip, as one table: by frame rate, time base, network, view and incline.

A withheld measure has no value for the clip, but the reason. Its single steps stay for a coach to look at,
marked: they are neither averaged nor quoted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, Self

import numpy as np

from vision.datatypes import Footage, Measures, Metric, Network, Scene, Track, View
from vision.intervals import missing
from vision.measure_groups import (
    FORE_AFT,
    FROM_GRAVITY,
    LANDING,
    LENGTHS,
    ON_FEET,
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
from vision.proportions import is_squeezed
from vision.skeletons import FOOT
from vision.zoom import TIMED_MAX, size_change

FRAME_RATE_TOLERANCE = 0.95
"""Phones miss their nominal rate by a few per cent."""

SURE_ENOUGH = 0.93
"""Confidence that the near foot is in the picture and not hidden: 0.96 to 0.99 when seen, 0.91 behind a
console. Of other joints the network is as sure when they are hidden."""

THREE_PATTERNS_FPS = 100.0
"""Below it only rearfoot and non-rearfoot strikes are told apart, as video raters can (Goto 2024)."""


Condition = Literal[
    "inclined",
    "scaled_by_belt",  # so that lengths hang on the clip's tempo
    "tempo_doubted",  # it may play slower or faster than it was filmed
    "tilted",  # the camera, by more than lines of the background can tell
    "times_unsure",  # frames are missing or out of time
    "blurred",
    "unsteady",  # the cadence changes
    "speed_doubted",  # the feet pass at another one than was told
    "squeezed",  # the picture, to other proportions
    "zoomed",  # the runner grows or shrinks in the picture
    "zoomed_far",  # by more than steps can be timed with
    "feet_hidden",  # as the network says of the near foot
    "shoulder_hidden",  # as the others, behind something that stands before the runner
    "hip_hidden",
    "knee_hidden",
    "ankle_hidden",
    "head_out",  # of the picture, most of the time
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What decides on what may be shown; the frame rate is that of true time."""

    frame_rate_hz: float
    filmed: bool = True  # every frame; else some were made from others
    view: View = "side"
    network: str = "unknown"
    found: frozenset[Condition] = frozenset()

    @classmethod
    def of(
        cls,
        track: Track,
        scene: Scene,
        network: Network,
        footage: Footage | None = None,
        *,
        filmed: bool = True,
    ) -> Self:
        """Those of a clip, as far as its own landmarks and pictures show them."""
        change, hidden = size_change(track, scene), footage.hidden if footage else ()
        plain = cls(frame_rate_hz=track.frame_rate_hz, filmed=filmed, view=scene.view, network=network.name)
        return plain.also(
            {
                "inclined": scene.incline_pct != 0,
                "scaled_by_belt": scene.scale is not None and scene.scale.source == "belt_speed",
                "tilted": scene.vertical.source == "tilted",
                "squeezed": is_squeezed(track, scene),
                "zoomed": change > 0,
                "zoomed_far": change > TIMED_MAX,
                "feet_hidden": feet_are_hidden(track, scene),
                "shoulder_hidden": "shoulder" in hidden,
                "hip_hidden": "hip" in hidden,
                "knee_hidden": "knee" in hidden,
                "ankle_hidden": "ankle" in hidden,
            }
        )

    @property
    def filmed_hz(self) -> float:
        """Frames a second, of which one that was made from others counts for nothing."""
        return self.frame_rate_hz / (1 if self.filmed else 2)

    def also(self, holds: Mapping[Condition, bool]) -> Self:
        """The same with those of further conditions that hold."""
        return replace(self, found=self.found | {name for name, true in holds.items() if true})

    def without(self, *conditions: Condition) -> Self:
        """The same as if these conditions did not hold."""
        return replace(self, found=self.found.difference(conditions))


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


def feet_are_hidden(track: Track, scene: Scene) -> bool:
    """Whether the network is unsure of the near foot in half of the frames."""
    if scene.near_side is None:
        return False
    foot = [track.skeleton.index(f"{scene.near_side}_{part}") for part in FOOT]
    sure = track.confidence[:, foot].mean(axis=1)
    return bool((sure > 0).any() and np.median(sure[sure > 0]) < SURE_ENOUGH)


def reaches(frame_rate_hz: float, nominal_fps: float) -> bool:
    """Whether a clip counts as filmed at a nominal frame rate or faster."""
    return frame_rate_hz >= FRAME_RATE_TOLERANCE * nominal_fps


HIDDEN = "something in front hides the {}; film with nothing between the camera and the runner"
UNZOOMED = "film without zooming and keep the phone where it is"
LIGHT_NETWORK = "this network places feet and crossing knees too roughly; use the heavy one"

# The first rule that applies to a measure gives the reason. Frame rates: at landing the foot turns by 190
# degrees a second, 6 degrees from one frame to the next at 30 a second; a single time hangs on two events,
# each known to a few milliseconds (docs/accuracy.md); stride times vary by 1 to 2 %, which is 7 to 14 ms.
RULES = (
    Rule(FORE_AFT, "it can be seen only from the side", not_from=("oblique", "front")),
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
        "the picture is narrower or wider than it was filmed; use the original file",
        when=("squeezed",),
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
