"""How far the drawn knees jump from frame to frame beside the stride that they repeat.

Noise and strong compression make them jump; nothing else tells, for the network stays as sure as ever. Pure
arithmetic on a track.
"""

import numpy as np

from vision.cycles import fourier_design, robust_fit
from vision.datatypes import SIDES, Floats, GaitEvents, Scene, Side, Track
from vision.motion import phase_between_contacts

APART_S = 1 / 30
"""Between the frames that are compared: at more frames a second neighbours are wrong alike."""

STRIDE_ORDER = 6

USUAL_JUMPS_PCT = 1.1
"""Of the leg: 0.8 to 1.1 in rendered runners at 30 to 240 frames a second, 1.4 in a filmed man, 1.3 to 2.0 in
rendered ones with noise of 35 to 50 of 255 or compressed to 0.006 bits a pixel, 3.6 in dark tights then."""

FRAMES_MIN = 40


def knee_jumps_pct(track: Track, scene: Scene, events: GaitEvents) -> float:
    """Median distance of a knee from where the usual stride and the frame before have it, in per cent of the
    leg, over the square root of two; NaN with too few frames."""
    per_leg = [_jumps_px(track, events, side) for side in SIDES]
    return 100 * float(np.mean(per_leg)) / scene.leg_length_px


def _jumps_px(track: Track, events: GaitEvents, side: Side) -> float:
    if not events.contacts():
        return float("nan")
    strides = phase_between_contacts(events, events.contacts()[0].side, track.time_s)
    knee = track.point(f"{side}_knee", raw=True) - track.point("mid_hip", raw=True)
    known = np.flatnonzero(np.isfinite(strides) & np.isfinite(knee).all(axis=1))
    if len(known) < FRAMES_MIN:
        return float("nan")
    time_s = track.time_s[known]
    design = np.column_stack([fourier_design(strides[known], STRIDE_ORDER), time_s - time_s.mean()])
    left: Floats = knee[known] - design @ robust_fit(design, knee[known])
    later = np.searchsorted(time_s, time_s + 0.9 * APART_S)
    before = np.flatnonzero(later < len(known))
    jumps = np.linalg.norm(left[later[before]] - left[before], axis=1)
    return float(np.median(jumps) / np.sqrt(2))
