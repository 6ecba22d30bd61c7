"""The study of where the network draws joints, on bodies whose offsets are arithmetic."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from joint_errors import Body, contact_errors, knee_errors, marked_pct, offset_pct, postures
from synthetic_runner import Runner, scene_of
from truth import TrueEvent, Truth

from vision.datatypes import Network

RUNNER = Runner(duration_s=5.0, parallax=0.0)
ANKLE_AHEAD_PX = 6.0
HEAVY = Network("blazepose", "heavy")


def body(direction: str = "right", *, hips_ahead_px: float = 0.0) -> Body:
    """A runner whose landmarks are the joints, but for hips that are drawn ahead of them."""
    runner = replace(RUNNER, direction=direction)
    track, scene = scene_of(runner)
    events = tuple(
        TrueEvent(side, "initial_contact", time_s)
        for side in ("left", "right")
        for time_s in runner.contacts_s(side)
    )
    truth = Truth("made up", Path("made_up.mp4"), 60, (0, 5), direction, 175, 3.0, events, {})
    whole = Body(truth, scene, track, HEAVY, {})
    joints = {name: whole.point(name) for name in track.skeleton.landmarks}
    raw = track.raw_px.copy()
    hips = [track.skeleton.index(f"{side}_hip") for side in ("left", "right")]
    raw[:, hips, 0] += hips_ahead_px * whole.signs[0]
    return Body(truth, scene, replace(track, raw_px=raw), HEAVY, joints)


@pytest.mark.parametrize("direction", ["left", "right"])
def test_hips_drawn_ahead_are_found_as_a_share_of_the_trunk(direction):
    drawn = body(direction, hips_ahead_px=8.0)
    expected = 100 * 8.0 * np.cos(np.radians(RUNNER.trunk_lean_deg - 3.2)) / drawn.scene.trunk_length_px
    assert offset_pct(drawn, "hip") == pytest.approx(expected, abs=0.05)
    assert offset_pct(drawn, "ankle") == pytest.approx(0.0, abs=1e-9)


def test_marks_are_compared_in_their_own_frames():
    drawn = body(hips_ahead_px=0.0)
    frames = [50, 70]
    marks = [
        {
            "frame": str(frame),
            "ankle_x": str(drawn.drawn.point("right_ankle", raw=True)[frame, 0] - ANKLE_AHEAD_PX),
            "ankle_y": str(drawn.drawn.point("right_ankle", raw=True)[frame, 1]),
            "ankle_pm_px": "4",
        }
        for frame in frames
    ]
    ahead, pm = marked_pct(drawn, "ankle", marks)
    shank = drawn.point("right_knee")[frames] - drawn.point("right_ankle")[frames]
    upright = shank[:, 1] / np.linalg.norm(shank, axis=1)
    assert ahead == pytest.approx(
        100 * (ANKLE_AHEAD_PX * upright).mean() / drawn.scene.leg_length_px, rel=1e-6
    )
    assert pm == pytest.approx(400 / drawn.scene.leg_length_px)


def test_errors_at_contact_are_those_that_were_put_in():
    drawn = body(hips_ahead_px=8.0)
    errors = contact_errors(drawn, drawn.drawn)
    m_per_px = drawn.scene.scale.m_per_px
    assert errors["foot-hip, cm"] == pytest.approx(-800 * m_per_px, abs=1e-6)
    assert errors["shank, °"] == pytest.approx(0.0, abs=1e-9)
    assert errors["trunk, °"] < -2


def test_a_knee_that_is_drawn_where_it_is_has_no_error():
    rows = knee_errors(body(), "right")
    assert len(rows) > 10
    assert np.abs(rows[:, 1]).max() == pytest.approx(0.0, abs=1e-12)


def test_postures_of_a_right_angle():
    points = {
        "shoulder": np.array([[0.0, 3.0]]),
        "hip": np.array([[0.0, 2.0]]),
        "knee": np.array([[1.0, 2.0]]),
        "ankle": np.array([[1.0, 1.0]]),
    }
    scene = replace(body().scene, leg_length_px=2.0)
    assert list(postures(points, scene).values()) == pytest.approx([50.0, 90.0, 0.0, 0.0])
