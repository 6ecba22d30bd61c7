"""Straight edges of the scene: found in single pictures, joined over several into lines."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from vision.datatypes import Bools, Floats, Image, Region

ANALYSIS_LENGTH_PX = 960
"""Longer side of the picture in which edges are looked for."""

SHORTEST = 0.04
"""Shortest edge as a share of the picture's longer side."""

COLORS = (0, 2)
"""Red and blue: between two colours of one brightness there is no edge in the grey picture."""

OFF_LINE = 0.002
"""How far off a line an edge may lie to be a part of it, as a share of the picture's longer side."""


@dataclass(frozen=True, slots=True, eq=False)
class FrameEdges:
    """The straight edges of one frame and the people in it; edges are (m, 2, 2), two ends as x and y."""

    frame: int
    edges_px: Floats
    persons: tuple[Region, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Straight lines; `lean_deg` is their angle to the picture's vertical, 90 = level, (m,)."""

    mid_px: Floats  # (m, 2)
    lean_deg: Floats  # (m,), -90..90, positive = to the right on the way up
    length_px: Floats  # (m,), what is seen of it in one frame
    frames: Floats  # (m,), in how many frames it is seen

    def where(self, wanted: Bools) -> "Lines":
        """The lines of a mask."""
        return Lines(self.mid_px[wanted], self.lean_deg[wanted], self.length_px[wanted], self.frames[wanted])


def straight_edges(image: Image) -> Floats:
    """Straight edges of an RGB picture, (m, 2, 2), by the line segment detector of von Gioi 2010."""
    longest = max(image.shape[:2])
    scale = min(1.0, ANALYSIS_LENGTH_PX / longest)
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    detector = cv2.createLineSegmentDetector()
    found = [detector.detect(np.ascontiguousarray(small[..., color]))[0] for color in COLORS]
    edges = np.concatenate([np.empty((0, 2, 2)), *(f.reshape(-1, 2, 2) for f in found if f is not None)])
    # a pixel's centre is half a pixel from its corner, at any size
    edges = (edges + 0.5) / scale
    length = np.linalg.norm(edges[:, 1] - edges[:, 0], axis=1)
    kept: Floats = edges[length >= SHORTEST * longest]
    return kept


def join(frames: Sequence[Floats], *, picture_px: float) -> Lines:
    """Edges of several frames joined into the lines that they are parts of, longest first.

    `picture_px` is the picture's longer side. The ends of an edge count by its length in the line's fit.
    """
    edges = np.concatenate([np.empty((0, 2, 2)), *frames])
    frame = np.repeat(np.arange(len(frames)), [len(f) for f in frames])
    length = np.linalg.norm(edges[:, 1] - edges[:, 0], axis=1)
    free = np.ones(len(edges), dtype=bool)
    rows = []
    for seed in np.argsort(-length):
        if free[seed]:
            part = free & _on_line(edges, edges[seed], OFF_LINE * picture_px)
            free &= ~part
            rows.append(_fitted(edges[part], length[part], frame[part]))
    table = np.array(rows).reshape(-1, 5)
    return Lines(table[:, :2], table[:, 2], table[:, 3], table[:, 4])


def _on_line(edges: Floats, seed: Floats, reach_px: float) -> Bools:
    """Which edges lie with both ends within `reach_px` of the line through the seed's ends."""
    along = (seed[1] - seed[0]) / np.linalg.norm(seed[1] - seed[0])
    off = (edges - seed.mean(axis=0)) @ (-along[1], along[0])
    near: Bools = (np.abs(off) <= reach_px).all(axis=1)
    return near


def _fitted(edges: Floats, length: Floats, frame: np.ndarray) -> tuple[float, ...]:
    """Middle x and y, lean, length in one frame and number of frames of the line through some edges."""
    ends, weight = edges.reshape(-1, 2), np.repeat(length, 2)
    mid = np.average(ends, axis=0, weights=weight)
    spread = (ends - mid).T * weight @ (ends - mid)
    right, down = np.linalg.eigh(spread)[1][:, -1]
    lean = np.degrees(np.arctan2(right, -down))
    seen = len(np.unique(frame))
    return (*mid, (lean + 90) % 180 - 90, length.sum() / seen, seen)
