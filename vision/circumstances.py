"""What decides on what may be shown of a clip: its frame rate, view and network, and what was found in it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, Self

import numpy as np

from vision.datatypes import Footage, Network, Scene, Track, View
from vision.proportions import is_squeezed
from vision.skeletons import BLAZEPOSE_33, FOOT
from vision.zoom import TIMED_MAX, size_change

SURE_ENOUGH = 0.93
"""Confidence that the near foot is in the picture and not hidden: 0.96 to 0.99 when seen, 0.91 behind a
console. Of other joints the network is as sure when they are hidden."""

Condition = Literal[
    "inclined",
    "scaled_by_belt",  # so that lengths hang on the clip's tempo
    "tempo_doubted",  # it may play slower or faster than it was filmed
    "tilted",  # the camera, by more than lines of the background can tell
    "times_unsure",  # frames are missing or out of time
    "gliding",  # the speed of play changes all the time
    "blurred",
    "unsteady",  # the cadence changes
    "speed_doubted",  # the feet pass at another one than was told
    "squeezed",  # the picture, to other proportions
    "bobbing",  # the camera, in time with the steps
    "zoomed",  # the runner grows or shrinks in the picture
    "zoomed_far",  # by more than steps can be timed with
    "feet_not_drawn",  # the skeleton has neither heels nor toes
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
                "feet_not_drawn": track.skeleton.foot != FOOT,
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


def feet_are_hidden(track: Track, scene: Scene) -> bool:
    """Whether the network is unsure of the near foot in half of the frames."""
    if scene.near_side is None or track.skeleton.name != BLAZEPOSE_33.name:  # others are sure otherwise
        return False
    foot = [track.skeleton.index(f"{scene.near_side}_{part}") for part in track.skeleton.foot]
    sure = track.confidence[:, foot].mean(axis=1)
    return bool((sure > 0).any() and np.median(sure[sure > 0]) < SURE_ENOUGH)
