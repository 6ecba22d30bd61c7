"""The view and how far the camera is off square, from joints whose places are known."""

from dataclasses import replace

import numpy as np
import pytest
from synthetic_runner import Runner, scene_of

from vision.yaw import camera_yaw_deg, view_of

RUNNER = Runner(noise_px=1.0, duration_s=5.0)


@pytest.mark.parametrize(
    ("yaw_deg", "view"),
    [(0, "side"), (15, "side"), (-15, "side"), (50, "oblique"), (88, "rear"), (-88, "front")],
)
def test_the_view_is_that_of_the_camera(yaw_deg, view):
    assert view_of(scene_of(replace(RUNNER, yaw_deg=yaw_deg))[0]) == view


@pytest.mark.parametrize("direction", ["left", "right"])
def test_the_angle_grows_with_the_camera_turned_and_does_not_hang_on_the_direction(direction):
    found = [
        camera_yaw_deg(*scene_of(replace(RUNNER, yaw_deg=yaw, direction=direction))) for yaw in (0, 10, 20)
    ]
    assert found[0] == pytest.approx(0, abs=2)
    assert abs(found[1]) == pytest.approx(10, abs=5)
    assert abs(found[2]) == pytest.approx(20, abs=8)
    assert np.sign(found[1]) == np.sign(found[2])


def test_it_is_unknown_where_nobody_knows_which_side_is_near():
    track, scene = scene_of(replace(RUNNER, yaw_deg=90))
    assert np.isnan(camera_yaw_deg(track, scene))


def test_the_size_of_the_picture_does_not_matter():
    track, scene = scene_of(replace(RUNNER, yaw_deg=15))
    small = replace(track, position_px=track.position_px / 3, raw_px=track.raw_px / 3)
    smaller = replace(scene, trunk_length_px=scene.trunk_length_px / 3)
    assert camera_yaw_deg(small, smaller) == pytest.approx(camera_yaw_deg(track, scene))
