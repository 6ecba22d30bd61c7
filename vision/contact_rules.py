"""The instants of contact and toe-off in one folded stride.

Each instant is the mean of rules that err independently. Their offsets are those against force plates
(one man at 2-4 m/s, a forefoot runner at 2.5 m/s) and hand labels of a filmed runner, never those of rendered
runners, whose feet stop more abruptly than people's.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.signal import find_peaks

from vision.cycles import Ensemble
from vision.datatypes import EventKind, Floats

RULE_CHANNELS = ("heel_x", "heel_y", "toe_x", "toe_y", "ankle_x", "ankle_y", "knee_flexion", "foot_angle")

FOREMOST_OFFSET_S = 0.020
"""The ankle is foremost 11-30 ms before contact on force plates, 19-27 ms before the hand labels."""

HALF_SPEED_OFFSET_S = -0.003
KNEE_AND_TOE_OFFSET_S = 0.004
KNEE_AND_TOE_PER_STRIKE_DEG_S = -0.00117
"""A rearfoot striker puts the toe down later: the mean of the two rules moves 1.2 ms a degree."""

CONTACT_WEIGHTS: Mapping[str, float] = {"ankle foremost": 0.25, "half belt speed": 0.25, "knee and toe": 0.5}
"""Half for how the foot moves fore and aft, half for how knee and toe do: between runners the first two err
together, by up to 9 ms, and against the third (docs/timing.md)."""

TOE_OFF_WEIGHTS: Mapping[str, float] = {"toe": 0.5, "knee": 0.5}
TOE_OFF_OFFSET_S = 0.002
"""Both rules together come 0-9 ms after 50 N at 3-4 m/s, 16 ms after it in a forefoot runner whose last load
fades over 10-15 ms, and 10 ms before the hand labels."""

RULE_SD_S: Mapping[EventKind, float] = {"initial_contact": 0.004, "toe_off": 0.0085}
"""Spread of the rules between runners, which neither more strides nor more frames shrink. Contact, with the
offsets of the others, is 2.3 ms off (rms) over eight runners, three real and five rendered, and the legs lie
2 to 4 ms apart; toe-off is 7 ms off, times 1.2 because they are eight (Student's t)."""

SINGLE_SD_S = 0.0045
"""Scatter of single events about their clip's mean on force plates, 5 ms with that of the stride's shift."""

LINGERING_CONTACT_S, LINGERING_DOUBT = 0.30, 0.4
"""In a slow jog the foot stays down after the knee was straightest: 20 ms with contacts of 0.35 s."""

TOE_AFTER_KNEE_S, TOE_KNEE_REACH_S = 0.007, 0.040
"""The toe's rule comes 7 ms after the knee's; 96 % of legs on plates and video lie within -31 and +42 ms."""

SWING_OVER_STANCE_DEG = 10.0
SWING_ONSET_S = 0.2
"""How far before the knee has flexed so much it was straightest, at most."""

KNEE_DIP_DEG = 2.0
"""A knee taken for the other one while they cross makes a second dip; the last deep one counts."""

ALIKE_DIPS_DEG = 6.0

STRIKE_RANGE_DEG = (-15.0, 30.0)
RUNNING_STRIDE_S = (0.5, 1.0)
TYPICAL_STRIDE_S = 0.71


@dataclass(frozen=True, slots=True)
class Instant:
    """A time since the stride's anchor; `doubt_s` is the spread of the rules behind it, NaN with one rule."""

    tau_s: float
    doubt_s: float


@dataclass(frozen=True, slots=True, eq=False)
class FoldedStride:
    """The channels of a folded stride by name."""

    curve: Ensemble

    @property
    def tau_s(self) -> Floats:
        return self.curve.tau

    @property
    def length_s(self) -> float:
        return float(self.tau_s[-1] - self.tau_s[0])

    @property
    def slowdown(self) -> float:
        """1 for the stride time of running, else how much longer than a typical stride this one is.

        Slow motion has to be found by its contacts, so the rules must work on it too.
        """
        low, high = RUNNING_STRIDE_S
        return 1.0 if low <= self.length_s <= high else self.length_s / TYPICAL_STRIDE_S

    def value(self, channel: str) -> Floats:
        return self.curve.value[:, RULE_CHANNELS.index(channel)]

    def rate(self, channel: str) -> Floats:
        return self.curve.rate[:, RULE_CHANNELS.index(channel)]

    def between(self, start_s: float, end_s: float) -> slice:
        return slice(*np.searchsorted(self.tau_s, (start_s, end_s)))


def initial_contact(curve: Ensemble) -> Instant:
    """Initial contact: the mean of the ankle's foremost instant, of the foot's half belt speed, and of the
    knee that begins to bend with the toe that comes down; tau is NaN when the foot is never seen to land."""
    if np.isnan(FoldedStride(curve).value("ankle_x")).all():
        return Instant(float("nan"), float("nan"))
    return _mean_of(contact_candidates(curve), CONTACT_WEIGHTS)


def contact_candidates(curve: Ensemble) -> dict[str, float]:
    """Every rule's own contact, tau by the rule's name; NaN where a rule finds none."""
    stride = FoldedStride(curve)
    k = stride.slowdown
    foremost_s = float(stride.tau_s[np.nanargmax(stride.value("ankle_x"))])
    half_speed_s = _half_belt_speed_s(stride, foremost_s)
    return {
        "ankle foremost": foremost_s + FOREMOST_OFFSET_S * k,
        "half belt speed": half_speed_s + HALF_SPEED_OFFSET_S * k,
        "knee and toe": _knee_and_toe_s(stride, half_speed_s),
    }


def toe_off(curve: Ensemble, contact_s: float) -> Instant:
    """Toe-off: the mean of the knee straightest before it swings (Fellin 2010) and of the toe's upward speed
    through 30 % of its push-off maximum; tau is NaN when the leg is never seen to leave.

    Where the two are farther apart than in any runner, the toe has been lost and the knee alone decides.
    """
    stride = FoldedStride(curve)
    k = stride.slowdown
    knee_s = _knee_straightest_s(stride, contact_s)
    toe_s = _toe_leaves_s(stride, knee_s)
    if abs(toe_s - knee_s - TOE_AFTER_KNEE_S * k) > TOE_KNEE_REACH_S * k:
        return Instant(knee_s + TOE_OFF_OFFSET_S * k, TOE_KNEE_REACH_S * k)
    mean = _mean_of({"toe": toe_s, "knee": knee_s}, TOE_OFF_WEIGHTS)
    leaving_s = mean.tau_s + TOE_OFF_OFFSET_S * k
    lingers_s = LINGERING_DOUBT * max(0.0, leaving_s - contact_s - LINGERING_CONTACT_S * k)
    return Instant(leaving_s, float(np.hypot(mean.doubt_s, lingers_s)))


def _knee_straightest_s(stride: FoldedStride, contact_s: float) -> float:
    """The knee's last extension before it flexes beyond anything in stance; NaN when it never does."""
    k = stride.slowdown
    if not np.isfinite(contact_s):
        return float("nan")
    stance = stride.value("knee_flexion")[stride.between(contact_s + 0.05 * k, contact_s + 0.2 * k)]
    later = stride.between(contact_s + 0.15 * k, contact_s + 0.65 * stride.length_s)
    if np.isnan(stance).all():
        return float("nan")
    beyond = float(np.nanmax(stance)) + SWING_OVER_STANCE_DEG
    swing_s = _crossing(stride.tau_s[later], stride.value("knee_flexion")[later], beyond)
    before = stride.between(max(swing_s - SWING_ONSET_S * k, contact_s + 0.05 * k), swing_s)
    knee = stride.value("knee_flexion")[before]
    if not np.isfinite(swing_s) or np.isnan(knee).all():
        return float("nan")
    dips, _ = find_peaks(-np.nan_to_num(knee, nan=beyond), prominence=KNEE_DIP_DEG)
    deep = [dip for dip in dips if knee[dip] <= np.nanmin(knee) + ALIKE_DIPS_DEG]
    last = deep[-1] if deep else np.nanargmin(knee)
    return float(stride.tau_s[before][last])


def _toe_leaves_s(stride: FoldedStride, knee_s: float) -> float:
    """The toe's upward speed through 30 % of its maximum around the knee's extension."""
    k = stride.slowdown
    around = stride.between(knee_s - 0.08 * k, knee_s + 0.13 * k)
    rise = stride.rate("toe_y")[around]
    if not np.isfinite(knee_s) or np.isnan(rise).all():
        return float("nan")
    peak = int(np.nanargmax(rise))
    return _crossing(stride.tau_s[around][: peak + 1], rise[: peak + 1], 0.3 * rise[peak], last=True)


def _half_belt_speed_s(stride: FoldedStride, foremost_s: float) -> float:
    """When heel and toe together reach half the speed that they have in early stance."""
    k = stride.slowdown
    speed = (stride.rate("heel_x") + stride.rate("toe_x")) / 2
    stance = speed[stride.between(foremost_s + 0.06 * k, foremost_s + 0.16 * k)]
    landing = stride.between(foremost_s - 0.02 * k, foremost_s + 0.15 * k)
    if np.isnan(stance).all():
        return float("nan")
    return _crossing(stride.tau_s[landing], -speed[landing], -0.5 * float(np.nanmedian(stance)))


def _knee_and_toe_s(stride: FoldedStride, half_speed_s: float) -> float:
    """Mean of the knee that starts to flex and of the toe that has lost half its downward speed."""
    k = stride.slowdown
    knee_window = stride.between(half_speed_s - 0.085 * k, half_speed_s + 0.065 * k)
    knee_s = _crossing(stride.tau_s[knee_window], stride.rate("knee_flexion")[knee_window], 0.0)
    toe_window = stride.between(half_speed_s - 0.08 * k, half_speed_s + 0.12 * k)
    fall = stride.rate("toe_y")[toe_window]
    descent = stride.tau_s[toe_window] < half_speed_s + 0.05 * k
    if not np.isfinite(knee_s) or np.isnan(fall[descent]).all():
        return float("nan")
    fastest = int(np.nanargmin(np.where(descent, fall, np.inf)))
    toe_s = _crossing(stride.tau_s[toe_window][fastest:], fall[fastest:], 0.5 * float(fall[fastest]))
    strike_deg = _strike_angle_deg(stride, knee_s, half_speed_s)
    shift_s = KNEE_AND_TOE_OFFSET_S + KNEE_AND_TOE_PER_STRIKE_DEG_S * strike_deg
    return (knee_s + toe_s) / 2 + shift_s * k


def _strike_angle_deg(stride: FoldedStride, knee_s: float, half_speed_s: float) -> float:
    """Foot angle at landing over its own angle when flat; NaN when it is never seen flat."""
    k = stride.slowdown
    flat = stride.value("foot_angle")[stride.between(half_speed_s + 0.07 * k, half_speed_s + 0.13 * k)]
    if np.isnan(flat).all():
        return float("nan")
    landing = float(np.interp(knee_s + 0.015 * k, stride.tau_s, stride.value("foot_angle")))
    return float(np.clip(landing - np.nanmedian(flat), *STRIKE_RANGE_DEG))


def _crossing(time_s: Floats, signal: Floats, level: float, *, last: bool = False) -> float:
    """First (or last) time at which `signal` rises through `level`, interpolated; NaN when it never does."""
    above = signal >= level
    rising = np.flatnonzero(~above[:-1] & above[1:] & np.isfinite(signal[:-1]))
    if len(rising) == 0:
        return float("nan")
    i = rising[-1 if last else 0]
    share = (level - signal[i]) / (signal[i + 1] - signal[i])
    return float(time_s[i] + share * (time_s[i + 1] - time_s[i]))


def _mean_of(candidates_s: Mapping[str, float], weights: Mapping[str, float]) -> Instant:
    known = [name for name, candidate_s in candidates_s.items() if np.isfinite(candidate_s)]
    if not known:
        return Instant(float("nan"), float("nan"))
    values = [candidates_s[name] for name in known]
    doubt_s = float(np.std(values, ddof=1) / np.sqrt(len(known))) if len(known) > 1 else float("nan")
    return Instant(float(np.average(values, weights=[weights[name] for name in known])), doubt_s)
