"""Stretches of one pace: where the strides last alike, and what breaks them."""

from collections.abc import Collection, Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from vision.datatypes import Floats, Landmarks
from vision.series import without_drift
from vision.stepping import Strides, feet_apart, find_strides
from vision.stretches import stretches

STEADY = 1.12
"""Longest over shortest stride of a steady stretch; 1.05 in steady running at 30 frames a second, where the
widest moment is known to a frame. People who are asked to change their cadence change it by 5-10 %."""

GLIDES_BY, GLIDES_ON = 0.06, 0.10
"""Longest over shortest stride, less 1, of a stretch whose speed of play glides: 0.09, where steady ones have
0.05 at most; and of two neighbours at its end where it goes on to glide: 0.04, two frames at 30 a second at
most, and 0.18 and more where a part begins that plays slower or faster."""

PAUSE_S, PAUSE_STEPS = 1.0, 2.5
"""A gap without a step is a pause from both on; a step lasts 0.5 s at most."""

SLOW_STEP = 1.3
"""Of a usual step's duration: one that plays slower; its feet move as much slower, which they do not where a
step was overlooked or a part cut out."""

STRETCH_STRIDES = 2
"""A pace needs this many strides to be one."""

SLOWLY_APART = 0.6
"""Of the usual range of the feet's distance: what feet that move on slowly cover in a gap."""


Pause = tuple[int, tuple[float, float]]
"""The widest moment that ends a gap without a step, and the span of the gap."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A span of time of one pace, with the stride that it has and how sharply the hip bounces."""

    start_s: float
    end_s: float
    stride_s: float
    strides: int
    bounce: float  # standard deviation of shoulder height over stride time squared
    spring: float  # correlation of shoulder height with the feet's distance: positive in running

    @property
    def duration_s(self) -> float:
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class Pace:
    """The stretch to measure, None when the whole clip is one, and why the others are left out.

    `cadences_spm` are the cadences that a change of cadence lies between, in the order in which they come;
    `glides` says that the speed of play changes little by little at an end of the stretch, and so within it.
    """

    chosen: Stretch | None = None
    codes: tuple[str, ...] = ()
    cadences_spm: tuple[float, ...] = ()
    glides: bool = False


def read_pace(landmarks: Landmarks) -> Pace:
    """The best stretch of one pace; empty where nobody steps."""
    strides = find_strides(landmarks)
    pauses = list(_pauses(strides, landmarks))
    slow_steps = _slow_steps(strides, landmarks, pauses)
    ends = slow_steps | {j for j, _ in pauses} | {0, len(strides.widest_s)}
    groups = list(_groups(strides, ends))
    for least in (STRETCH_STRIDES, 1):  # where no pace lasts, the longest run of steps has to do
        found = (_stretch(landmarks, strides, *group, least=least) for group in groups)
        stretches = [stretch for stretch in found if stretch is not None]
        if stretches:
            break
    else:
        return Pace()
    fastest = min(stretches, key=lambda s: s.stride_s)
    slower = {s: _why_slower(s, fastest) for s in stretches if s.stride_s > STEADY * fastest.stride_s}
    left_out = [s for s, code in slower.items() if code != "cadence_change"]
    chosen = max((s for s in stretches if s not in left_out), key=lambda s: s.strides)
    brief = (_stretch(landmarks, strides, *group, least=1) for group in groups)
    others = [
        s for s in brief if s is not None and s not in stretches and s.stride_s > STEADY * fastest.stride_s
    ]
    of_others = [code for code in (_why_slower(s, fastest) for s in others) if code != "cadence_change"]
    codes = [*slower.values(), *of_others, *_codes_of_gaps(landmarks, pauses, slow_steps)]
    changed = {fastest, chosen, *(s for s, code in slower.items() if code == "cadence_change")}
    rates = tuple(120 / s.stride_s for s in stretches if s in changed)
    if not codes:
        return Pace()
    glides = "speed_ramp" in codes and _glides(strides, chosen, leaps=ends)
    return Pace(chosen, tuple(dict.fromkeys(codes)), rates, glides)


def _glides(strides: Strides, chosen: Stretch, *, leaps: Container[int]) -> bool:
    """Whether strides last longer and longer, or shorter, and go on so at an end that no leap made."""
    inside = np.flatnonzero((strides.widest_s >= chosen.start_s) & (strides.widest_s <= chosen.end_s))
    pairs = (strides.smooth_s[[j - 1, j]] for j in (inside[0], inside[-1] + 1) if j not in leaps)
    goes_on = any(bool(pair.max() < (1 + GLIDES_ON) * pair.min()) for pair in pairs)
    own = strides.smooth_s[inside][np.isfinite(strides.smooth_s[inside])]
    return goes_on and bool(own.max() > (1 + GLIDES_BY) * own.min())


def _groups(strides: Strides, ends: Container[int]) -> Iterator[tuple[int, int]]:
    """First and last widest moment of every run of alike strides in which none of `ends` lies."""
    smooth, first = strides.smooth_s, 0
    known: list[float] = []
    for j in range(len(smooth)):
        value = smooth[j]
        changed = np.isfinite(value) and max([*known, value]) > STEADY * min([*known, value])
        if changed or (j in ends and j > 0):
            yield first, j - 1
            first, known = j, []
        if np.isfinite(value):
            known.append(float(value))
    if len(smooth):
        yield first, len(smooth) - 1


