"""How far the camera is off square to the runner's path, from the runner's own shoulders and hips.

Seen square from the side the shoulders lie one behind the other, and so do the hips; turned camera or runner,
they part by their breadth times the sine of the angle. The stride turns both to and fro about that place.
"""

import numpy as np

from vision.datatypes import Scene, Track
from vision.robust import known_median

BREADTHS_TO_TRUNK = 1.04
"""Shoulders 0.68 and hips 0.36 trunk lengths apart, as the network places them on a runner from behind."""


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
