"""The part of the picture that the annotated video shows: where the runner goes, and room around."""

import numpy as np

from vision.datatypes import Analysis, Bools, Floats, Window
from vision.overlay.figure import Figures

WORTH_IT = 0.75
"""Of the picture, at most, to be shown alone."""

LEAST_PX = 600
"""On the longer side: in a smaller picture words are coarse."""

UNSEEN_SHARE = 0.05
"""Of the frames: where more of them do not tell where the runner is, the whole picture is shown."""

ABOVE, AHEAD, AROUND = 0.5, 0.65, 0.3
"""Room above the face, which is the highest landmark, ahead, where the words beside a landing foot stand, and
on the other sides; in trunk lengths."""

LEAST_WIDTH = 0.8
"""Of the height, as four by five: narrower ones have no room for words."""


def part_with_runner(analysis: Analysis, figures: Figures) -> Window | None:
    """What has to be seen of the clip; None for the whole picture."""
    source, trunk_px = analysis.source, figures.scene.trunk_length_px
    points, known = _where(analysis, figures)
    if known.mean() < 1 - UNSEEN_SHARE or not np.isfinite(trunk_px):
        return None
    left_of, right_of = (AHEAD if figures.scene.direction == way else AROUND for way in ("left", "right"))
    low = np.nanmin(points[known], axis=(0, 1)) - trunk_px * np.array([left_of, ABOVE])
    high = np.nanmax(points[known], axis=(0, 1)) + trunk_px * np.array([right_of, AROUND])
    top, bottom = _stretch(low[1], high[1], 0.0, source.height)
    left, right = _stretch(low[0], high[0], LEAST_WIDTH * (bottom - top), source.width)
    window = Window(left, top, right - left, bottom - top)
    small = window.width * window.height <= WORTH_IT * source.width * source.height
    return window if small and max(window.width, window.height) >= LEAST_PX else None


def _where(analysis: Analysis, figures: Figures) -> tuple[Floats, Bools]:
    """All points of every frame, (n, k + 1, 2), and in which of them the runner is known.

    Outside the stretch that is measured they are the landmarks as the network gave them.
    """
    ground = np.column_stack([figures.com_px[:, 0], figures.ground_y_px])
    joints = figures.track.position_px
    if analysis.observed is not None:
        seen = analysis.observed.landmarks.position_px
        joints = np.where(_known(joints)[:, None, None], joints, seen)
    return np.concatenate([joints, ground[:, None]], axis=1), _known(joints)


def _known(points: Floats) -> Bools:
    return np.asarray(np.isfinite(points).any(axis=(1, 2)))


def _stretch(low: float, high: float, least: float, available: int) -> tuple[int, int]:
    """At least so long a stretch of even pixels, moved into what there is."""
    length = min(max(high - low, least), available)
    start = min(max((low + high - length) / 2, 0.0), available - length)
    return int(start / 2) * 2, min(int(np.ceil((start + length) / 2)) * 2, available)
