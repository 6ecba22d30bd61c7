"""What the table of landmarks does to measures is what moving a body's points by it does."""

import numpy as np
import pytest

from vision.landmark_offsets import (
    LEG_M,
    OFFSETS,
    TRUNK_M,
    ahead_m,
    apart_m,
    bent_deg,
    from_mass_m,
    turned_deg,
)
from vision.mass import center_of_mass_px
from vision.skeletons import BLAZEPOSE_33

PEOPLE = 20000


def standing() -> np.ndarray:
    """A person of 1.75 m, metres with y down, (k, 2)."""
    heights = {"ear": 1.6, "shoulder": LEG_M + TRUNK_M, "hip": LEG_M, "knee": LEG_M / 2, "ankle": 0.0}
    heights |= {"elbow": 1.1, "wrist": 0.85, "pinky": 0.78, "index": 0.78, "heel": -0.07, "foot_index": -0.07}
    body = np.zeros((len(BLAZEPOSE_33.landmarks), 2))
    for name, height in heights.items():
        for side in ("left", "right"):
            if f"{side}_{name}" in BLAZEPOSE_33.landmarks:
                body[BLAZEPOSE_33.index(f"{side}_{name}"), 1] = -height
    return body


def pair(part: str) -> list[int]:
    return [BLAZEPOSE_33.index(f"{side}_{part}") for side in ("left", "right")]


def drawn(*parts: str) -> np.ndarray:
    """That person as drawn for many people, whose `parts` lie elsewhere by the table's spread."""
    rng = np.random.default_rng(1)
    bodies = np.repeat(standing()[None], PEOPLE, axis=0)
    for part in parts:
        bodies[:, pair(part), 0] += rng.normal(0, ahead_m(part), (PEOPLE, 1))
    return bodies


def lean_deg(bodies: np.ndarray, upper: str, lower: str) -> np.ndarray:
    line = bodies[:, pair(upper)[0]] - bodies[:, pair(lower)[0]]
    return np.degrees(np.arctan2(line[:, 0], -line[:, 1]))


@pytest.mark.parametrize("upper, lower", [("shoulder", "hip"), ("hip", "knee"), ("knee", "ankle")])
def test_a_segment_turns_as_its_ends_move(upper, lower):
    turned = lean_deg(drawn(upper, lower), upper, lower).std()
    assert turned_deg(upper, lower) == pytest.approx(turned, rel=0.03)


def test_a_joint_that_lies_elsewhere_turns_both_its_segments():
    bodies = drawn("hip", "knee", "ankle")
    bent = lean_deg(bodies, "hip", "knee") - lean_deg(bodies, "knee", "ankle")
    assert bent_deg("hip", "knee", "ankle") == pytest.approx(bent.std(), rel=0.03)


def test_a_distance_is_as_uncertain_as_both_its_ends():
    bodies = drawn("hip", "ankle")
    between = bodies[:, pair("ankle")[0], 0] - bodies[:, pair("hip")[0], 0]
    assert apart_m("hip", "ankle") == pytest.approx(between.std(), rel=0.03)


def test_the_centre_of_mass_follows_hips_and_shoulders():
    bodies = drawn("hip", "shoulder", "ankle")
    mass = center_of_mass_px(bodies, BLAZEPOSE_33, sex=None)
    ahead = bodies[:, pair("ankle")[0], 0] - mass[:, 0]
    assert from_mass_m("ankle") == pytest.approx(ahead.std(), rel=0.05)


def test_every_landmark_has_a_spread_both_ways():
    assert all(offset.along_sd > 0 and offset.ahead_sd > 0 for offset in OFFSETS.values())
