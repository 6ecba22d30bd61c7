"""Joints from markers, and the trials as they are read."""

from itertools import pairwise

import numpy as np
import pytest
from force_plates import _joint, _of_the_standing_foot, _poses, _sided, read_recordings
from truth import DATA

FORCE = DATA / "force"
needs_plates = pytest.mark.skipif(not FORCE.is_dir(), reason="the force-plate recordings are not here")


def turned(points: np.ndarray, angle: float) -> np.ndarray:
    c, s = np.cos(angle), np.sin(angle)
    return points @ np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]])


def test_the_pose_of_a_cluster_is_the_one_it_was_moved_by() -> None:
    cluster = np.array([[0.1, 0, 0], [0, 0.2, 0], [0, 0, 0.15], [0.1, 0.1, 0.1]])
    moving = np.stack([np.add(turned(cluster, a), (a, 2 * a, 0)) for a in np.linspace(0, 1, 9)])
    rotation, place = _poses(moving)
    between = rotation[-1] @ rotation[0].T
    assert between @ [1.0, 0, 0] == pytest.approx([np.cos(1), np.sin(1), 0], abs=1e-9)
    assert place[-1] - place[0] == pytest.approx(
        np.add(turned(cluster, 1.0).mean(axis=0) - cluster.mean(axis=0), (1, 2, 0))
    )


def test_a_hinge_is_found_where_both_segments_turn_about_it() -> None:
    thigh = np.array([[0.05, 0.3, 0.08], [-0.02, 0.2, 0.08], [0.03, 0.1, 0.09]])
    shank = np.array([[0.03, -0.1, 0.08], [-0.03, -0.2, 0.07], [0.02, -0.3, 0.08]])
    knee = np.column_stack([np.linspace(0, 0.4, 60), np.full(60, 0.5), np.zeros(60)])
    swing = np.sin(np.linspace(0, 6, 60))
    upper = np.stack([turned(thigh, 0.4 * a) + k for a, k in zip(swing, knee, strict=True)])
    lower = np.stack([turned(shank, -0.8 * a) + k for a, k in zip(swing, knee, strict=True)])
    found = _joint(upper, lower, near=upper[:, 2], inward_m=-0.09)
    assert np.abs(found - knee)[:, :2].max() < 0.005


def test_instants_belong_to_the_foot_on_the_ground() -> None:
    time_s = np.linspace(0, 1, 101)
    lower_left = np.column_stack([0 * time_s, np.where(time_s < 0.5, 0.1, 0.4), 0 * time_s])
    upright = np.column_stack([0 * time_s, 0 * time_s + 0.25, 0 * time_s])
    points = {"left_ankle": lower_left, "right_ankle": upright}
    contact_s = _sided(np.array([0.1, 0.7]), time_s, points)
    assert contact_s["left"] == pytest.approx([0.1])
    assert contact_s["right"] == pytest.approx([0.7])
    toe_off_s = _of_the_standing_foot(np.array([0.4, 0.95]), contact_s)
    assert (toe_off_s["left"], toe_off_s["right"]) == (pytest.approx([0.4]), pytest.approx([0.95]))


@needs_plates
def test_the_bodies_are_of_human_measure() -> None:
    for recording in read_recordings(FORCE):
        for side in ("left", "right"):
            hip, knee, ankle = (recording.points[f"{side}_{part}"] for part in ("hip", "knee", "ankle"))
            thigh_m, shank_m = np.linalg.norm(hip - knee, axis=1), np.linalg.norm(knee - ankle, axis=1)
            assert 0.38 < np.median(thigh_m) < 0.50
            assert 0.38 < np.median(shank_m) < 0.46
            assert np.ptp(thigh_m) < 0.05, "soft tissue moves, joints do not"


@needs_plates
def test_feet_land_in_turn_and_leave_after_they_landed() -> None:
    for recording in read_recordings(FORCE):
        order = sorted((t, side) for side in ("left", "right") for t in recording.contact_s[side])
        assert all(a[1] != b[1] for a, b in pairwise(order))
        for side in ("left", "right"):
            stance_s = recording.toe_off_s[side] - recording.contact_s[side]
            assert ((stance_s > 0.2) & (stance_s < 0.4)).all()
