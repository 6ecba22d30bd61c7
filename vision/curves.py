"""Quantities over the stride: every frame of all strides of a leg, folded from contact to contact."""

from collections.abc import Callable

import numpy as np

from vision.cycles import fold
from vision.datatypes import Curve, Floats
from vision.motion import LegSteps, Motion
from vision.robust import MAD_TO_SD
from vision.series import without_drift

STRIDE_PCT = np.linspace(0.0, 100.0, 101)
KERNEL_SD_PCT = 2.0
SPREAD_HALF_WINDOW_PCT = 4.0
OVERLAP_PCT = 12.0

Series = Callable[[Motion, LegSteps], Floats]

CURVES: tuple[tuple[str, str, Series], ...] = (
    ("knee_flexion_deg", "deg", lambda motion, steps: motion.legs[steps.side].knee_flexion_deg),
    ("thigh_angle_deg", "deg", lambda motion, steps: motion.legs[steps.side].thigh_deg),
    ("shank_angle_deg", "deg", lambda motion, steps: motion.legs[steps.side].shank_deg),
    ("foot_angle_deg", "deg", lambda motion, steps: motion.legs[steps.side].foot_deg),
    ("ankle_dorsiflexion_deg", "deg", lambda motion, steps: motion.legs[steps.side].dorsiflexion_deg),
    ("trunk_lean_deg", "deg", lambda motion, _steps: motion.trunk_lean_deg),
    ("hip_height_pct_leg", "%", lambda motion, steps: _hip_height_pct_leg(motion, steps)),
)


def stride_curves(motion: Motion, steps: LegSteps) -> tuple[Curve, ...]:
    """All curves of one leg; those of which too little is known are left out."""
    if len(steps.contact_s) == 0:
        return ()
    toe_off_pct = 100 * float(np.median(steps.toe_off_s - steps.contact_s)) / steps.stride_time_s
    curves = []
    for name, unit, series in CURVES:
        mean, sd = _folded(series(motion, steps), steps.phase)
        if np.isfinite(mean).all():
            leg = motion.scene.leg_of(steps.side)
            curves.append(Curve(name, unit, leg, steps.side, STRIDE_PCT, mean, sd, toe_off_pct))
    return tuple(curves)


def _folded(series: Floats, phase: Floats) -> tuple[Floats, Floats]:
    """Mean and standard deviation over the stride, each (101,)."""
    known = np.isfinite(series) & np.isfinite(phase)
    pct, value = 100 * (phase[known] % 1), series[known]
    tail, head = pct > 100 - OVERLAP_PCT, pct < OVERLAP_PCT
    pct = np.concatenate([pct, pct[tail] - 100, pct[head] + 100])
    value = np.concatenate([value, value[tail], value[head]])
    folded = fold(pct, value[:, None], grid=STRIDE_PCT, kernel_sd=KERNEL_SD_PCT)
    rest = value - folded.at(pct)[0][:, 0]
    near = (np.abs(pct - center) <= SPREAD_HALF_WINDOW_PCT for center in STRIDE_PCT)
    spread = [MAD_TO_SD * np.median(np.abs(rest[window])) if window.any() else np.nan for window in near]
    return folded.value[:, 0], np.array(spread)


def _hip_height_pct_leg(motion: Motion, steps: LegSteps) -> Floats:
    height = without_drift(motion.hip[:, 1], motion.time_s, steps.stride_time_s)
    share: Floats = 100 * height / motion.scene.leg_length_px
    return share
