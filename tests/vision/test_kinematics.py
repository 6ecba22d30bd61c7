"""Angles of bodies drawn by hand."""

from dataclasses import replace

import builders
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.datatypes import ASSUMED_VERTICAL, Track, Vertical
from vision.kinematics import Leg2D, along_belt_px, angle_to_vertical_deg, forward_up_px, leg_2d, upright_px
from vision.skeletons import BLAZEPOSE_33

SCENE = builders.scene()
Point = tuple[float, float]


def leg(
    *,
    hip: Point = (0, 100),
    knee: Point = (0, 50),
    ankle: Point = (0, 0),
    heel: Point = (-5, -10),
    toe: Point = (20, -10),
) -> Leg2D:
    return Leg2D(*(np.array([p], dtype=float) for p in (hip, knee, ankle, heel, toe)))


@pytest.mark.parametrize("tip, angle", [((0, -1), 0), ((1, -1), 45), ((-1, -1), -45), ((1, 0), 90)])
def test_a_hanging_line_leans_forward_when_its_lower_end_is_ahead(tip, angle):
    upper = np.array([[3.0, 7.0]])
    assert angle_to_vertical_deg(upper + tip, upper) == pytest.approx([angle])


def test_a_standing_leg_is_straight_and_its_foot_at_a_right_angle():
    standing = leg()
    for angle in (standing.thigh_deg, standing.shank_deg, standing.knee_flexion_deg, standing.foot_deg):
        assert angle == pytest.approx([0.0])
    assert standing.dorsiflexion_deg == pytest.approx([0.0])


@pytest.mark.parametrize("ankle, flexion", [((50, 50), -90), ((-50, 50), 90), ((-35.4, 14.6), 45)])
def test_the_knee_flexes_with_the_ankle_behind_it(ankle, flexion):
    assert leg(ankle=ankle).knee_flexion_deg == pytest.approx([flexion], abs=0.1)


def test_a_heel_kicked_to_the_seat_is_flexion_beyond_a_right_angle():
    assert leg(ankle=(-20, 95)).knee_flexion_deg == pytest.approx([156.0], abs=0.1)


@pytest.mark.parametrize(
    "toe, pitch", [((20, -10), 0), ((20, 15), 45), ((-5, -35), -90), ((-30, -10), -180), ((-6, 15), -267.7)]
)
def test_foot_pitch_goes_on_through_the_kick_up_without_a_jump(toe, pitch):
    assert leg(toe=toe).foot_deg == pytest.approx([pitch], abs=0.02)


def test_toes_towards_the_shin_are_dorsiflexion():
    assert leg(ankle=(-20, 4)).dorsiflexion_deg == pytest.approx([23.5], abs=0.1)
    assert leg(toe=(20, -35)).dorsiflexion_deg == pytest.approx([-45.0])


def test_forward_is_where_the_runner_goes_and_up_is_up():
    position = np.array([[10.0, 40.0]])
    assert forward_up_px(position, replace(SCENE, direction="right")) == pytest.approx(np.array([[10, -40]]))
    assert forward_up_px(position, replace(SCENE, direction="left")) == pytest.approx(np.array([[-10, -40]]))
    assert forward_up_px(position, replace(SCENE, direction=None)) == pytest.approx(np.array([[10, -40]]))


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3), st.floats(-30, 40))
def test_distance_along_an_inclined_belt(forward, up, incline_pct):
    along = along_belt_px(np.array([[forward, up]]), replace(SCENE, incline_pct=incline_pct))
    slope = incline_pct / 100
    assert along == pytest.approx([(forward + slope * up) / np.hypot(1, slope)], abs=1e-6)


def test_a_leg_is_read_from_the_unsmoothed_landmarks():
    raw = np.random.default_rng(0).uniform(0, 500, (4, 33, 2))
    track = Track(BLAZEPOSE_33, np.arange(4) / 60, 0 * raw, raw, np.ones((4, 33)), np.zeros(4, bool))
    right = leg_2d(track, replace(SCENE, direction="left"), "right")
    assert right.ankle == pytest.approx(raw[:, BLAZEPOSE_33.index("right_ankle")] * (-1, -1))
    assert right.toe == pytest.approx(raw[:, BLAZEPOSE_33.index("right_toe")] * (-1, -1))


def test_true_up_is_upright_and_lengths_at_the_runner_stay():
    vertical = Vertical("lines", 0.4, lean_deg=7.0, keystone_per_px=3e-4, origin_px=(300.0, 200.0))
    up = np.array([np.sin(np.radians(7.0)), -np.cos(np.radians(7.0))])
    origin, above = upright_px(np.array([[300.0, 200.0], [300.0, 200.0] + 0.5 * up]), vertical)
    assert origin == pytest.approx([300.0, 200.0])
    assert above - origin == pytest.approx([0, -0.5], abs=1e-4)


@given(st.floats(-15, 15), st.floats(-6e-4, 6e-4), st.floats(-300, 300))
def test_lines_through_the_meeting_point_of_verticals_become_parallel(lean_deg, keystone, across_px):
    vertical = Vertical("lines", 0.4, lean_deg, keystone, origin_px=(480.0, 270.0))
    lean = np.radians(lean_deg)
    right, down = np.array([np.cos(lean), np.sin(lean)]), np.array([-np.sin(lean), np.cos(lean)])
    foot = vertical.origin_px + across_px * right
    # from `foot` towards the meeting point, 1 / keystone below the origin
    toward = down - across_px * keystone * right
    ends = upright_px(np.array([foot, foot + 200 * toward, foot - 200 * toward]), vertical)
    assert ends[:, 0] == pytest.approx(ends[0, 0], abs=1e-6)


def test_an_unknown_vertical_leaves_the_picture_as_it_is():
    position = np.array([[[10.0, 20.0], [np.nan, np.nan]]])
    assert np.array_equal(upright_px(position, ASSUMED_VERTICAL), position, equal_nan=True)
