"""TRC as OpenSim's own library reads it."""

from dataclasses import replace
from pathlib import Path

import exported
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from vision.datatypes import Floats
from vision.errors import CannotExport
from vision.exports.markers import markers_of
from vision.exports.measured import Measured
from vision.exports.trc import write_trc

PRINTED_MM = 0.0005 + 1e-9


def test_opensim_reads_every_marker_where_it_is(tmp_path: Path) -> None:
    analysis = exported.measured()
    write_trc(analysis, tmp_path / "markers.trc")
    names, time_s, place_mm = exported.read_trc(tmp_path / "markers.trc")
    markers = markers_of(Measured.of(analysis))
    assert names == markers.names
    np.testing.assert_allclose(time_s, markers.time_s, atol=1e-6)
    np.testing.assert_allclose(place_mm, 1000 * markers.position_m, atol=PRINTED_MM)
    assert np.isnan(place_mm[40:44, names.index("right_ankle")]).all()


def test_the_older_reader_of_opensim_reads_it_too(tmp_path: Path) -> None:
    write_trc(exported.measured(), tmp_path / "markers.trc")
    data = exported.opensim().MarkerData(str(tmp_path / "markers.trc"))
    assert (data.getNumFrames(), data.getUnits().getLabel()) == (480, "millimeters")
    assert data.getDataRate() == pytest.approx(60)
    ankle = data.getMarkerNames().findIndex("right_ankle")
    assert np.isnan(data.getFrame(41).getMarker(ankle).to_numpy()).all()
    assert np.isfinite(data.getFrame(44).getMarker(ankle).to_numpy()).all()


def test_uneven_times_become_a_constant_rate(tmp_path: Path) -> None:
    time_s = np.arange(100) / 30 + np.resize([0, 0.006, -0.004], 100)
    write_trc(exported.retimed(exported.measured(), time_s), tmp_path / "markers.trc")
    _, read_s, _ = exported.read_trc(tmp_path / "markers.trc")
    assert np.ptp(np.diff(read_s)) < 3e-6
    rate_hz = float((tmp_path / "markers.trc").read_text().splitlines()[2].split("\t")[0])
    assert rate_hz == pytest.approx(1 / np.diff(read_s).mean(), rel=1e-5)


@given(px=arrays(np.float64, (3, 33, 2), elements=st.floats(-5000, 5000) | st.just(np.nan)))
@settings(deadline=None, max_examples=25)
def test_whatever_is_known_comes_back(px: Floats, tmp_path_factory: pytest.TempPathFactory) -> None:
    px[:, [23, 24]] = [[480, 300], [480, 302]]  # hips, or there is no origin
    analysis = exported.retimed(exported.measured(), np.arange(3) / 60)
    assert analysis.joints is not None
    analysis = replace(analysis, joints=replace(analysis.joints, position_px=px))
    path = tmp_path_factory.mktemp("trc") / "markers.trc"
    write_trc(analysis, path)
    _, _, place_mm = exported.read_trc(path)
    expected = 1000 * markers_of(Measured.of(analysis)).position_m
    np.testing.assert_allclose(place_mm, expected, rtol=1e-12, atol=PRINTED_MM)


def test_without_a_scale_nothing_is_written(tmp_path: Path) -> None:
    analysis = exported.measured()
    assert analysis.scene is not None
    with pytest.raises(CannotExport, match="height or speed"):
        write_trc(replace(analysis, scene=replace(analysis.scene, scale=None)), tmp_path / "markers.trc")
    assert not list(tmp_path.iterdir())
