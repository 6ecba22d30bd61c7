"""A track as motion in the runner's plane: the body's points, forward and up, for the measures to read."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from vision.datatypes import SIDES, Floats, GaitEvents, Scene, Side, Track
from vision.kinematics import Leg2D, above_belt_px, along_belt_px, forward_up_px, grade_deg, leg_2d
from vision.series import folded_stride

ARM_CONFIDENCE_MIN = 0.5


@dataclass(frozen=True, eq=False)
class Arm2D:
    """One arm, each point (n, 2) forward and up in pixels; NaN while it is hidden."""

    shoulder: Floats
    elbow: Floats
    wrist: Floats

    @cached_property
    def elbow_deg(self) -> Floats:
        """Inner angle at the elbow, 180 = straight, (n,)."""
        upper, fore = self.shoulder - self.elbow, self.wrist - self.elbow
        lengths = np.linalg.norm(upper, axis=1) * np.linalg.norm(fore, axis=1)
        angle: Floats = np.degrees(np.arccos(np.clip((upper * fore).sum(axis=1) / lengths, -1, 1)))
        return angle


@dataclass(frozen=True, eq=False)
class Motion:
    """The runner's points in every frame; pixels, forward and up in the gravity frame."""

    time_s: Floats  # (n,)
    hip: Floats  # (n, 2), mid-hip
    shoulder: Floats  # (n, 2), mid-shoulder
    ear: Floats  # (n, 2)
    com: Floats  # (n, 2), centre of mass
    legs: Mapping[Side, Leg2D]
    arms: Mapping[Side, Arm2D]
    scene: Scene

    @cached_property
    def trunk_lean_deg(self) -> Floats:
        """Mid-hip to mid-shoulder against the vertical, positive = forward, (n,)."""
        up = self.shoulder - self.hip
        lean: Floats = np.degrees(np.arctan2(up[:, 0], up[:, 1]))
        return lean

    def ahead_of(self, point: Floats, reference: Floats) -> Floats:
        """How far `point` is ahead of `reference` along the belt, px, (n,)."""
        return along_belt_px(point - reference, self.scene)

    def above_belt(self, point: Floats) -> Floats:
        """Height of `point` normal to the belt over the picture's origin, px, (n,)."""
        return above_belt_px(point, self.scene)

    @property
    def grade_deg(self) -> float:
        """Angle of the belt to the horizontal, positive when its front end is up."""
        return grade_deg(self.scene)


def read_motion(track: Track, scene: Scene, com_px: Floats) -> Motion:
    """Motion of the unsmoothed landmarks; the centre of mass comes smoothed, it has no kink at contact."""

    def points(name: str) -> Floats:
        return forward_up_px(track.point(name, raw=True), scene)

    return Motion(
        time_s=track.time_s,
        hip=points("mid_hip"),
        shoulder=points("mid_shoulder"),
        ear=points("mid_ear"),
        com=forward_up_px(com_px, scene),
        legs={side: leg_2d(track, scene, side) for side in SIDES},
        arms={side: _arm(track, scene, side) for side in SIDES},
        scene=scene,
    )


def read_both_ways_up(track: Track, scene: Scene, com_px: Floats) -> tuple[Motion, Motion]:
    """Motion, and the same as it would be with up turned by one standard deviation of what is known of it.

    In a picture that may be sheared level lines stay where they are then.
    """
    vertical = scene.vertical
    turned = replace(vertical, lean_deg=vertical.lean_deg + vertical.sd_deg)
    if vertical.source == "askew":
        turned = replace(vertical, shear_deg=vertical.sd_deg)
    return read_motion(track, scene, com_px), read_motion(track, replace(scene, vertical=turned), com_px)


def _arm(track: Track, scene: Scene, side: Side) -> Arm2D:
    names = [f"{side}_{part}" for part in ("shoulder", "elbow", "wrist")]
    seen = track.confidence[:, [track.skeleton.index(n) for n in names]].min(axis=1) >= ARM_CONFIDENCE_MIN
    return Arm2D(
        *(np.where(seen[:, None], forward_up_px(track.point(n, raw=True), scene), np.nan) for n in names)
    )


@dataclass(frozen=True, slots=True, eq=False)
class LegSteps:
    """The steps of one leg as arrays, (steps,), and the clip's stride phase."""

    side: Side
    contact_s: Floats
    toe_off_s: Floats
    next_contact_s: Floats  # of the other foot
    midstance_s: Floats
    stride_time_s: float
    phase: Floats  # (n,), strides since this leg's first contact; NaN outside the steps
    _folded: dict[tuple[int, int], tuple[Floats, Floats]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, events: GaitEvents, side: Side, time_s: Floats) -> "LegSteps":
        own = [s for s in events.steps if s.side == side]
        return cls(
            side,
            np.array([s.initial_contact_s for s in own]),
            np.array([s.toe_off_s for s in own]),
            np.array([s.next_contact_s for s in own]),
            np.array([s.midstance_s for s in own]),
            events.stride_time_s,
            phase_between_contacts(events, side, time_s),
        )

    def folded(self, series: Floats, *, order: int) -> Floats:
        """`series.folded_stride` of a series, (201,); of the same array it is computed once.

        Events that are `later` leave the phase as it is, so they share what is computed.
        """
        known = self._folded.get((id(series), order))
        if known is None:  # the array is kept with its curve, so that no other gets its id
            known = self._folded[id(series), order] = series, folded_stride(series, self.phase, order=order)
        return known[1]

    def later(self, *, contact_s: float = 0.0, toe_off_s: float = 0.0) -> "LegSteps":
        """The same with every contact, also the other foot's, and every toe-off so much later."""
        return replace(
            self,
            contact_s=self.contact_s + contact_s,
            toe_off_s=self.toe_off_s + toe_off_s,
            next_contact_s=self.next_contact_s + contact_s,
            midstance_s=self.midstance_s + (contact_s + toe_off_s) / 2,
        )


def phase_between_contacts(events: GaitEvents, side: Side, time_s: Floats) -> Floats:
    """Phase of every frame in strides, whole numbers at `side`'s contacts, halves at the other foot's."""
    contacts = events.contacts()
    times = np.array([c.time_s for c in contacts])
    own = [c.side == side for c in contacts]
    if not any(own) or len(times) < 2:
        return np.full_like(time_s, np.nan)
    steps = np.concatenate(
        [[0], np.cumsum(np.maximum(1, np.round(np.diff(times) / (events.stride_time_s / 2))))]
    )
    strides = (steps - steps[own.index(True)]) / 2
    phase: Floats = np.interp(time_s, times, strides, left=np.nan, right=np.nan)
    return phase
