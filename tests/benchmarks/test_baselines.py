"""The compared rules, on curves whose extremes are known."""

import numpy as np
import pytest
from baselines import (
    PARTS,
    LegPoints,
    half_belt_speed,
    heel_below_6_cm,
    heel_foremost,
    knee_straightest,
    lowest_ankle,
    toe_rearmost,
)

TIME_S = np.arange(-0.2, 0.2, 1 / 60)


def leg(flexion: np.ndarray | None = None, **parts: tuple[np.ndarray, np.ndarray]) -> LegPoints:
    rest = np.zeros((len(TIME_S), 2))
    points = {name: np.column_stack(parts[name]) if name in parts else rest for name in PARTS}
    return LegPoints(TIME_S, points, np.zeros_like(TIME_S) if flexion is None else flexion, 0.0)


FLAT = np.zeros_like(TIME_S)
BOWL = (TIME_S - 0.013) ** 2


@pytest.mark.parametrize(
    ("rule", "seen"),
    [
        (lowest_ankle, leg(ankle=(FLAT, BOWL))),
        (heel_foremost, leg(heel=(-BOWL, FLAT))),
        (toe_rearmost, leg(toe=(BOWL, FLAT))),
        (knee_straightest, leg(flexion=BOWL)),
    ],
    ids=["lowest ankle", "heel foremost", "toe rearmost", "knee straightest"],
)
def test_an_extreme_is_found_between_frames(rule, seen) -> None:
    assert rule(seen) == pytest.approx(0.013, abs=1e-6)


def test_the_heel_passes_six_centimetres_where_it_does() -> None:
    falling = leg(heel=(FLAT, np.maximum(0, 0.0667 - 0.5 * (TIME_S - 0.02))))
    assert heel_below_6_cm(falling) == pytest.approx(0.02, abs=1e-3)


def test_half_of_the_belt_speed_is_half_of_the_fastest_backward() -> None:
    slowing = leg(heel=(-(np.maximum(0, TIME_S) ** 2), FLAT), toe=(-(np.maximum(0, TIME_S) ** 2), FLAT))
    assert half_belt_speed(slowing) == pytest.approx(TIME_S[-1] / 2, abs=0.01)
