"""Drawn angles and lengths against the arithmetic of the figure."""

from dataclasses import replace

import numpy as np
import pytest
from rendered_truth import SIDE_VIEWS, needs_rendered

from vision.datatypes import (
    Step,
    StepMeasures,
)
from vision.motion import read_motion
from vision.overlay.angles import ANGLES, direction_deg, drawn_angle
from vision.overlay.figure import Figures, Magnified
from vision.overlay.values import length, number_text, step_at

WHOLE = Magnified(0.0, 0.0, 1.0)


ON_A_BODY = {  # the measure, by the angle that draws it; all but the foot are told by the picture alone
    "trunk": lambda motion, _side: motion.trunk_lean_deg,
    "shank": lambda motion, side: motion.legs[side].shank_deg,
    "thigh": lambda motion, side: -motion.legs[side].thigh_deg,
    "knee": lambda motion, side: motion.legs[side].knee_flexion_deg,
}


@needs_rendered
@pytest.mark.parametrize("name", SIDE_VIEWS)
@pytest.mark.parametrize("angle", ON_A_BODY)
def test_the_reference_line_of_a_measured_angle_is_upright_or_along_the_thigh(truth, name, angle):
    analysis, _ = truth(name)
    figures = Figures.of(analysis)
    motion = read_motion(analysis.track, analysis.scene, analysis.com_px)
    for frame in range(0, 200, 17):
        figure = figures.figure(frame, WHOLE)
        measured = float(ON_A_BODY[angle](motion, "right")[frame])
        drawn = drawn_angle(ANGLES[angle], figure, "right", value_deg=measured)
        along = {"trunk": -90.0, "shank": -90.0, "thigh": 90.0}.get(
            angle, direction_deg(figure.at("right_hip"), figure.at("right_knee"))
        )
        assert (drawn.reference_deg - along + 180) % 360 - 180 == pytest.approx(0, abs=1e-6)


@needs_rendered
@pytest.mark.parametrize("name", ["dev01", "dev02"])
@pytest.mark.parametrize("value_deg", [-20.0, -3.0, 11.0, 60.0])
def test_a_measured_angle_lies_between_body_and_reference_line(truth, name, value_deg):
    analysis, _ = truth(name)
    figure = Figures.of(analysis).figure(43, WHOLE)
    for angle in ANGLES.values():
        drawn = drawn_angle(angle, figure, "right", value_deg=value_deg)
        body, reference = drawn.end - drawn.vertex, drawn.reference_end - drawn.vertex
        between = np.degrees(np.arctan2(body[0] * reference[1] - body[1] * reference[0], body @ reference))
        assert abs(between) == pytest.approx(abs(value_deg))
        assert drawn.value_deg == value_deg


@needs_rendered
def test_lengths_are_centimetres_or_percent_of_the_leg_or_nothing(truth):
    scene = truth("dev01")[0].scene
    values = {"foot_com_distance_m": 0.17, "foot_com_distance_pct_leg": 19.2}
    known = length(values, "foot_com_distance", scene)
    assert known.text == "17 cm"
    assert known.px == pytest.approx(0.17 / scene.scale.m_per_px)
    share = length(values, "foot_com_distance", replace(scene, scale=None))
    assert share.text == "19 % leg"
    assert share.px == pytest.approx(0.192 * scene.leg_length_px)
    assert length({"foot_com_distance_m": np.nan}, "foot_com_distance", scene) is None
    assert length({}, "foot_com_distance", scene) is None


def test_numbers_have_a_true_minus_sign():
    assert number_text(-3.4, "°") == "\N{MINUS SIGN}3°"
    assert number_text(-0.2, "°") == "0°"


def test_a_step_lasts_until_the_next_contact():
    steps = tuple(StepMeasures(Step("left", "near", t, t + 0.2, t + 0.35), {}) for t in (1.0, 1.35))
    assert [step_at(steps, t) for t in (0.99, 1.0, 1.34, 1.35, 1.71)] == [
        None,
        steps[0],
        steps[0],
        steps[1],
        None,
    ]
