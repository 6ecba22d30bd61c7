"""Event rules that others use, step by step on the same repaired landmarks, for comparison.

Every rule gets the help of this project's strides: it only has to place the instant in a window around the
true stride's contact or toe-off. Landmarks are low-passed as the rules' authors do (zero-phase Butterworth).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.signal import butter, filtfilt

from vision.datatypes import EventKind, Floats, Scene, Side, Track
from vision.kinematics import leg_2d

LOW_PASS_HZ = 10.0
LOW_PASS_OF_NYQUIST = 0.6
"""At 30 frames a second 10 Hz is too close to half the frame rate."""

LEG_M = 0.9
HEIGHT_M = 0.06
LOWEST_PERCENT = 5
PARTS = ("hip", "knee", "ankle", "heel", "toe")


@dataclass(frozen=True, slots=True, eq=False)
class LegPoints:
    """One leg's filtered points around one event: time (n,), points (n, 2) forward and up, in leg lengths."""

    time_s: Floats
    points: Mapping[str, Floats]
    knee_flexion_deg: Floats
    heel_lowest: float

    def rate(self, values: Floats) -> Floats:
        rate: Floats = np.gradient(values, self.time_s)
        return rate

    def between(self, start_s: float, end_s: float) -> "LegPoints":
        keep = (self.time_s >= start_s) & (self.time_s <= end_s)
        points = {name: p[keep] for name, p in self.points.items()}
        return LegPoints(self.time_s[keep], points, self.knee_flexion_deg[keep], self.heel_lowest)


Rule = Callable[[LegPoints], float]


def read_leg(track: Track, scene: Scene, side: Side) -> LegPoints:
    """The whole clip's leg, filtered."""
    leg = leg_2d(track, scene, side)
    rate_hz = track.frame_rate_hz
    b, a = butter(2, min(LOW_PASS_HZ, LOW_PASS_OF_NYQUIST * rate_hz / 2) / (rate_hz / 2))
    points = {part: _smooth(getattr(leg, part), track.time_s, b, a) / scene.leg_length_px for part in PARTS}
    flexion = _smooth(leg.knee_flexion_deg[:, None], track.time_s, b, a)[:, 0]
    return LegPoints(
        track.time_s, points, flexion, float(np.percentile(points["heel"][:, 1], LOWEST_PERCENT))
    )


def _smooth(values: Floats, time_s: Floats, b: Floats, a: Floats) -> Floats:
    columns = []
    for column in values.T:
        known = np.isfinite(column)
        columns.append(filtfilt(b, a, np.interp(time_s, time_s[known], column[known])))
    return np.column_stack(columns)


def _extreme(time_s: Floats, values: Floats) -> float:
    """Time of the largest value, by a parabola through it and its neighbours; NaN in an empty window."""
    if len(values) < 3:
        return float("nan")
    i = int(np.clip(np.argmax(values), 1, len(values) - 2))
    before, at, after = values[i - 1 : i + 2]
    curve = before - 2 * at + after
    shift = 0.5 * (before - after) / curve if curve < 0 else 0.0
    return float(time_s[i] + np.clip(shift, -1, 1) * (time_s[i + 1] - time_s[i - 1]) / 2)


def _crossing(time_s: Floats, values: Floats, level: float) -> float:
    """First time at which `values` falls through `level`; NaN when it never does."""
    falls = np.flatnonzero((values[:-1] > level) & (values[1:] <= level))
    if len(falls) == 0:
        return float("nan")
    i = falls[0]
    share = (values[i] - level) / (values[i] - values[i + 1])
    return float(time_s[i] + share * (time_s[i + 1] - time_s[i]))


def lowest_ankle(leg: LegPoints) -> float:
    """The ankle's lowest instant."""
    return _extreme(leg.time_s, -leg.points["ankle"][:, 1])


def heel_below_6_cm(leg: LegPoints) -> float:
    """The heel falls through 6 cm over its own lowest."""
    return _crossing(leg.time_s, leg.points["heel"][:, 1] - leg.heel_lowest, HEIGHT_M / LEG_M)


def heel_foremost(leg: LegPoints) -> float:
    """The heel farthest ahead of the hip (Zeni 2008)."""
    return _extreme(leg.time_s, (leg.points["heel"] - leg.points["hip"])[:, 0])


def vertical_acceleration_peak(leg: LegPoints) -> float:
    """The first of the peaks of the upward acceleration of heel and toe (Handsaker 2016, Maiwald 2009)."""
    peaks = [_extreme(leg.time_s, leg.rate(leg.rate(leg.points[part][:, 1]))) for part in ("heel", "toe")]
    return float(np.nanmin(peaks))


def half_belt_speed(leg: LegPoints) -> float:
    """Heel and toe together pass half the speed at which they move back in stance."""
    speed = leg.rate((leg.points["heel"] + leg.points["toe"])[:, 0] / 2)
    return _crossing(leg.time_s, speed, 0.5 * float(np.min(speed)))


def knee_straightest(leg: LegPoints) -> float:
    """The knee's largest extension (Fellin 2010, after Dingwell 2001)."""
    return _extreme(leg.time_s, -leg.knee_flexion_deg)


def toe_rearmost(leg: LegPoints) -> float:
    """The toe farthest behind the hip (Zeni 2008)."""
    return _extreme(leg.time_s, -(leg.points["toe"] - leg.points["hip"])[:, 0])


def toe_acceleration_peak(leg: LegPoints) -> float:
    """The peak of the toe's upward acceleration (Leitch 2011)."""
    return _extreme(leg.time_s, leg.rate(leg.rate(leg.points["toe"][:, 1])))


WINDOWS_S: Mapping[EventKind, tuple[float, float]] = {
    "initial_contact": (-0.10, 0.15),
    "toe_off": (-0.12, 0.12),
}
BASELINES: Mapping[EventKind, Mapping[str, Rule]] = {
    "initial_contact": {
        "lowest ankle": lowest_ankle,
        "6 cm height": heel_below_6_cm,
        "heel foremost": heel_foremost,
        "vertical acceleration": vertical_acceleration_peak,
        "half belt speed": half_belt_speed,
    },
    "toe_off": {
        "knee straightest": knee_straightest,
        "toe rearmost": toe_rearmost,
        "toe acceleration": toe_acceleration_peak,
    },
}


def baseline_times_s(
    track: Track, scene: Scene, side: Side, true_s: Floats, kind: EventKind
) -> Mapping[str, Floats]:
    """Every rule's instant in the window around every true one, (len(true_s),)."""
    leg = read_leg(track, scene, side)
    before, after = WINDOWS_S[kind]
    windows = [leg.between(t + before, t + after) for t in true_s]
    return {
        name: np.array([rule(window) if len(window.time_s) > 3 else np.nan for window in windows])
        for name, rule in BASELINES[kind].items()
    }
