"""A camera that looks at body points in space from the side, and the landmarks that it would give."""

from dataclasses import dataclass

import numpy as np
from force_plates import Points
from scipy.interpolate import CubicSpline

from vision.datatypes import Floats, Landmarks, Side
from vision.skeletons import BLAZEPOSE_33

WIDTH_PX, HEIGHT_PX = 1920, 1080
BODY_OF_PICTURE = 0.6
BODY_M = 1.75
EYE_HEIGHT_M = 1.0

CARRIED_BY = (
    ("eye", "ear"), ("mouth", "ear"), ("nose", "ear"),
    ("pinky", "wrist"), ("index", "wrist"), ("thumb", "wrist"), ("foot_index", "toe"),
)  # fmt: skip
"""A landmark that no marker shows, and the point that stands in for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SideCamera:
    """A pinhole at hip height; yaw > 0 stands towards the runner's front, roll > 0 turns it clockwise."""

    near_side: Side = "left"
    distance_m: float = 4.0
    yaw_deg: float = 0.0
    roll_deg: float = 0.0

    def see(self, points: Floats, middle: Floats) -> Floats:
        """Pixels (..., 2) of points (..., 3) of a runner around `middle` (3,)."""
        outward = -1.0 if self.near_side == "left" else 1.0  # Z points to the runner's right
        turned = np.radians(self.yaw_deg)
        towards_eye = np.array([np.sin(turned), 0.0, outward * np.cos(turned)])
        eye = np.array([middle[0], EYE_HEIGHT_M, middle[2]]) + self.distance_m * towards_eye
        right = np.cross(-towards_eye, [0.0, 1.0, 0.0])
        seen = points - eye
        depth = -seen @ towards_eye
        focal_px = BODY_OF_PICTURE * HEIGHT_PX * self.distance_m / BODY_M
        across, up = focal_px * (seen @ right) / depth, focal_px * seen[..., 1] / depth
        roll = np.radians(self.roll_deg)
        x = np.cos(roll) * across - np.sin(roll) * up
        y = -np.cos(roll) * up - np.sin(roll) * across
        return np.stack([x + WIDTH_PX / 2, y + 0.45 * HEIGHT_PX], axis=-1)


def film(time_s: Floats, points: Points, camera: SideCamera, *, fps: float, phase: float) -> Landmarks:
    """Landmarks of every frame; `phase` (0..1, in frames) is where the first exposure falls."""
    frames_s = np.arange(time_s[0] + phase / fps, time_s[-1], 1 / fps)
    middle = (points["left_hip"] + points["right_hip"]).mean(axis=0) / 2
    body = np.stack([points[_carrier(name)] for name in BLAZEPOSE_33.landmarks], axis=1)
    pixels = camera.see(CubicSpline(time_s, body)(frames_s), middle)
    return Landmarks(BLAZEPOSE_33, frames_s, pixels, np.ones(pixels.shape[:2]))


def _carrier(landmark: str) -> str:
    side = "right" if "right" in landmark else "left"
    part = landmark.replace(f"{side}_", "").replace(f"_{side}", "")
    for start, carrier in CARRIED_BY:
        if part.startswith(start):
            return f"{side}_{carrier}"
    return f"{side}_{part}"
