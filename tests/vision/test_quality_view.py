"""How square the camera looks at the runner, from shoulders and hips that part."""

from dataclasses import replace

import pytest
from synthetic_runner import SIDES, Runner, scene_of, source

from vision import analyze_landmarks
from vision.datatypes import Vertical
from vision.errors import CannotMeasure
from vision.quality.view import limits_of_view, require_square_view
from vision.yaw import camera_yaw_deg

RUNNER = Runner(noise_px=1.0, duration_s=6.0)


@pytest.mark.parametrize("direction", SIDES)
@pytest.mark.parametrize("yaw_deg", [-20, -8, 0, 8, 20])
def test_the_yaw_is_that_of_the_camera(yaw_deg, direction):
    track, scene = scene_of(replace(RUNNER, yaw_deg=yaw_deg, direction=direction))
    seen = camera_yaw_deg(track, scene)
    assert abs(seen) == pytest.approx(abs(yaw_deg), abs=2.5)


def test_the_two_ways_of_turning_have_opposite_signs():
    ahead, behind = (camera_yaw_deg(*scene_of(replace(RUNNER, yaw_deg=yaw))) for yaw in (-20, 20))
    assert ahead * behind < 0


@pytest.mark.parametrize(
    "yaw_deg, codes", [(0, []), (7, []), (16, ["oblique_view"]), (-16, ["oblique_view"])]
)
def test_more_than_ten_degrees_limit(yaw_deg, codes):
    landmarks = replace(RUNNER, yaw_deg=yaw_deg, duration_s=8.0).landmarks()
    quality = analyze_landmarks(landmarks, source=source(landmarks)).quality
    assert [reason.code for reason in quality.reasons] == codes
    assert quality.verdict == ("limited" if codes else "ok")


@pytest.mark.parametrize("yaw_deg", [-32, 32, 45])
def test_more_than_twenty_five_degrees_refuse(yaw_deg):
    with pytest.raises(CannotMeasure) as error:
        require_square_view(*scene_of(replace(RUNNER, yaw_deg=yaw_deg)))
    assert error.value.code == "oblique_view"


def test_a_rolled_camera_is_said():
    track, scene = scene_of(RUNNER)
    rolled = replace(scene, vertical=Vertical("lines", sd_deg=1.0, lean_deg=-11.0))
    assert [reason.code for reason in limits_of_view(track, rolled)] == ["rolled"]
    assert "11°" in next(limits_of_view(track, rolled)).message
