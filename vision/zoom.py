"""Does the runner grow or shrink in the picture: a zoom, or a phone that comes nearer?

Pure arithmetic on landmarks, before and after any stage has trusted their times.
"""

from itertools import pairwise

import numpy as np
from scipy.ndimage import median_filter

from vision.cycles import robust_fit
from vision.datatypes import SIDES, Floats, Landmarks, Scene, Track, frame_spacing_s

GROWTH_MIN = 0.07
"""Change of size that is told, as a share: up to 0.02 in rendered clips and 0.04 in a filmed one, 0.03 in
force-plate runners seen by 20 degrees from square; 0.095 and 0.097 in clips that zoom by a tenth."""

TIMED_MAX = 0.75
"""Change up to which steps are timed: contacts are read from legs of one length. The cadence of clips that
grew 1.6 times stayed within its interval, of 2 times not in one of six."""

ALIKE_SHARE = 0.5
"""Of that change, by how much trunk and legs may differ: 0.01 to 0.1 in a zoom; they do not grow alike where
something hides one of them."""

SEEN_S = 1.0
"""Two and a half steps: in less, where the limbs are would count as how large they are."""

WINDOW_S = 1.5
"""Two strides, over whose middle a zoom may come and go while limbs that swing leave nothing."""

SEGMENTS = tuple(pairwise(("hip", "knee", "ankle")))


def size_change(track: Track, scene: Scene) -> float:
    """Largest size of the runner in the picture over the smallest, less 1; 0 unless it surely changes.

    0 for a runner who passes too: a camera that is not quite square to the path sees that one grow.
    """
    size = relative_size(track)
    return 0.0 if scene.passage is not None else float(size.max() / size.min()) - 1


def relative_size(landmarks: Landmarks | Track) -> Floats:
    """Size of the runner in each frame over the usual one, (n,); 1 everywhere unless it surely changes.

    A parabola through the logarithms of trunk and of legs tells a zoom from strides; what it leaves, over two
    strides, follows one that comes and goes.
    """
    time_s, size_px = landmarks.time_s, _trunk_and_legs_px(landmarks)
    log_px = np.log(np.where(size_px > 0, size_px, np.nan))
    steady, known = np.ones(len(time_s)), np.isfinite(log_px).all(axis=1)
    spacing_s = frame_spacing_s(time_s) if len(time_s) > 1 else 0.0
    seen_s = time_s[known]
    if len(seen_s) < 2 or len(seen_s) * frame_spacing_s(seen_s) < SEEN_S:
        return steady
    design = np.vander((time_s - seen_s.mean()) / np.ptp(seen_s), 3, increasing=True)
    fit = design @ robust_fit(design, log_px)
    trunk, legs = fit[known].T
    change = float(np.ptp(trunk + legs)) / 2
    if change < np.log(1 + GROWTH_MIN) or np.ptp(trunk - legs) > ALIKE_SHARE * change:
        return steady
    left = np.interp(time_s, seen_s, (log_px - fit).mean(axis=1)[known])
    frames = round(WINDOW_S / spacing_s) | 1
    log_size = fit.mean(axis=1) + median_filter(left, size=frames, mode="nearest")
    size: Floats = np.exp(np.interp(time_s, seen_s, log_size[known] - np.median(log_size[known])))
    return size


def _trunk_and_legs_px(landmarks: Landmarks | Track) -> Floats:
    """Lengths of the trunk, and of thigh and shank together as the mean of both legs, (n, 2)."""
    point = landmarks.point
    limbs = [point(f"{side}_{a}") - point(f"{side}_{b}") for side in SIDES for a, b in SEGMENTS]
    legs = np.linalg.norm(limbs, axis=2).sum(axis=0) / 2
    return np.column_stack([np.linalg.norm(point("mid_shoulder") - point("mid_hip"), axis=1), legs])