def _pauses(strides: Strides, landmarks: Landmarks) -> Iterator[Pause]:
    """Gaps without a step; the clip's ends count."""
    known = strides.duration_s[np.isfinite(strides.duration_s)]
    if not len(known):
        return
    longest_s = max(PAUSE_S, PAUSE_STEPS * float(np.median(known)) / 2)
    seen_s = landmarks.time_s[np.isfinite(feet_apart(landmarks))]
    moments = [float(seen_s[0]), *strides.widest_s.tolist(), float(seen_s[-1])]
    for j, (a, b) in enumerate(pairwise(moments)):
        if b - a > longest_s:
            yield j, (a, b)


def _slow_steps(strides: Strides, landmarks: Landmarks, pauses: Sequence[Pause]) -> set[int]:
    """Widest moments that end one of a few steps which play slowly between others, or a step beside them."""
    lasts_s, per_s = np.diff(strides.widest_s), _feet_speed(strides, landmarks)
    legs = [slice(leg, None, 2) for leg in (0, 1)]
    if len(lasts_s) < 2 * STRETCH_STRIDES or not all(np.isfinite(per_s[leg]).any() for leg in legs):
        return set()
    usual_s = max(float(np.median(lasts_s[leg])) for leg in legs)
    usual_per_s = min(float(np.nanmedian(per_s[leg])) for leg in legs)
    slow = (lasts_s > SLOW_STEP * usual_s) & (per_s < usual_per_s / SLOW_STEP)
    slow[[j - 1 for j, _ in pauses if 0 < j <= len(slow)]] = False
    found: set[int] = set()
    for a, b in ((run.start, run.stop) for run in stretches(slow)):
        start_s, end_s = (float(strides.widest_s[j]) for j in (a, b))
        springs = _bounce(landmarks, start_s, end_s, 2 * usual_s)[1] > 0  # else it is walking
        if a > 0 and b < len(lasts_s) and b - a < 2 * STRETCH_STRIDES and springs:
            found |= set(range(a, b + 2))
    return found


def _feet_speed(strides: Strides, landmarks: Landmarks) -> Floats:
    """How fast the feet's distance changes in each step, mean without its sign; NaN where not all is seen."""
    time_s, apart = landmarks.time_s, feet_apart(landmarks)
    speed = np.full(max(0, len(strides.widest_s) - 1), np.nan)
    for j, (start_s, end_s) in enumerate(pairwise(strides.widest_s)):
        inside = apart[(time_s >= start_s) & (time_s <= end_s)]
        speed[j] = np.abs(np.diff(inside)).sum() / (end_s - start_s)
    return speed


def _stretch(landmarks: Landmarks, strides: Strides, first: int, last: int, *, least: int) -> Stretch | None:
    """The stretch between two widest moments; None when it is too short to have a pace."""
    inside = strides.duration_s[first : last + 1]
    known = inside[np.isfinite(inside)]
    if last - first < 2 * least or len(known) < least:
        return None
    usual_s = float(np.median(known))
    # single ones are known to a frame
    stride_s = float(known.clip(usual_s / STEADY, usual_s * STEADY).mean())
    start_s = strides.widest_s[first] - (stride_s / 2 if first == 0 else 0)
    end_s = strides.widest_s[last] + (stride_s / 2 if last == len(strides.widest_s) - 1 else 0)
    return Stretch(
        float(start_s),
        float(end_s),
        stride_s,
        (last - first) // 2,
        *_bounce(landmarks, float(start_s), float(end_s), stride_s),
    )


def _bounce(landmarks: Landmarks, start_s: float, end_s: float, stride_s: float) -> tuple[float, float]:
    """Spread of shoulder height within strides over stride time squared, and how it goes with the feet."""
    time_s, y = landmarks.time_s, landmarks.point("mid_shoulder")[:, 1]
    inside = (time_s >= start_s) & (time_s <= end_s)
    height, apart = without_drift(-y, time_s, stride_s), feet_apart(landmarks)
    known = inside & np.isfinite(height) & np.isfinite(apart)
    if known.sum() < 12:
        return float("nan"), float("nan")
    together = float(np.corrcoef(height[known], apart[known])[0, 1])
    return float(np.std(height[known])) / stride_s**2, together


def _why_slower(slow: Stretch, fast: Stretch) -> str:
    """The code of a stretch of longer strides beside one of shorter ones.

    A walker is an inverted pendulum. Played q times slower the body falls q squared times more slowly; run in
    a slower rhythm it falls about as fast. The limit is the geometric mean of the two.
    """
    if slow.spring < 0 < fast.spring:
        return "pause"
    q = slow.stride_s / fast.stride_s
    return "cadence_change" if slow.bounce * q > fast.bounce else "speed_ramp"


def _codes_of_gaps(landmarks: Landmarks, pauses: Sequence[Pause], slow_steps: Collection[int]) -> list[str]:
    """Why there is no step for a while: the feet move on slowly, or they do not."""
    apart = feet_apart(landmarks)
    usual = float(np.ptp(np.nanpercentile(apart, (5, 95))))
    codes = []
    for _, (start_s, end_s) in pauses:
        since_s = landmarks.time_s - start_s  # the steps at both ends are not part of the gap
        inside = apart[(since_s > PAUSE_S / 3) & (since_s < end_s - start_s - PAUSE_S / 3)]
        known = inside[np.isfinite(inside)]
        if 2 * len(known) >= len(inside) > 0:  # else out of the picture, which is said elsewhere
            slowly = float(np.ptp(known)) > SLOWLY_APART * usual and _smooth(known)
            codes.append("speed_ramp" if slowly else "pause")
    if slow_steps:
        codes.append("speed_ramp")
    return ["speed_ramp"] if "speed_ramp" in codes else codes


def _smooth(values: Floats) -> bool:
    """Whether a series wanders slowly: neighbours differ little beside its whole range."""
    return float(np.abs(np.diff(values)).sum()) < 4 * float(np.ptp(values))
