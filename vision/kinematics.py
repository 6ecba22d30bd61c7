"""Landmarks in the runner's sagittal plane: forward and up in pixels, and the angles between segments."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from vision.datatypes import Floats, Scene, Side, Track, Vertical

TYPICAL_LEG_M = 0.84
"""Hip to ankle, thigh and shank, of an adult of 1.71 m: 0.491 of the stature (Winter 2009)."""

BACKWARDS_BELOW = -0.3
"""Correlation of a foot's forward speed with its height, both from the hip: 0.44 to 0.71 in running and
walking, -0.66 to -0.71 when the same is played backwards."""


@dataclass(frozen=True, eq=False)
class Leg2D:
    """One leg, each point (n, 2) as forward and up in pixels; angles in degrees, (n,)."""

    hip: Floats
    knee: Floats
    ankle: Floats
    heel: Floats
    toe: Floats

    @cached_property
    def thigh_deg(self) -> Floats:
        """Thigh to the vertical, positive with the knee ahead of the hip."""
        return angle_to_vertical_deg(self.knee, self.hip)

    @cached_property
    def shank_deg(self) -> Floats:
        """Shank to the vertical, positive with the ankle ahead of the knee."""
        return angle_to_vertical_deg(self.ankle, self.knee)

    @cached_property
    def knee_flexion_deg(self) -> Floats:
        """Thigh to shank, 0 = straight, positive = flexed."""
        return _wrapped_deg(self.thigh_deg - self.shank_deg, around_deg=60)

    @cached_property
    def foot_deg(self) -> Floats:
        """Heel-toe line to the horizontal, positive = toes up; unwrapped to -270..90 for the kick-up."""
        rise = self.toe - self.heel
        return _wrapped_deg(np.degrees(np.arctan2(rise[:, 1], rise[:, 0])), around_deg=-90)

    @cached_property
    def dorsiflexion_deg(self) -> Floats:
        """Foot to shank, 0 = right angle, positive = toes towards the shin."""
        return _wrapped_deg(self.foot_deg - self.shank_deg, around_deg=0)


def leg_2d(track: Track, scene: Scene, side: Side) -> Leg2D:
    """One leg of a track from its unsmoothed landmarks."""
    parts = (f"{side}_{part}" for part in ("hip", "knee", "ankle", "heel", "toe"))
    return Leg2D(*(forward_up_px(track.point(name, raw=True), scene) for name in parts))


def forward_up_px(position_px: Floats, scene: Scene) -> Floats:
    """Picture to (forward, up) in the gravity frame; right counts as forward when there is no direction."""
    upright = upright_px(position_px, scene.vertical)
    flipped: Floats = upright * (-1.0 if scene.direction == "left" else 1.0, -1.0)
    return flipped


def upright_px(position_px: Floats, vertical: Vertical) -> Floats:
    """Picture turned and spread so that true verticals stand upright and parallel, (..., 2).

    A projective map that sends the point where verticals meet to infinity; near `vertical.origin_px` lengths
    stay what they are.
    """
    lean = np.radians(vertical.lean_deg)
    turn = np.array([[np.cos(lean), -np.sin(lean)], [np.sin(lean), np.cos(lean)]])
    turned = (position_px - vertical.origin_px) @ turn
    turned[..., 0] += np.tan(np.radians(vertical.shear_deg)) * turned[..., 1]
    upright: Floats = turned / (1 - vertical.keystone_per_px * turned[..., 1:]) + vertical.origin_px
    return upright


def ground_y_px(scene: Scene, x_px: Floats) -> Floats:
    """Where the ground line is in the picture at these columns; NaN where it is unknown."""
    slope = np.tan(np.radians(np.nan_to_num(scene.ground_slope_deg)))
    downhill = slope if scene.direction == "left" else -slope
    return np.asarray(scene.ground_y_px + downhill * x_px, dtype=np.float64)


def forwardness(feet: Sequence[Floats], time_s: Floats) -> float:
    """Correlation of the feet's forward speed with their height; feet (n, 2) are forward and up from the hip.

    Positive in running and walking, whose feet go back on the ground and forwards through the air; negative
    when that is played backwards; NaN where it is not known.
    """
    seen = [np.flatnonzero(np.isfinite(foot).all(axis=1)) for foot in feet]  # not every frame is looked at
    if min(len(rows) for rows in seen) < 2:
        return float("nan")
    speeds = [np.gradient(foot[rows, 0], time_s[rows]) for foot, rows in zip(feet, seen, strict=True)]
    heights = [foot[rows, 1] for foot, rows in zip(feet, seen, strict=True)]
    speed, height = np.concatenate(speeds), np.concatenate(heights)
    moving = np.ptp(speed) > 0 and np.ptp(height) > 0
    return float(np.corrcoef(speed, height)[0, 1]) if moving else float("nan")


def is_backwards(forwardness: float) -> bool:
    """Whether feet that move so play backwards; not where it is not known."""
    return forwardness < BACKWARDS_BELOW


def grade_deg(scene: Scene) -> float:
    """Angle of the belt to the horizontal, positive when its front end is up."""
    return float(np.degrees(np.arctan(scene.incline_pct / 100)))


def along_belt_px(forward_up: Floats, scene: Scene) -> Floats:
    """Forward distance in the belt frame of (..., 2) vectors: an incline turns them by its angle."""
    grade = np.radians(grade_deg(scene))
    along: Floats = forward_up[..., 0] * np.cos(grade) + forward_up[..., 1] * np.sin(grade)
    return along


def above_belt_px(forward_up: Floats, scene: Scene) -> Floats:
    """Height in the belt frame, normal to the belt, of (..., 2) vectors."""
    grade = np.radians(grade_deg(scene))
    above: Floats = forward_up[..., 1] * np.cos(grade) - forward_up[..., 0] * np.sin(grade)
    return above


def angle_to_vertical_deg(lower: Floats, upper: Floats) -> Floats:
    """Angle to the vertical of a line that hangs from `upper`, positive with `lower` ahead, (n,)."""
    line = lower - upper
    angle: Floats = np.degrees(np.arctan2(line[:, 0], -line[:, 1]))
    return angle


def _wrapped_deg(angle_deg: Floats, *, around_deg: float) -> Floats:
    wrapped: Floats = (angle_deg - around_deg + 180) % 360 - 180 + around_deg
    return wrapped
