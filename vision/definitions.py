"""From the points that the network draws to the joints that the measures are about.

BlazePose's landmarks are not joint centres: its hips lie ahead of the joints and slide along the trunk within
a stride, its heel lies inside the shoe, and a knee is drawn towards the other one while the two pass each
other. What holds on bodies of known joints and on a filmed man digitised by hand is put right here; what
holds on only one of them stays, and counts in the uncertainty of the measures.
"""

from dataclasses import replace
from functools import partial

import numpy as np

from vision.datatypes import SIDES, Floats, Network, Scene, Track
from vision.landmark_offsets import OFFSETS

DRAWN_BY = ("heavy", "full", "lite", "blazepose")
"""The networks that share one definition of their landmarks; "blazepose" is one of them, not known which."""

UNKNOWN_SPREAD = 2.0
"""Pose networks put hips and knees 3 to 5 cm from the joints that markers give, each by its own definition
(Needham 2021, Sci Rep 11:20673); about twice what is left where the definition is known."""

KNEE_REACH = 0.20
KNEE_PULL = 0.20
"""Closer together than `KNEE_REACH` leg lengths, each knee is drawn towards the other by `KNEE_PULL` of what
is missing to that distance: where two limbs overlap, the network blends its two candidates."""

STEADY_SPAN_S = 1.5
"""About two strides: long enough to average a stride out, short enough to follow a passing runner's size."""


def joint_track(track: Track, scene: Scene, network: Network) -> Track:
    """The track with its landmarks moved to the joints that they stand for.

    From behind, where nothing tells what lies ahead of what, only the trunk keeps its length. Unchanged where
    neither view nor running direction, or the network's definition of its landmarks, is known.
    """
    if not _is_known(network) or (scene.direction is None and scene.view != "rear"):
        return track
    joints = _joints if scene.direction else _joints_from_behind
    return replace(
        track,
        position_px=joints(track, track.position_px, scene),
        raw_px=joints(track, track.raw_px, scene),
    )


def definition_spread(network: Network) -> float:
    """How many times the usual uncertainty of a definition counts for landmarks of `network`."""
    return 1.0 if _is_known(network) else UNKNOWN_SPREAD


def _is_known(network: Network) -> bool:
    return network.name in DRAWN_BY


def _joints(track: Track, drawn_px: Floats, scene: Scene) -> Floats:
    """Joints from landmarks, (n, k, 2) px."""
    joints, columns = drawn_px.copy(), partial(_columns, track)
    forward = 1.0 if scene.direction == "right" else -1.0
    hips, shoulders = drawn_px[:, columns("hip")], drawn_px[:, columns("shoulder")]
    joints[:, columns("hip")], joints[:, columns("shoulder")] = _trunk(hips, shoulders, track, forward)
    joints[:, columns("knee")] = apart(drawn_px[:, columns("knee")], scene.leg_length_px)
    heels, toes = drawn_px[:, columns("heel")], drawn_px[:, columns("toe")]
    joints[:, columns("heel")] = heels - OFFSETS["heel"].along * (toes - heels)
    return joints


def _joints_from_behind(track: Track, drawn_px: Floats, _scene: Scene) -> Floats:
    """Joints from landmarks, (n, k, 2) px: hips that stay at the trunk's length from the shoulders."""
    joints, hip = drawn_px.copy(), _columns(track, "hip")
    up, length = _up(drawn_px[:, hip], drawn_px[:, _columns(track, "shoulder")])
    joints[:, hip] += ((length - steadied(length, track.time_s)) * up)[:, None]
    return joints


def _columns(track: Track, part: str) -> list[int]:
    return [track.skeleton.index(f"{side}_{part}") for side in SIDES]


def _up(hips: Floats, shoulders: Floats) -> tuple[Floats, Floats]:
    """Direction (n, 2) and length (n, 1) of the trunk from hips and shoulders, each (n, 2 sides, 2)."""
    trunk = shoulders.mean(axis=1) - hips.mean(axis=1)
    length = np.linalg.norm(trunk, axis=1, keepdims=True)
    return trunk / length, length


def _trunk(hips: Floats, shoulders: Floats, track: Track, forward: float) -> tuple[Floats, Floats]:
    """Hip and shoulder joints, each (n, 2 sides, 2), from the drawn hips and shoulders.

    The trunk is a rigid segment: its length is that of about two strides, and the hips keep their distance to
    each other. The drawn hips swing along and across it with the thighs.
    """
    middle, half_breadth = hips.mean(axis=1), (hips[:, 1] - hips[:, 0]) / 2
    up, length = _up(hips, shoulders)
    ahead = forward * np.stack([-up[:, 1], up[:, 0]], axis=1)
    steady, breadth = steadied(length, track.time_s), steadied(half_breadth, track.time_s)

    def offset(part: str) -> Floats:
        of: Floats = steady * (OFFSETS[part].along * up + OFFSETS[part].ahead * ahead)
        return of

    hip = middle + (length - steady) * up - offset("hip")
    return np.stack([hip - breadth, hip + breadth], axis=1), shoulders - offset("shoulder")[:, None]


def apart(knees: Floats, leg_px: float) -> Floats:
    """Both knees, (n, 2 sides, 2) px, moved apart by what the network drew them together."""
    between = knees[:, 1] - knees[:, 0]
    distance = np.linalg.norm(between, axis=1, keepdims=True)
    missing = np.clip(KNEE_REACH * leg_px - distance, 0, None)
    pull = KNEE_PULL * missing * between / np.maximum(distance, 1e-9)
    return np.stack([knees[:, 0] - pull, knees[:, 1] + pull], axis=1)


def steadied(values: Floats, time_s: Floats) -> Floats:
    """Mean of the known values within half of `STEADY_SPAN_S` to either side, (n, m); NaN where none is."""
    known = np.isfinite(values)
    start, end = (
        np.searchsorted(time_s, time_s + reach) for reach in (-STEADY_SPAN_S / 2, STEADY_SPAN_S / 2)
    )

    def total(summands: Floats) -> Floats:
        sums = np.concatenate([np.zeros((1, values.shape[1])), np.cumsum(summands, axis=0)])
        window: Floats = sums[end] - sums[start]
        return window

    count = total(known.astype(float))
    mean = total(np.where(known, values, 0.0)) / np.maximum(count, 1)
    return np.where(count > 0, mean, np.nan)
