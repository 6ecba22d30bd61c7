"""The late part of a long run against the early one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from coaching.watch.against_speed import slope
from coaching.watch.blocks import COLUMNS, Blocks, mean_estimate, persistence
from coaching.watch.recording import Floats
from vision import Difference, Estimate, difference, missing, plus_minus

WARM_UP_S = 360.0
"""Of running, left out of early and late; convention."""

LONG_RUN_S = 2400.0
"""From which early and late are compared; convention. Each third is then of 11 minutes or more."""

Thirds = tuple[Blocks, Blocks, Blocks]


@dataclass(frozen=True, slots=True)
class Drift:
    """The last third of a long run, less its warm-up, against the first.

    `at_mps` is the speed that both parts are brought to, by how the measure goes with speed within the
    thirds; None for speed itself and where speed is unknown.
    """

    unit: str
    change: Difference
    at_mps: float | None


def drifts(run: Blocks) -> Mapping[str, Drift]:
    """Late against early of a long run, by column; empty for a shorter one."""
    if len(run.start_s) * run.length_s < LONG_RUN_S:
        return {}
    thirds = _thirds(run.where(np.arange(len(run.start_s)) * run.length_s >= WARM_UP_S))
    speed = np.concatenate([third.means["speed_mps"] for third in thirds])
    middle = float(np.nanmedian(speed)) if _any(speed) else None
    return {
        name: _drift(thirds, name, unit, None if name == "speed_mps" else middle)
        for name, unit in COLUMNS.items()
        if _any(np.concatenate([third.means[name] for third in thirds]))
    }


def _thirds(run: Blocks) -> Thirds:
    place = np.arange(len(run.start_s)) * 3 // len(run.start_s)
    return run.where(place == 0), run.where(place == 1), run.where(place == 2)


def _drift(thirds: Thirds, name: str, unit: str, at_mps: float | None) -> Drift:
    rounding = thirds[0].rounding[name]
    if at_mps is None:
        return Drift(unit, _change([third.means[name] for third in thirds], rounding), None)
    found = slope(thirds, name)
    per_mps = found.value if np.isfinite(found.value) else 0.0  # who keeps one speed needs no other
    away = [third.means["speed_mps"] - at_mps for third in thirds]
    brought = [third.means[name] - per_mps * each for third, each in zip(thirds, away, strict=True)]
    moved = abs(float(np.nanmean(away[2]) - np.nanmean(away[0]))) if _any(away[0]) and _any(away[2]) else 0.0
    shared = 0.0 if moved == 0 else found.half_width * moved
    return Drift(unit, _change(brought, rounding, shared), at_mps)


def _change(thirds: Sequence[Floats], rounding: float, shared: float = 0.0) -> Difference:
    """Of the last part against the first; `shared` is the half width of what the bringing adds.

    How far blocks wander is told about a line through the run: a change that goes on is no wandering.
    """
    rests = _about_a_line(thirds)
    common = persistence(rests)
    early, late = (_mean(thirds[i], rests[i], common, rounding) for i in (0, 2))
    return difference(early, _widened(late, shared))


def _about_a_line(thirds: Sequence[Floats]) -> list[Floats]:
    values = np.concatenate(thirds)
    place, known = np.arange(len(values)), np.isfinite(values)
    if known.sum() > 2:
        values = values - np.polyval(np.polyfit(place[known], values[known], 1), place)
    return np.split(values, np.cumsum([len(third) for third in thirds[:-1]]))


def _mean(values: Floats, rests: Floats, common: float, rounding: float) -> Estimate:
    """Of the values, with the interval that their rests have."""
    told = mean_estimate(rests, common, rounding)
    if told.value is None or told.high is None:
        return told
    mean, half = float(np.nanmean(values)), told.high - told.value
    return plus_minus(mean, half, told.n)


def _widened(late: Estimate, by: float) -> Estimate:
    if late.value is None or late.high is None:
        return late
    if not np.isfinite(by):
        return missing("its speed changed, and how it goes with speed the run does not tell", late.n)
    return plus_minus(late.value, float(np.hypot(late.high - late.value, by)), late.n)


def _any(values: Floats) -> bool:
    return bool(np.isfinite(values).any())
