"""Pictures that come a second time: backwards, as phones play a boomerang, or again from the start, as loops.

Pure arithmetic on landmarks. The same picture gives the same landmarks but for what compression does to it;
no two strides are that alike.
"""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import median_filter

from vision.cycles import stride_period_s
from vision.datatypes import SIDES, Bools, Floats, Landmarks
from vision.kinematics import forwardness, is_backwards

BRIDGED_FRAMES = 3
"""Frames between others that are not looked at, or lost."""

MIRRORED_S = (0.25, 0.5)
"""On both sides of a turning point: most of a stride in all, which no legs run alike both ways."""

MIRRORED_SHARE = 0.06
"""Of the legs' variance around it, what is left in a picture less the one as long before: 0.001 to 0.03 in
boomerangs, from 0.25 on in runs."""

MOVING_SHARE = 0.1
"""Of the legs' usual variance in as short a time, below which they stand still."""

PART_S, PART_STRIDES = 1.0, 1.4
"""So long a part, and so many strides at least, tell whether feet go backwards: correlations from -0.7 to
-0.6 then, and from -0.2 on else. Of less than a stride one half looks like the other played backwards."""

FITTING_SHARE = 0.75
"""Of the frames around a turning point; in the others legs may be taken for each other."""

LAG_MIN_S, OVERLAP_STRIDES = 0.4, 2
"""A quick stride, than which no loop is shorter, and how long the second showing has to last: in less, two
strides may be alike by chance."""

RETURN_SHARE, APART_S = 0.1, 0.1
"""Of the legs' variance, how near to a place in one stride they come in another; and how far apart two lags
are that are not the same."""

LOOPED_SHARE = 0.4
"""What is left in a loop of the difference between the most alike strides: 0.08 to 0.24, and from 0.63 on
in runs; from behind, where legs move little in the picture, 0.59 in a loop too."""

OTHERS_MIN = 2
"""Shorter lags to compare with: a step, after which the legs have changed places, and a stride."""

JITTER_MIN = 1.1
"""Of what differs in a loop, which is noise: 1.4 to 2.1; two strides differ by a motion: 0.8 and less from
the side."""

ANCHORS = 600
"""Frames that tell how alike a clip is to itself some time later."""


@dataclass(frozen=True, slots=True, eq=False)
class Replays:
    """Rows at which the pictures begin to come in reverse order, those that play backwards, and a loop's rows
    from its second showing on."""

    turns: tuple[int, ...]
    backwards: Bools  # (n,)
    again: Bools  # (n,)


def find_replays(landmarks: Landmarks) -> Replays:
    """What of a clip is shown more than once."""
    legs, spacing_s = _legs(landmarks), float(np.median(np.diff(landmarks.time_s)))
    nowhere = np.zeros(len(legs), dtype=bool)
    if not np.isfinite(legs).all(axis=1).any():
        return Replays((), nowhere, nowhere)
    turns = _turns(legs, spacing_s)
    if turns:
        return Replays(turns, _backwards(landmarks, turns), nowhere)
    return Replays((), _backwards_in_part(landmarks, spacing_s), _again(legs, spacing_s))


def _legs(landmarks: Landmarks) -> Floats:
    """Middle of both legs and how far they are apart, whichever is which, (n, 16).

    Known too in single frames between others in which they are known.
    """
    rows, skeleton = np.arange(len(landmarks.time_s)), landmarks.skeleton
    left, right = (
        landmarks.position_px[:, [skeleton.index(f"{side}_{part}") for part in skeleton.leg_chain]]
        for side in SIDES
    )
    legs = np.concatenate([left + right, np.abs(left - right)], axis=1).reshape(len(rows), -1)
    known = np.flatnonzero(np.isfinite(legs).all(axis=1))
    if not len(known):
        return legs
    filled = np.column_stack([np.interp(rows, known, column[known]) for column in legs.T])
    before = known[np.searchsorted(known, rows, "right") - 1]
    after = known[np.searchsorted(known, rows).clip(max=len(known) - 1)]
    filled[(after < rows) | (before > rows) | (after - before > BRIDGED_FRAMES + 1)] = np.nan
    return filled


# ---- backwards -----------------------------------------------------------------------------------------


