"""Poses as the toolbox movement has them."""

import os
import subprocess
import sys
from pathlib import Path

import exported
import numpy as np
import pytest
from scipy.io import netcdf_file

from vision.datatypes import Analysis, Track
from vision.exports.netcdf import write_netcdf

MOVEMENT = "movement==0.15.0"
LOADING = """
import sys
import numpy as np
import xarray as xr
from movement.kinematics import compute_velocity
from movement.validators.datasets import ValidPosesInputs

dataset = xr.open_dataset(sys.argv[1])
ValidPosesInputs.validate(dataset)
expected = np.load(sys.argv[2])
assert dataset.position.dims == ("time", "space", "keypoints", "individuals")
np.testing.assert_array_equal(dataset.position.values[..., 0].swapaxes(1, 2), expected["raw_px"])
np.testing.assert_array_equal(dataset.confidence.values[..., 0], expected["confidence"])
np.testing.assert_array_equal(dataset.time.values, expected["time_s"])
assert dataset.keypoints.values.tolist() == expected["names"].tolist()
assert dataset.individuals.values.tolist() == ["runner"]
assert dataset.attrs["ds_type"] == "poses" and dataset.attrs["time_unit"] == "seconds"
velocity = compute_velocity(dataset.position)
assert np.isfinite(velocity.sel(keypoints="left_hip").values).all()
"""


@pytest.fixture
def written(tmp_path: Path) -> tuple[Path, Track]:
    analysis: Analysis = exported.measured()
    write_netcdf(analysis, tmp_path / "poses.nc")
    assert analysis.track is not None
    return tmp_path / "poses.nc", analysis.track


def words(file: netcdf_file, name: str) -> list[str]:
    return [b"".join(row).rstrip(b"\0").decode() for row in file.variables[name][:]]


def test_every_value_comes_back(written: tuple[Path, Track]) -> None:
    path, track = written
    with netcdf_file(path, mmap=False) as file:
        position, confidence = file.variables["position"], file.variables["confidence"]
        assert position.dimensions == ("time", "space", "keypoints", "individuals")
        assert confidence.dimensions == ("time", "keypoints", "individuals")
        np.testing.assert_array_equal(position[:, 0, :, 0], track.raw_px[..., 0])
        np.testing.assert_array_equal(position[:, 1, :, 0], track.raw_px[..., 1])
        np.testing.assert_array_equal(confidence[..., 0], track.confidence)
        np.testing.assert_array_equal(file.variables["time"][:], track.time_s)
        assert np.isnan(position[40:44, :, 27, 0]).all()


def test_names_and_facts_are_those_of_the_layout(written: tuple[Path, Track]) -> None:
    path, track = written
    with netcdf_file(path, mmap=False) as file:
        assert words(file, "space") == ["x", "y"]
        assert words(file, "keypoints") == list(track.skeleton.landmarks)
        assert words(file, "individuals") == ["runner"]
        assert (file.ds_type, file.time_unit, file.source_software) == (b"poses", b"seconds", b"Midstance")
        assert file.source_file.decode() == "easy run <3 & shoes.mp4"
        assert file.fps == pytest.approx(60, rel=1e-12)


@pytest.mark.slow
def test_movement_itself_reads_it(written: tuple[Path, Track], tmp_path: Path) -> None:
    """In an environment of its own: it needs a hundred packages that nothing else here does."""
    path, track = written
    python = tmp_path / "movement" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "movement")], check=True)
    install = [str(python), "-m", "pip", "install", "--quiet", "--only-binary", ":all:", MOVEMENT]
    installed = subprocess.run(install, capture_output=True, text=True)
    if installed.returncode:
        why = f"{MOVEMENT} cannot be installed here: {installed.stderr.strip().splitlines()[-1]}"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(why)
    expected = {"raw_px": track.raw_px, "confidence": track.confidence, "time_s": track.time_s}
    np.savez(tmp_path / "expected.npz", names=np.array(track.skeleton.landmarks), **expected)
    loading = [str(python), "-c", LOADING, str(path), str(tmp_path / "expected.npz")]
    loaded = subprocess.run(loading, capture_output=True, text=True, env={"HOME": str(tmp_path)})
    assert loaded.returncode == 0, loaded.stderr
