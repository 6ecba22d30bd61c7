"""From where the camera looks at the runner, and how far off square, by the runner's own joints.

Seen square from the side the shoulders lie one behind the other, and so do the hips; turned camera or runner,
they part by their breadth times the sine of the angle. The stride turns both to and fro about that place.
"""

import numpy as np

from vision.datatypes import Scene, Track, View
from vision.passage import SHOULDER_TO_TRUNK
from vision.robust import known_median

BREADTHS_TO_TRUNK = 1.04
"""Shoulders 0.68 and hips 0.36 trunk lengths apart, as the network places them on a runner from behind."""

FEET_SPREAD_TO_TRUNK = 0.75
"""Standard deviation of the fore-aft distance between the feet over trunk length, seen from the side."""

SIDE_VIEW_BELOW_DEG = 30.0
FRONTAL_VIEW_ABOVE_DEG = 75.0
"""Farther off, a foot's way forward would count as its way sideways: a quarter of it at 15 degrees."""


def view_of(track: Track) -> View:
    """View from the angle between the runner's path and the picture plane."""
    across = track.point("left_shoulder")[:, 0] - track.point("right_shoulder")[:, 0]
    feet = track.point("left_ankle")[:, 0] - track.point("right_ankle")[:, 0]
    turned = float(np.nanmedian(np.abs(across))) / SHOULDER_TO_TRUNK
    along = float(np.nanstd(feet)) / FEET_SPREAD_TO_TRUNK
    angle_deg = np.degrees(np.arctan2(turned, along))
    if angle_deg < SIDE_VIEW_BELOW_DEG:
        return "side"
    if angle_deg < FRONTAL_VIEW_ABOVE_DEG:
        return "oblique"
    return "rear" if np.nanmedian(across) < 0 else "front"


def camera_yaw_deg(track: Track, scene: Scene) -> float:
    """Angle between the line of sight and the square to the runner's path, degrees.

    Negative where the far shoulder is seen ahead of the near one; NaN when the direction is unknown.
    """
    if scene.near_side is None:
        return float("nan")
    far = scene.side_of("far")
    forward = 1 if scene.direction == "right" else -1
    apart = sum(
        track.point(f"{scene.near_side}_{part}")[:, 0] - track.point(f"{far}_{part}")[:, 0]
        for part in ("shoulder", "hip")
    )
    sine = forward * known_median(np.asarray(apart)) / (BREADTHS_TO_TRUNK * scene.trunk_length_px)
    return float(np.degrees(np.arcsin(np.clip(sine, -1, 1))))
