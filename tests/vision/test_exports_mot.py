"""MOT as OpenSim's own library reads it."""

from dataclasses import replace
from pathlib import Path

import exported
import numpy as np
import pytest

from vision.errors import CannotExport
from vision.exports.markers import angles_of
from vision.exports.measured import Measured
from vision.exports.mot import write_mot

PRINTED_DEG = 5e-7 + 1e-9


def test_opensim_reads_every_angle(tmp_path: Path) -> None:
    analysis = exported.measured(hidden=None)
    write_mot(analysis, tmp_path / "angles.mot")
    names, time_s, angle_deg = exported.read_mot(tmp_path / "angles.mot")
    angles = angles_of(Measured.of(analysis))
    assert names == angles.names
    np.testing.assert_allclose(time_s, angles.time_s, atol=1e-6)
    np.testing.assert_allclose(angle_deg, angles.angle_deg, atol=PRINTED_DEG)


def test_it_says_that_these_are_degrees(tmp_path: Path) -> None:
    write_mot(exported.measured(), tmp_path / "angles.mot")
    storage = exported.opensim().Storage(str(tmp_path / "angles.mot"))
    assert storage.isInDegrees()


def test_frames_with_an_unknown_angle_are_left_out(tmp_path: Path) -> None:
    """The older reader of OpenSim takes nan for 0 and the rest of the file for nothing."""
    write_mot(exported.measured(hidden=(slice(40, 44), "right_ankle")), tmp_path / "angles.mot")
    _, time_s, angle_deg = exported.read_mot(tmp_path / "angles.mot")
    storage = exported.opensim().Storage(str(tmp_path / "angles.mot"))
    assert len(time_s) == storage.getSize() == 476
    assert np.isfinite(angle_deg).all()
    assert np.diff(time_s).max() == pytest.approx(5 / 60, abs=2e-6)


def test_an_angle_that_is_never_known_is_left_out(tmp_path: Path) -> None:
    write_mot(exported.measured(hidden=(slice(None), "left_toe")), tmp_path / "angles.mot")
    names, time_s, angle_deg = exported.read_mot(tmp_path / "angles.mot")
    assert len(names) == 11 and len(time_s) == 480
    assert not {"left_foot_angle_deg", "left_ankle_dorsiflexion_deg"} & set(names)
    assert np.isfinite(angle_deg).all()


def test_without_one_whole_frame_nothing_is_written(tmp_path: Path) -> None:
    analysis = exported.measured(hidden=(slice(0, 240), "left_knee"))
    assert analysis.joints is not None
    hidden = exported.without(analysis.joints, slice(240, 480), "right_knee")
    with pytest.raises(CannotExport, match="whole body"):
        write_mot(replace(analysis, joints=hidden), tmp_path / "angles.mot")
    assert not list(tmp_path.iterdir())
