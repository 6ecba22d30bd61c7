"""Postures of points set by hand."""

import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

from digitised import postures  # noqa: E402


def test_postures_are_those_of_the_drawn_body() -> None:
    """Thigh 30° forward, shank upright, trunk 10° forward, toes 20° up; legs and trunk of 100 px."""
    tilt = np.radians([30.0, 10.0, 20.0])
    hip = np.array([0.0, 200.0])
    knee = hip + 100 * np.array([np.sin(tilt[0]), -np.cos(tilt[0])])
    ankle = knee - np.array([0.0, 100.0])
    body = {
        "shoulder": hip + 100 * np.array([np.sin(tilt[1]), np.cos(tilt[1])]),
        "hip": hip,
        "knee": knee,
        "ankle": ankle,
        "heel": ankle,
        "toe": ankle + 50 * np.array([np.cos(tilt[2]), np.sin(tilt[2])]),
    }
    found = postures({part: point[None] for part, point in body.items()})
    assert [float(values[0]) for values in found] == pytest.approx([25.0, 0.0, 30.0, 20.0, 10.0])
