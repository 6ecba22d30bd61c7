"""What the body's proportions say of the picture's: was it squeezed?"""

import numpy as np

from vision.datatypes import SIDES, Floats, Scene, Track
from vision.yaw import camera_yaw_deg
from vision.zoom import relative_size

SHANK_STRETCH = 1.02
"""Of pictures as they were filmed: 1.00-1.02 on force-plate runners seen from the side, 1.01-1.06 on rendered
ones as the network sees them, 1.01 on a filmed one; shanks swing a little towards the camera."""

STRETCH_LOG_REACH = 0.13
"""Four standard deviations of that. Aspect ratios are confused by 1.33 or more (4:3 with 16:9), of which the
network, which expects people, leaves three quarters: 8 of 8 clips so squeezed are told, of 8 by 1.15 two."""

FRAMES_MIN = 30
"""Two steps and a half at 30 frames a second, in which a shank passes through all of its angles."""


def is_squeezed(track: Track, scene: Scene) -> bool:
    """Whether the picture is narrower or wider than it was filmed, by about a quarter or more.

    Known from the side only; a camera that looks along the path may shorten what lies along it, no more.
    """
    stretch = shank_stretch(track)
    if scene.view != "side" or not np.isfinite(stretch):
        return False
    turned = np.cos(np.radians(camera_yaw_deg(track, scene)))
    low, high = (SHANK_STRETCH * np.exp(sign * STRETCH_LOG_REACH) for sign in (-1, 1))
    return not bool(low * turned <= stretch <= high)


def shank_stretch(track: Track) -> float:
    """How many times longer the shank is level than upright, mean of both legs; NaN where that is not seen.

    A shank keeps its length while it swings: (x / s)^2 + y^2 is constant for the s by which x is stretched.
    """
    size = relative_size(track)[:, None]
    legs = [(track.point(f"{side}_knee") - track.point(f"{side}_ankle")) / size for side in SIDES]
    return float(np.exp(np.mean([np.log(_stretch(shank)) for shank in legs])))


def _stretch(segment: Floats) -> float:
    squares = segment[np.isfinite(segment).all(axis=1)] ** 2
    if len(squares) < FRAMES_MIN:
        return float("nan")
    design = np.column_stack([np.ones(len(squares)), -squares[:, 0]])
    (_, share), *_ = np.linalg.lstsq(design, squares[:, 1])
    return float(share) ** -0.5 if share > 0 else float("nan")
