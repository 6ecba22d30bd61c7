"""Landmarks -> a track whose legs keep their names.

Legs cross twice a stride and the network then exchanges them or invents the far one. Continuity from frame
to frame locks onto the wrong leg; the runner's own stride does not: both legs draw the same closed curve
half a stride apart, and a frame whose legs fit that curve better exchanged is exchanged.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.ndimage import median_filter

from vision.cycles import fourier_design, robust_fit, stride_period_s, stride_phase
from vision.datatypes import SIDES, Bools, Floats, Landmarks, frame_spacing_s

TEMPLATE_ORDER = 6
REPAIR_ROUNDS = 4
DISTANCE_CAP_LEGS = 0.4
OUTLIER_SD = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class RepairedLegs:
    """Landmarks with the legs put right, and what was done to them."""

    landmarks: Landmarks
    exchanged: Bools  # (n,)
    dropped: Bools  # (n, 2), chains far from the runner's own stride, left and right
    period_s: float


def repair_legs(landmarks: Landmarks) -> RepairedLegs:
    """Exchange and drop whole legs by the clip's own antiphase template, until there is nothing to be done.

    So that repaired legs stay as they are when they are read again. A clip without a stride period (a still
    person) comes back unchanged with a NaN period.
    """
    repaired = _repaired_once(landmarks)
    for _ in range(REPAIR_ROUNDS):
        again = _repaired_once(repaired.landmarks)
        if not (again.exchanged.any() or again.dropped.any()):
            break
        crossed = np.where(again.exchanged[:, None], repaired.dropped[:, ::-1], repaired.dropped)
        repaired = replace(
            again, exchanged=repaired.exchanged ^ again.exchanged, dropped=crossed | again.dropped
        )
    return repaired


def exchange_legs(landmarks: Landmarks, exchanged: Bools) -> Landmarks:
    """Landmarks with left and right leg exchanged in some frames, (n,)."""
    return _apply(landmarks, exchanged, np.zeros((len(exchanged), len(SIDES)), dtype=bool))


def _repaired_once(landmarks: Landmarks) -> RepairedLegs:
    legs = _Legs.of(landmarks)
    exchanged = np.zeros(len(landmarks.time_s), dtype=bool)
    period_s = stride_period_s(landmarks.time_s, legs.separation)
    template = None
    for _ in range(REPAIR_ROUNDS if np.isfinite(period_s) else 0):
        current = legs.exchanged(exchanged)
        period_s = stride_period_s(landmarks.time_s, current.separation)
        template = current.template(stride_phase(landmarks.time_s, current.separation, period_s))
        better = legs.fits_better_exchanged(template)
        if (better == exchanged).all():
            break
        exchanged = better
    if exchanged.mean() > 0.5:
        exchanged, template = ~exchanged, None if template is None else template[:, ::-1]
    dropped = legs.exchanged(exchanged).far_from(template)
    return RepairedLegs(_apply(landmarks, exchanged, dropped), exchanged, dropped, period_s)


@dataclass(frozen=True, slots=True, eq=False)
class _Legs:
    """Both leg chains from the mid-hip in trunk lengths, (n, 2 sides, landmarks, 2)."""

    time_s: Floats
    chains: Floats

    @classmethod
    def of(cls, landmarks: Landmarks) -> "_Legs":
        point, hip = landmarks.point, landmarks.point("mid_hip")
        trunk = _running_median(np.linalg.norm(point("mid_shoulder") - hip, axis=1), landmarks.time_s)
        trunk = np.where(trunk > 0, trunk, np.nan)
        parts = landmarks.skeleton.leg_chain
        legs = [np.stack([point(f"{side}_{part}") for part in parts], axis=1) for side in SIDES]
        chains = (np.stack(legs, axis=1) - hip[:, None, None]) / trunk[:, None, None, None]
        return cls(landmarks.time_s, chains)

    @property
    def separation(self) -> Floats:
        """Signed fore-aft distance between the feet, left minus right, (n,)."""
        feet = self.chains[:, :, 1:, 0]
        separation: Floats = np.median(feet[:, 0] - feet[:, 1], axis=1)
        return separation

    def exchanged(self, exchanged: Bools) -> "_Legs":
        chains = np.where(exchanged[:, None, None, None], self.chains[:, ::-1], self.chains)
        return _Legs(self.time_s, chains)

    def template(self, phase: Floats) -> Floats:
        """The runner's own stride for both legs in every frame, the shape of `chains`.

        One Fourier series a landmark serves both legs, the right one half a stride later, with a constant
        between them for the parallax.
        """
        n = len(phase)
        side = np.repeat([0.5, -0.5], n)
        design = np.column_stack([fourier_design(np.concatenate([phase, phase + 0.5]), TEMPLATE_ORDER), side])
        out = np.empty_like(self.chains)
        for part in range(self.chains.shape[2]):
            values = np.concatenate([self.chains[:, 0, part], self.chains[:, 1, part]])
            out[:, :, part] = (design @ robust_fit(design, values)).reshape(2, n, 2).swapaxes(0, 1)
        return out

    def fits_better_exchanged(self, template: Floats) -> Bools:
        cap = DISTANCE_CAP_LEGS * float(np.nanmedian(np.linalg.norm(self.chains[:, :, 1], axis=-1)))
        kept = np.minimum(np.linalg.norm(self.chains - template, axis=-1), cap).sum(axis=(1, 2))
        crossed = np.minimum(np.linalg.norm(self.chains[:, ::-1] - template, axis=-1), cap).sum(axis=(1, 2))
        better: Bools = crossed < kept
        return better

    def far_from(self, template: Floats | None) -> Bools:
        """Chains that belong to neither leg, (n, 2): farther from the template than 5 robust SD."""
        if template is None:
            return np.zeros(self.chains.shape[:2], dtype=bool)
        distance = np.linalg.norm(self.chains - template, axis=-1).mean(axis=-1)
        whole = [side[np.isfinite(side)] for side in distance.T]
        typical = [np.median(side) if len(side) else np.nan for side in whole]
        far: Bools = distance > OUTLIER_SD * np.array(typical)
        return far


def _running_median(values: Floats, time_s: Floats) -> Floats:
    """Median over about one second, so that a runner may come closer without one frame deciding."""
    frames = max(3, round(1 / frame_spacing_s(time_s)) | 1)
    known = np.flatnonzero(np.isfinite(values))
    if len(known) == 0:
        return values
    filled = np.interp(np.arange(len(values)), known, values[known])
    smooth: Floats = median_filter(filled, size=frames, mode="nearest")
    return smooth


def _apply(landmarks: Landmarks, exchanged: Bools, dropped: Bools) -> Landmarks:
    index, parts = landmarks.skeleton.index, landmarks.skeleton.leg_chain
    left, right = (np.array([index(f"{side}_{part}") for part in parts]) for side in SIDES)
    position, confidence = landmarks.position_px.copy(), landmarks.confidence.copy()
    frames = np.flatnonzero(exchanged)[:, None]
    for array in (position, confidence):
        array[frames, left], array[frames, right] = array[frames, right], array[frames, left]
    for side, chain in enumerate((left, right)):
        gone = np.flatnonzero(dropped[:, side])[:, None]
        position[gone, chain] = np.nan
        confidence[gone, chain] = 0.0
    return Landmarks(landmarks.skeleton, landmarks.time_s, position, confidence)