def _turns(legs: Floats, spacing_s: float) -> tuple[int, ...]:
    """Rows at which the pictures begin to come in reverse order."""
    near, far = (_unlike_mirrored(legs, round(reach_s / spacing_s)) for reach_s in MIRRORED_S)
    unlike = np.maximum(near, far)  # at every half row
    mirrored = np.flatnonzero(unlike < MIRRORED_SHARE)
    apart = np.flatnonzero(np.diff(mirrored) > 2 * round(MIRRORED_S[0] / spacing_s)) + 1
    groups = [group for group in np.split(mirrored, apart) if len(group)]
    return tuple(int(group[unlike[group].argmin()]) // 2 + 1 for group in groups)


def _unlike_mirrored(legs: Floats, reach: int) -> Floats:
    """The part of the legs' variance that is left of them less themselves in reverse order, (2n,).

    Around each row, and around the middle to the next; infinite where that is not known.
    """
    n = len(legs)
    unlike = np.full(2 * n, np.inf)
    if n < 2 * reach + 2 or reach < 2:
        return unlike
    kept = int(FITTING_SHARE * reach)
    for half in (0, 1):
        centers = np.arange(reach, n - reach - half)
        apart = [
            np.square(legs[centers + half + k] - legs[centers - k]).sum(axis=1)
            for k in range(1 - half, reach + 1 - half)
        ]
        left = np.sort(apart, axis=0)[:kept].mean(axis=0) / 2
        variance = _variance(legs, 2 * reach + 1 + half)[: len(centers)]
        moving = variance > MOVING_SHARE * float(np.median(variance))
        share = np.divide(left, variance, out=np.full(len(centers), np.inf), where=moving)
        unlike[2 * centers + half] = np.where(np.isfinite(share), share, np.inf)
    return unlike


def _variance(legs: Floats, size: int) -> Floats:
    """Of the known ones in every so many rows one after the other, (n - size + 1,)."""
    known = np.asarray(np.isfinite(legs).all(axis=1))
    off = np.where(known[:, None], legs - np.nanmedian(legs, axis=0), 0.0)

    def total(values: Floats) -> Floats:
        sums = np.cumsum(np.concatenate([np.zeros((1, values.shape[1])), values]), axis=0)
        window: Floats = sums[size:] - sums[:-size]
        return window

    count = np.maximum(1, total(known[:, None].astype(np.float64)))
    variance: Floats = (total(off**2) / count - (total(off) / count) ** 2).sum(axis=1)
    return variance


def _backwards(landmarks: Landmarks, turns: tuple[int, ...]) -> Bools:
    """Rows of the parts between turning points that play backwards: every other one.

    Which ones the feet tell, which on the ground go away from the toes. From behind they do not; then the
    first part is taken to play forwards, as phones have it.
    """
    part = np.searchsorted(turns, np.arange(len(landmarks.time_s)), "right")
    signs = [(-1) ** k * _forwardness(landmarks, part == k) for k in range(part[-1] + 1)]
    whole = float(np.average(np.nan_to_num(signs), weights=np.bincount(part)))
    backwards: Bools = part % 2 == (0 if is_backwards(whole) else 1)
    return backwards


def _backwards_in_part(landmarks: Landmarks, spacing_s: float) -> Bools:
    """Rows around which the feet go backwards for a second; none where they do so all the time."""
    if not _stands(landmarks):
        return np.zeros(len(landmarks.time_s), dtype=bool)
    apart_px = landmarks.point("left_ankle") - landmarks.point("right_ankle")
    stride_s = np.nan_to_num(stride_period_s(landmarks.time_s, apart_px[:, 0]))
    n, reach = len(landmarks.time_s), round(max(PART_S, PART_STRIDES * stride_s) / 2 / spacing_s)
    rows, backwards = np.arange(n), np.zeros(n, dtype=bool)
    centers = np.arange(reach, n - reach, max(1, reach // 2))
    found = [is_backwards(_forwardness(landmarks, np.abs(rows - center) <= reach)) for center in centers]
    if not all(found):
        for center in centers[found]:
            backwards |= np.abs(rows - center) <= reach
    return backwards


def _stands(landmarks: Landmarks) -> bool:
    """Whether the trunk is more upright than level; of one who lies nothing goes forwards."""
    trunk = np.abs(landmarks.point("mid_shoulder") - landmarks.point("mid_hip"))
    known = np.isfinite(trunk).all(axis=1)
    return bool(known.any() and np.median(trunk[known, 1]) > np.median(trunk[known, 0]))


def _forwardness(landmarks: Landmarks, rows: Bools) -> float:
    """Of a part: positive when it plays forwards."""
    point, parts = landmarks.point, landmarks.skeleton.foot
    back, front = landmarks.skeleton.pointing
    ahead = np.concatenate([(point(f"{s}_{front}") - point(f"{s}_{back}"))[rows, 0] for s in SIDES])
    ahead = ahead[np.isfinite(ahead)]
    facing = np.sign(np.median(ahead)) if len(ahead) else np.nan
    feet = [np.mean([point(f"{s}_{part}") for part in parts], axis=0) - point("mid_hip") for s in SIDES]
    return forwardness([foot[rows] * (facing, -1) for foot in feet], landmarks.time_s[rows])


# ---- again ---------------------------------------------------------------------------------------------


def _again(legs: Floats, spacing_s: float) -> Bools:
    """Rows of a loop from its second showing on; none where there is no loop."""
    rows = np.arange(len(legs))
    found = _loop(legs, spacing_s)
    if found is None:
        return np.zeros(len(legs), dtype=bool)
    lag, usual = found
    apart = np.square(legs[lag:] - legs[:-lag]).sum(axis=1) / _unlike_anyway(legs)
    same = median_filter(apart, size=round(MIRRORED_S[0] / spacing_s) | 1, mode="nearest") < usual
    again: Bools = rows >= int(same.argmax()) + lag
    return again


def _unlike_anyway(legs: Floats) -> float:
    """Mean square of how far the legs are from where they are at any other time."""
    return max(2 * float(np.nanvar(legs, axis=0).sum()), 1e-9)


def _unlike_later(legs: Floats, lag: float, anyway: float) -> float:
    """Median square of how far the legs are from where they are `lag` rows later, over `anyway`.

    Between rows a cubic goes through four of them. NaN where that is not known.
    """
    whole = int(lag)
    n = len(legs) - whole
    rows = np.unique(np.linspace(1, n - 3, min(n, ANCHORS)).astype(int)) if n > 4 else np.empty(0, int)
    later = sum(weight * legs[rows + whole + k] for k, weight in _cubic(lag - whole))
    apart = np.square(later - legs[rows]).sum(axis=1)
    known = apart[np.isfinite(apart)]
    if 2 * len(known) <= len(apart):
        return float("nan")
    return float(np.median(known)) / anyway


def _jitter(apart: Floats) -> float:
    """Square of what changes from row to row over that of what is there: 2 in noise, little in motion."""
    off = apart - np.nanmedian(apart, axis=0)
    changes, sizes = (np.nanmedian(np.square(some).sum(axis=1)) for some in (np.diff(off, axis=0), off))
    return float(changes / sizes) if sizes > 0 else np.inf


def _cubic(place: float) -> list[tuple[int, float]]:
    """Rows around one and their weights for a place up to one row after it (Lagrange)."""
    if place == 0:
        return [(0, 1.0)]
    nodes = range(-1, 3)
    return [(k, float(np.prod([(place - m) / (k - m) for m in nodes if m != k]))) for k in nodes]


def _loop(legs: Floats, spacing_s: float) -> tuple[int, float] | None:
    """The first lag, in rows, at which a clip is far more like itself than from one stride to another.

    And how unlike strides are; None where there is no such lag.
    """
    lags = np.arange(round(LAG_MIN_S / spacing_s), len(legs))
    anyway = _unlike_anyway(legs)
    unlike = np.array([_unlike_later(legs, int(lag), anyway) for lag in lags])
    strides: list[tuple[int, float]] = []
    for i in range(1, len(lags) - 1):
        before, at, after = unlike[i - 1 : i + 2]
        if not (at < RETURN_SHARE and at <= min(before, after)):
            continue
        lag = int(lags[i])
        if strides and len(legs) - lag < OVERLAP_STRIDES * strides[0][0]:
            return None
        others = [u for other, u in strides if other <= lag - APART_S / spacing_s]
        usual = min(others, default=0.0)
        if (
            len(others) >= OTHERS_MIN
            and at < LOOPED_SHARE * usual
            and _jitter(legs[lag:] - legs[:-lag]) > JITTER_MIN
        ):
            return lag, usual
        bend = before - 2 * at + after  # a stride does not last a whole number of frames
        place = lag + (before - after) / (2 * bend) if bend > 0 else lag
        strides.append((lag, min(at, _unlike_later(legs, place, anyway))))
    return None
