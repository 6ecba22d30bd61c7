"""Real pictures in another order: what was done to them is named, and the cadence stays true."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from vision import Analysis, analyze, missing_networks
from vision.video import VideoWriter, open_video

ROOT = Path(__file__).parents[2]
SAMPLE = "treadmill_forefoot_30fps.mp4"
(CLIP,) = [
    clip
    for clip in tomllib.loads((ROOT / "sample_videos" / "manifest.toml").read_text(encoding="utf-8"))["clip"]
    if clip["file"] == SAMPLE
]
N = CLIP["frames"]


def shown(rows: Sequence[int], path: Path) -> Analysis:
    """The analysis of the sample's frames in this never falling order, 30 a second."""
    if missing_networks():
        pytest.skip("the pose networks are not here")
    with VideoWriter(path, width=CLIP["width"], height=CLIP["height"], crf=18) as writer:
        frames = open_video(ROOT / "sample_videos" / SAMPLE).frames()
        frame = next(frames)
        for k, row in enumerate(rows):
            while frame.index < row:
                frame = next(frames)
            writer.write(frame.image, k / 30)
    return analyze(path, height_cm=CLIP["height_cm"])


ORDERS = {
    "repeated_frames": np.arange(N) - (np.arange(N) % 12 == 5),
    "frozen_frames": np.concatenate([np.arange(60), np.full(36, 59), np.arange(96, N)]),
    "scene_cut": np.delete(np.arange(N), np.arange(70, 82)),
    "dropped_frames": np.delete(np.arange(N), [40, 90, 150, 200]),
}


@pytest.mark.slow
@pytest.mark.parametrize("code", ORDERS)
def test_what_was_done_to_the_pictures_is_named_and_the_cadence_stays_true(code, tmp_path):
    analysis = shown(ORDERS[code].tolist(), tmp_path / "run.mp4")
    assert analysis.quality.verdict == "limited"
    assert {reason.code for reason in analysis.quality.reasons} - {"low_frame_rate", "few_steps"} == {code}
    assert analysis.metrics["cadence_spm"].value == pytest.approx(CLIP["mean"]["cadence_spm"], abs=0.6)
