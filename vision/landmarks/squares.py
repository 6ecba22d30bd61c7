"""Squares of the picture, upright or turned, and the pieces cut from them.

A square is mapped by a (2, 3) matrix from the piece to the picture, both in pixels whose pixel i covers
[i, i + 1].
"""

import numpy as np

from vision.datatypes import Floats, Region

REGION_SCALE = 1.25  # a region exceeds the circle around the person by this, as the networks expect


def square_map(center_px: Floats, size_px: float, rotation_rad: float, side: int) -> Floats:
    """Matrix from a piece of `side` pixels to the square of `size_px` in the picture."""
    cosine, sine = np.cos(rotation_rad), np.sin(rotation_rad)
    turn = np.array([[cosine, -sine], [sine, cosine]]) * (size_px / side)
    return np.column_stack([turn, np.asarray(center_px) - turn @ (side / 2, side / 2)])


def to_picture(points: Floats, matrix: Floats) -> Floats:
    """Points of a piece, (..., 2), in the picture."""
    moved: Floats = points @ matrix[:, :2].T + matrix[:, 2]
    return moved


def region_between(hip: Floats, rim: Floats, score: float) -> Region:
    """Region of a person from the hip centre and the point of the surrounding circle above the head."""
    radius = rim - hip
    return Region(
        center_px=(float(hip[0]), float(hip[1])),
        size_px=float(2 * REGION_SCALE * np.hypot(*radius)),
        rotation_rad=float(np.arctan2(radius[0], -radius[1])),
        score=score,
    )
