"""MAT as SciPy reads it back, which reads what MATLAB does."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import exported
import numpy as np
import pytest
from scipy.io import loadmat, whosmat

from vision.datatypes import Analysis
from vision.exports.matlab import write_matlab


@pytest.fixture
def analysis() -> Analysis:
    return exported.measured()


def read(analysis: Analysis, folder: Path) -> Any:
    write_matlab(analysis, folder / "report.mat")
    return loadmat(folder / "report.mat", struct_as_record=False, squeeze_me=True)


def test_arrays_come_back_exactly(analysis: Analysis, tmp_path: Path) -> None:
    held, track = read(analysis, tmp_path), analysis.track
    assert track is not None and analysis.joints is not None and analysis.scene is not None
    np.testing.assert_array_equal(held["time_s"], track.time_s)
    np.testing.assert_array_equal(held["landmarks_px"], track.raw_px)
    np.testing.assert_array_equal(held["smoothed_landmarks_px"], track.position_px)
    np.testing.assert_array_equal(held["joints_px"], analysis.joints.position_px)
    np.testing.assert_array_equal(held["center_of_mass_px"], analysis.com_px)
    np.testing.assert_array_equal(held["confidence"], track.confidence)
    np.testing.assert_array_equal(held["exchanged"], track.exchanged)
    assert held["landmark_names"].tolist() == list(track.skeleton.landmarks)
    assert analysis.scene.scale is not None
    assert held["m_per_px"] == analysis.scene.scale.m_per_px


def test_events_and_steps_are_columns_under_their_names(analysis: Analysis, tmp_path: Path) -> None:
    held = read(analysis, tmp_path)
    assert analysis.events is not None
    told = [(e.side, e.kind, e.time_s) for e in analysis.events.events]
    events = held["events"]
    assert list(zip(events.side, events.kind, events.time_s, strict=True)) == told
    steps = [measured.step.initial_contact_s for measured in analysis.measures.steps]
    np.testing.assert_array_equal(held["steps"].initial_contact_s, steps)
    assert len(held["strides"].stride_time_s) == len(steps) - 1


def test_columns_stand_upright_for_matlab(analysis: Analysis, tmp_path: Path) -> None:
    write_matlab(analysis, tmp_path / "report.mat")
    shapes = {name: shape for name, shape, _ in whosmat(tmp_path / "report.mat")}
    assert (shapes["time_s"], shapes["landmark_names"], shapes["joints_px"]) == (
        (480, 1),
        (33, 1),
        (480, 33, 2),
    )


def test_an_unknown_number_is_nan_and_an_unknown_word_empty(analysis: Analysis, tmp_path: Path) -> None:
    assert analysis.scene is not None
    steps = tuple(replace(s, step=replace(s.step, leg=None)) for s in analysis.measures.steps)
    unknown = replace(
        analysis,
        scene=replace(analysis.scene, scale=None),
        measures=replace(analysis.measures, steps=steps),
    )
    held = read(unknown, tmp_path)
    assert np.isnan(held["m_per_px"])
    assert np.isnan(held["steps"].foot_strike_angle_deg[1])
    assert np.isnan(held["joints_px"][41, 28]).all()
    assert {len(word) for word in held["steps"].leg} == {0}


def test_the_file_does_not_say_when_it_was_written(analysis: Analysis, tmp_path: Path) -> None:
    write_matlab(analysis, tmp_path / "report.mat")
    header = (tmp_path / "report.mat").read_bytes()[:116]
    assert header.startswith(b"MATLAB 5.0 MAT-file")
    assert b"Created on" not in header
