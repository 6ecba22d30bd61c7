"""Where the network draws landmarks beside the joints, how that differs between people, and what that
does to the measures: the one table from which `definitions` moves landmarks and intervals get their width."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Offset:
    """Where a landmark lies from its joint, and the spread of that between people (one standard deviation).

    Shares of the trunk, the leg or the foot (heel to toe), as drawn; `along` is up the trunk, up the leg or
    towards the toe, `ahead` square to it in the running direction (of the foot: upwards).
    """

    of: str
    along: float
    ahead: float
    along_sd: float
    ahead_sd: float


OFFSETS: Mapping[str, Offset] = {
    "shoulder": Offset("trunk", 0.0, 0.013, 0.060, 0.016),
    "hip": Offset("trunk", -0.026, 0.060, 0.025, 0.024),
    "knee": Offset("leg", 0.0, 0.0, 0.015, 0.012),
    "ankle": Offset("leg", 0.0, 0.0, 0.015, 0.010),
    "heel": Offset("foot", 0.10, 0.0, 0.050, 0.060),
    "toe": Offset("foot", 0.0, 0.0, 0.100, 0.060),
}
"""Landmark less joint. A zero with its spread is a landmark that is left where it is drawn: rendered bodies
and the filmed man disagree on it, or the difference changes with the phase of the stride."""

TRUNK_M, LEG_M, FOOT_M = 0.54, 0.84, 0.21
"""Mid-hip to mid-shoulder, hip to ankle and heel to toe as drawn, of a person of 1.75 m (docs/joints.md)."""

LENGTH_M: Mapping[str, float] = {"trunk": TRUNK_M, "leg": LEG_M, "foot": FOOT_M}

MASS_FOLLOWS: Mapping[str, float] = {"hip": 0.35, "shoulder": 0.28}
"""How far the centre of mass moves with a joint: the segments' masses on either side of it (de Leva 1996)."""

LEG_DRAWN_SD = 0.035
"""Of the leg's length, relative: drawn 1 to 5 % shorter than thigh and shank of five rendered runners."""


def ahead_m(part: str) -> float:
    """Standard deviation between people of where a landmark lies fore and aft; of heel and toe, as the foot
    stands, along it."""
    offset = OFFSETS[part]
    return (offset.along_sd if offset.of == "foot" else offset.ahead_sd) * LENGTH_M[offset.of]


def apart_m(*parts: str) -> float:
    """Standard deviation of the fore-aft distance between landmarks."""
    return float(np.linalg.norm([ahead_m(part) for part in parts]))


def from_mass_m(part: str) -> float:
    """Standard deviation of the fore-aft distance of a landmark to the centre of mass."""
    return float(np.linalg.norm([ahead_m(part), *(k * ahead_m(p) for p, k in MASS_FOLLOWS.items())]))


def turned_deg(upper: str, lower: str) -> float:
    """Standard deviation of the direction of the segment between two landmarks."""
    return float(np.degrees(apart_m(upper, lower) / _segment_m(upper, lower)))


def bent_deg(upper: str, joint: str, lower: str) -> float:
    """Standard deviation of the angle at a joint, whose own place turns both segments."""
    above, below = _segment_m(upper, joint), _segment_m(joint, lower)
    turns = (ahead_m(upper) / above, ahead_m(joint) * (1 / above + 1 / below), ahead_m(lower) / below)
    return float(np.degrees(np.linalg.norm(turns)))


def _segment_m(upper: str, lower: str) -> float:
    """Trunk, or thigh and shank, which are half of the leg each."""
    return TRUNK_M if {upper, lower} == {"hip", "shoulder"} else LEG_M / 2
