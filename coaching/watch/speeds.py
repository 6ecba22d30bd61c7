"""Speed from what else a file holds, and against it."""

from collections.abc import Mapping

import numpy as np

from coaching.watch.recording import Floats
from vision import Reason

EARTH_RADIUS_M = 6_371_009.0
PER_RADIAN = 180 / np.pi

WINDOW_S = 10.0
"""Over which a distance or a path makes a speed, two records at least: positions scatter by metres."""

KMH_PER_MPS = 3.6
SAME_RATIO = 0.1
"""Relative. GPS and a foot pod differ by some per cent; km/h written for m/s are off by 260."""


def with_speed(columns: Mapping[str, Floats]) -> tuple[Mapping[str, Floats], str | None, tuple[Reason, ...]]:
    """The columns with `speed_mps` checked or made and without positions; where it came from; what to say.

    Positions are used where the file has neither speed nor distance, for nothing but a speed.
    """
    kept = {name: values for name, values in columns.items() if name not in ("latitude_deg", "longitude_deg")}
    by_distance = _slope(columns["unix_s"], columns["distance_m"])
    if np.isfinite(columns["speed_mps"]).any():
        speed, notices = _checked(columns["speed_mps"], by_distance)
        return {**kept, "speed_mps": speed}, None, notices
    if np.isfinite(by_distance).any():
        return {**kept, "speed_mps": by_distance}, "change of the distance", ()
    path = _path_m(columns["latitude_deg"], columns["longitude_deg"])
    speed = _slope(columns["unix_s"], path)
    return {**kept, "speed_mps": speed}, "change of the position", ()


def _checked(speed: Floats, by_distance: Floats) -> tuple[Floats, tuple[Reason, ...]]:
    both = np.isfinite(speed) & np.isfinite(by_distance) & (by_distance > 0.5)
    if not both.any():
        return speed, ()
    ratio = float(np.median(speed[both] / by_distance[both]))
    if abs(ratio / KMH_PER_MPS - 1) <= SAME_RATIO:
        return speed / KMH_PER_MPS, (
            Reason("speed_in_kmh", "Speed was recorded in km/h instead of m/s and is converted."),
        )
    if abs(ratio - 1) > 2 * SAME_RATIO:
        why = f"Recorded speed is {ratio:.2f} times what the distance says; that of the distance is used."
        return by_distance, (Reason("speed_contradicts_distance", why),)
    return speed, ()


def _slope(time_s: Floats, path_m: Floats) -> Floats:
    """Change of a path in the window about each record, (n,); NaN where less than half of it is known."""
    known = np.flatnonzero(np.isfinite(path_m))
    speed = np.full(len(path_m), np.nan)
    if len(known) < 2:
        return speed
    time, path = time_s[known], path_m[known]
    window = max(WINDOW_S, 2 * float(np.median(np.diff(time))))
    before = np.searchsorted(time, time - window / 2, side="left")
    after = np.searchsorted(time, time + window / 2, side="right") - 1
    lasted = time[after] - time[before]
    enough = lasted >= window / 2
    speed[known[enough]] = (path[after] - path[before])[enough] / lasted[enough]
    return speed


def _path_m(latitude_deg: Floats, longitude_deg: Floats) -> Floats:
    """Length of the way since the first position, by the haversine formula; (n,), NaN where unknown."""
    path = np.full(len(latitude_deg), np.nan)
    known = np.flatnonzero(np.isfinite(latitude_deg) & np.isfinite(longitude_deg))
    latitude, longitude = latitude_deg[known] / PER_RADIAN, longitude_deg[known] / PER_RADIAN
    across = np.cos(latitude[:-1]) * np.cos(latitude[1:]) * np.sin(np.diff(longitude) / 2) ** 2
    half = np.sqrt(np.clip(np.sin(np.diff(latitude) / 2) ** 2 + across, 0, 1))
    path[known[1:]] = np.cumsum(2 * EARTH_RADIUS_M * np.arcsin(half))
    path[known[:1]] = 0.0
    return path
