"""Whole-body centre of mass from landmarks and the masses of the body's segments."""

from dataclasses import dataclass, replace

import numpy as np

from vision.clip_settings import Sex
from vision.datatypes import SIDES, Floats, Track
from vision.skeletons import Skeleton


@dataclass(frozen=True, slots=True)
class Segment:
    """A body segment between two ends, each the mean of its landmarks; pairs are (female, male).

    Where an end is unknown, the mass sits at the first known landmark of `otherwise`, and failing that at
    `trunk_share` of the way from the shoulders to the hips; NaN where no such stand-in is defensible.
    """

    proximal: tuple[str, ...]
    distal: tuple[str, ...]
    mass: tuple[float, float]  # share of the body's mass
    center: tuple[float, float]  # distance from the proximal end, as a share of the segment's length
    otherwise: tuple[str, ...] = ()
    trunk_share: float = np.nan

    def on(self, side: str) -> "Segment":
        """The same segment of the left or the right limb."""

        def named(landmarks: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(f"{side}_{name}" for name in landmarks)

        return replace(
            self,
            proximal=named(self.proximal),
            distal=named(self.distal),
            otherwise=named(self.otherwise),
        )


SHOULDERS = ("left_shoulder", "right_shoulder")
HIPS = ("left_hip", "right_hip")
EARS = ("left_ear", "right_ear")
LIMB = (
    Segment(("shoulder",), ("elbow",), (0.0255, 0.0271), (0.5754, 0.5772), trunk_share=0.4),
    Segment(("elbow",), ("wrist",), (0.0138, 0.0162), (0.4559, 0.4574), trunk_share=0.4),
    Segment(("wrist",), ("pinky", "index"), (0.0056, 0.0061), (0.7474, 0.7900), ("wrist",), trunk_share=0.4),
    Segment(("hip",), ("knee",), (0.1478, 0.1416), (0.3612, 0.4095)),
    Segment(("knee",), ("ankle",), (0.0481, 0.0433), (0.4352, 0.4395)),
    Segment(("heel",), ("toe",), (0.0129, 0.0137), (0.4014, 0.4415), ("ankle",)),
)
SEGMENTS = (
    Segment(EARS, EARS, (0.0668, 0.0694), (0.4841, 0.5002), EARS, trunk_share=-0.5),
    Segment(SHOULDERS, HIPS, (0.4257, 0.4346), (0.3782, 0.4310)),
    *(segment.on(side) for side in SIDES for segment in LIMB),
)


def center_of_mass(track: Track, *, sex: Sex | None) -> Floats:
    """Centre of mass in every frame of a track, (n, 2) px, from its smoothed landmarks.

    `center_of_mass_px` tells the method and what happens where landmarks are unknown.
    """
    return center_of_mass_px(track.position_px, track.skeleton, sex=sex)


def center_of_mass_px(position_px: Floats, skeleton: Skeleton, *, sex: Sex | None) -> Floats:
    """Centre of mass, (..., 2) px, of landmarks (..., k, 2) px; the mean of both tables when sex is unknown.

    Source: de Leva 1996, J Biomech 29:1223, with the shank ending at the ankle's joint centre. Deviation: the
    head's mass is put between the ears.

    Landmarks may be NaN or absent from the skeleton. A hand without fingers sits at the wrist, a foot without
    heel or toe at the ankle, a head without ears half a trunk length beyond the shoulders; an arm's unknown
    segment rides on the trunk. Where the trunk, a thigh or a shank is unknown, the result is NaN.
    """
    mid_shoulder = _end(position_px, skeleton, SHOULDERS)
    trunk = _end(position_px, skeleton, HIPS) - mid_shoulder
    moment = np.zeros_like(mid_shoulder)
    whole = 0.0
    for segment in SEGMENTS:
        proximal = _end(position_px, skeleton, segment.proximal)
        distal = _end(position_px, skeleton, segment.distal)
        center = proximal + _of(segment.center, sex) * (distal - proximal)
        for landmark in segment.otherwise:
            center = _known_or(center, _end(position_px, skeleton, (landmark,)))
        center = _known_or(center, mid_shoulder + segment.trunk_share * trunk)
        moment += _of(segment.mass, sex) * center
        whole += _of(segment.mass, sex)
    return moment / whole


def _of(pair: tuple[float, float], sex: Sex | None) -> float:
    female, male = pair
    return {"f": female, "m": male, None: (female + male) / 2}[sex]


def _end(position_px: Floats, skeleton: Skeleton, landmarks: tuple[str, ...]) -> Floats:
    if not set(landmarks) <= set(skeleton.landmarks):
        return np.full_like(position_px[..., 0, :], np.nan)
    mean: Floats = position_px[..., [skeleton.index(name) for name in landmarks], :].mean(axis=-2)
    return mean


def _known_or(value: Floats, stand_in: Floats) -> Floats:
    return np.where(np.isnan(value).any(axis=-1, keepdims=True), stand_in, value)
