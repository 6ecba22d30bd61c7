"""C3D as ezc3d reads it."""

from dataclasses import replace
from pathlib import Path

import exported
import numpy as np
import pytest

from vision.errors import CannotExport
from vision.exports import c3d as module
from vision.exports.c3d import write_c3d
from vision.exports.markers import markers_of
from vision.exports.measured import Measured


def values(file, group: str, name: str):
    return file["parameters"][group][name]["value"]


def test_markers_come_back_in_millimetres(tmp_path: Path) -> None:
    analysis = exported.measured()
    write_c3d(analysis, tmp_path / "markers.c3d")
    file, markers = exported.read_c3d(tmp_path / "markers.c3d"), markers_of(Measured.of(analysis))
    assert tuple(values(file, "POINT", "LABELS")) == markers.names
    assert values(file, "POINT", "UNITS") == ["mm"]
    assert values(file, "POINT", "RATE")[0] == pytest.approx(60)
    places = np.moveaxis(file["data"]["points"][:3], 0, -1).swapaxes(0, 1)
    np.testing.assert_allclose(places, 1000 * markers.position_m, rtol=1e-6, atol=1e-3)  # 32 bits


def test_an_unknown_marker_has_the_residual_minus_one(tmp_path: Path) -> None:
    write_c3d(exported.measured(), tmp_path / "markers.c3d")
    file = exported.read_c3d(tmp_path / "markers.c3d")
    residuals = file["data"]["meta_points"]["residuals"][0]
    assert sorted(np.unique(residuals)) == [-1, 0]
    marker, frame = np.nonzero(residuals == -1)
    assert {values(file, "POINT", "LABELS")[row] for row in marker} == {"right_ankle"}
    assert frame.tolist() == [40, 41, 42, 43]


def test_there_is_nothing_analogue(tmp_path: Path) -> None:
    write_c3d(exported.measured(), tmp_path / "markers.c3d")
    file = exported.read_c3d(tmp_path / "markers.c3d")
    assert values(file, "ANALOG", "USED")[0] == 0
    assert file["data"]["analogs"].size == 0


def test_events_bear_the_words_of_the_format(tmp_path: Path) -> None:
    analysis = exported.measured()
    assert analysis.events is not None and analysis.joints is not None
    write_c3d(analysis, tmp_path / "markers.c3d")
    file, events = exported.read_c3d(tmp_path / "markers.c3d"), analysis.events.events
    words = {"initial_contact": "Foot Strike", "toe_off": "Foot Off"}
    assert values(file, "EVENT", "USED")[0] == len(events) == 44
    assert values(file, "EVENT", "LABELS") == [words[event.kind] for event in events]
    assert values(file, "EVENT", "CONTEXTS") == [event.side.capitalize() for event in events]
    assert set(values(file, "EVENT", "SUBJECTS")) == {"runner"}


def test_time_begins_with_the_first_frame(tmp_path: Path) -> None:
    analysis = exported.measured()
    assert analysis.events is not None
    write_c3d(analysis, tmp_path / "markers.c3d")
    file = exported.read_c3d(tmp_path / "markers.c3d")
    start_s = values(file, "MIDSTANCE", "START")[0]
    assert start_s == pytest.approx(1 / 120)
    minutes, seconds = values(file, "EVENT", "TIMES")
    told = [event.time_s for event in analysis.events.events]
    np.testing.assert_allclose(60 * minutes + seconds + start_s, told, atol=1e-5)


def test_more_events_than_a_parameter_holds_go_on_in_the_next(tmp_path: Path) -> None:
    write_c3d(exported.with_events(exported.measured(), 600), tmp_path / "markers.c3d")
    file = exported.read_c3d(tmp_path / "markers.c3d")
    names = ("TIMES", "TIMES2", "TIMES3")
    seconds = np.concatenate([values(file, "EVENT", name)[1] for name in names])
    np.testing.assert_allclose(seconds, 0.01 * np.arange(600) - 1 / 120, atol=1e-5)
    assert [len(values(file, "EVENT", f"LABELS{n}")) for n in ("", 2, 3)] == [255, 255, 90]


def test_a_clip_with_more_frames_than_the_format_counts_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FRAMES_MAX", 479)
    with pytest.raises(CannotExport, match="480; export trc"):
        write_c3d(exported.measured(), tmp_path / "markers.c3d")


def test_a_machine_without_ezc3d_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ezc3d", None)
    with pytest.raises(CannotExport, match="ezc3d"):
        write_c3d(exported.measured(), tmp_path / "markers.c3d")


def test_a_folder_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_c3d(exported.measured(), tmp_path / "nowhere" / "markers.c3d")


def test_without_a_scale_nothing_is_written(tmp_path: Path) -> None:
    analysis = exported.measured()
    assert analysis.scene is not None
    with pytest.raises(CannotExport, match="height or speed"):
        write_c3d(replace(analysis, scene=replace(analysis.scene, scale=None)), tmp_path / "markers.c3d")
    assert not list(tmp_path.iterdir())
