"""What a virtual side camera sees of points in space."""

import numpy as np
import pytest
from virtual_camera import HEIGHT_PX, WIDTH_PX, SideCamera, film

from vision.skeletons import BLAZEPOSE_33

MIDDLE = np.array([0.0, 1.0, 0.0])
PARTS = ("ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "toe")


def seen(camera: SideCamera, x: float, y: float, z: float) -> np.ndarray:
    return camera.see(np.array([x, y, z]), MIDDLE)


def test_the_runner_stands_in_the_middle_of_the_picture() -> None:
    assert seen(SideCamera(), 0, 1, 0) == pytest.approx([WIDTH_PX / 2, 0.45 * HEIGHT_PX])


@pytest.mark.parametrize(("near_side", "sign"), [("right", 1), ("left", -1)])
def test_who_shows_the_right_side_runs_to_the_right(near_side, sign) -> None:
    camera = SideCamera(near_side=near_side)
    assert sign * (seen(camera, 0.5, 1, 0) - seen(camera, 0, 1, 0))[0] > 50


def test_up_is_up_and_a_near_leg_is_larger() -> None:
    camera = SideCamera(near_side="right", distance_m=4.0)
    near, far = (seen(camera, 0, 1.5, z) - seen(camera, 0, 1, z) for z in (0.2, -0.2))
    assert near[1] < far[1] < 0
    assert near[1] / far[1] == pytest.approx(4.2 / 3.8)


def test_a_turned_camera_shortens_the_way_forward() -> None:
    straight, turned = (
        seen(SideCamera(near_side="right", distance_m=1000, yaw_deg=yaw), 0.5, 1, 0)[0] - WIDTH_PX / 2
        for yaw in (0, 20)
    )
    assert turned / straight == pytest.approx(np.cos(np.radians(20)), rel=1e-3)


def test_a_camera_rolled_clockwise_turns_the_picture_the_other_way() -> None:
    up = seen(SideCamera(near_side="right", roll_deg=10), 0, 1.5, 0) - [WIDTH_PX / 2, 0.45 * HEIGHT_PX]
    assert np.degrees(np.arctan2(up[0], -up[1])) == pytest.approx(-10)


def test_film_has_every_landmark_at_the_asked_frame_rate() -> None:
    time_s = np.arange(0, 2, 0.01)
    point = np.column_stack([np.sin(time_s), np.ones_like(time_s), np.zeros_like(time_s)])
    points = {f"{side}_{part}": point for side in ("left", "right") for part in PARTS}
    landmarks = film(time_s, points, SideCamera(), fps=30, phase=0.5)
    assert landmarks.position_px.shape[1:] == (len(BLAZEPOSE_33.landmarks), 2)
    assert landmarks.time_s[0] == pytest.approx(0.5 / 30)
    assert np.diff(landmarks.time_s) == pytest.approx(1 / 30)
