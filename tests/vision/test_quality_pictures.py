"""Pictures that are dark, blurred or small, and feet that are hidden."""

from dataclasses import replace

import numpy as np
import pytest
from bad_twins import LEG, columns
from synthetic_runner import Runner, scene_of

from vision.datatypes import Footage
from vision.quality.pictures import limits_of_pictures

TRACK, SCENE = scene_of(Runner(noise_px=1.0, duration_s=6.0))
N = len(TRACK.time_s)


def footage(brightness: float = 120.0, blur: float = 0.3) -> Footage:
    return Footage(np.zeros(N), np.full(N, 5.0), np.full(N, brightness), np.full(N, blur))


def codes(seen: Footage | None, track=TRACK, scene=SCENE) -> list[str]:
    return [reason.code for reason in limits_of_pictures(seen, track, scene, chosen=False)]


def test_good_pictures_limit_nothing():
    assert codes(footage()) == []
    assert codes(None) == []


@pytest.mark.parametrize("seen, code", [(footage(brightness=12), "dark"), (footage(blur=0.65), "blurred")])
def test_bad_pictures_are_named(seen, code):
    assert codes(seen) == [code]


@pytest.mark.parametrize(
    "color, named", [(0.0, True), (2.0, True), (4.5, False), (15.0, False), (np.nan, False)]
)
def test_pictures_without_colours_are_named(color, named):
    assert codes(replace(footage(), color=color)) == (["no_colors"] if named else [])


def test_other_people_are_named():
    two = replace(footage(), persons=2)
    assert codes(two) == ["several_people"]
    (reason,) = limits_of_pictures(two, TRACK, SCENE, chosen=True)
    assert "the one who was chosen was measured" in reason.message


def test_what_something_in_front_hides_is_named():
    hidden = replace(footage(), hidden=("hip", "knee", "ankle"))
    reasons = list(limits_of_pictures(hidden, TRACK, SCENE, chosen=False))
    assert [reason.code for reason in reasons] == ["occluded"]
    assert "hips, knees and feet" in reasons[0].message


def test_a_small_runner_is_named():
    assert codes(footage(), scene=replace(SCENE, trunk_length_px=55.0)) == ["small"]


@pytest.mark.parametrize("side, named", [("right", True), ("left", False)])
def test_the_near_foot_has_to_be_seen(side, named):
    confidence = TRACK.confidence.copy()
    confidence[:, columns(side, *LEG)] = 0.6
    assert SCENE.near_side == "right"
    assert codes(footage(), replace(TRACK, confidence=confidence)) == (["feet_hidden"] if named else [])


def test_nothing_known_of_the_pictures_limits_nothing():
    assert codes(footage(brightness=np.nan, blur=np.nan)) == []
