"""The sample clips are the ones that the manifest describes."""

import hashlib
import tomllib
from pathlib import Path

import pytest

from vision import open_video

FOLDER = Path(__file__).parents[1] / "sample_videos"
CLIPS = tomllib.loads((FOLDER / "manifest.toml").read_text(encoding="utf-8"))["clip"]


@pytest.fixture(params=CLIPS, ids=lambda clip: clip["file"])
def clip(request):
    return request.param


def test_every_clip_is_described():
    assert {path.name for path in FOLDER.glob("*.mp4")} == {clip["file"] for clip in CLIPS}


def test_a_clip_is_the_one_described(clip):
    content = (FOLDER / clip["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == clip["sha256"]
    assert len(content) < 2**20
    info = open_video(FOLDER / clip["file"]).info
    assert (info.width, info.height, info.frames) == (clip["width"], clip["height"], clip["frames"])
    assert info.container_fps == pytest.approx(clip["fps"])


def test_its_truth_agrees_with_itself(clip):
    mean = clip["mean"]
    assert 60 / mean["cadence_spm"] == pytest.approx(mean["contact_time_s"] + mean["flight_time_s"], abs=3e-3)
    assert clip["speed_mps"] * 60 / mean["cadence_spm"] == pytest.approx(mean["step_length_m"], abs=5e-3)
    contacts = sorted(clip["initial_contacts_s"]["left"] + clip["initial_contacts_s"]["right"])
    span = contacts[-1] - contacts[0]
    assert 60 * (len(contacts) - 1) / span == pytest.approx(mean["cadence_spm"], abs=0.5)
    assert 0 <= contacts[0] < contacts[-1] < clip["frames"] / clip["fps"]


def test_source_licence_and_trap_are_told(clip):
    assert clip["licence"] == "Apache-2.0"
    assert clip["shows"]
    assert clip["traps"]
