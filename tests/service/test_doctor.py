import sys

import pytest

from service import doctor
from vision import missing_networks

needs_networks = pytest.mark.skipif(bool(missing_networks()), reason="the pose networks are not cached")


def test_missing_networks_come_with_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("MIDSTANCE_NETWORKS", str(tmp_path))
    checks = {check.name: check for check in doctor.examine()}
    assert "heavy" in checks["networks"].found
    assert "midstance doctor --fetch" in checks["networks"].advice
    assert "engine" not in checks


def test_a_damaged_network_is_missing(monkeypatch, tmp_path):
    monkeypatch.setenv("MIDSTANCE_NETWORKS", str(tmp_path))
    (tmp_path / "pose_landmark_heavy.tflite").write_bytes(b"damaged")
    assert "heavy" in missing_networks()


@needs_networks
def test_a_machine_that_lacks_nothing_gets_no_advice():
    checks = list(doctor.examine())
    assert [check.name for check in checks if check.advice] == []
    assert checks[-1].name == "engine"


@needs_networks
def test_networks_that_are_there_are_not_fetched(monkeypatch):
    fetched = []
    monkeypatch.setattr(doctor, "network", fetched.append)
    doctor.fetch_networks()
    assert fetched == []


def test_networks_that_are_missing_are_fetched(monkeypatch, tmp_path):
    monkeypatch.setenv("MIDSTANCE_NETWORKS", str(tmp_path))
    fetched = []
    monkeypatch.setattr(doctor, "network", fetched.append)
    doctor.fetch_networks()
    assert set(fetched) == {"detector", "lite", "full", "heavy"}


@pytest.mark.skipif(sys.platform != "linux", reason="seccomp is Linux's")
def test_it_says_who_keeps_analyses_from_the_network():
    checks = {check.name: check for check in doctor.examine()}
    assert checks["network"].found.endswith("the kernel refuses them sockets")


def test_missing_codecs_come_with_what_to_do(monkeypatch):
    monkeypatch.setattr(doctor, "DECODERS", ("h264", "hologram"))
    checks = {check.name: check for check in doctor.examine()}
    assert checks["codecs"].found == "without hologram"
    assert "pip install av" in checks["codecs"].advice
