"""Clips for measuring speed are as long and as fast as they say, and repeat without a leap."""

from pathlib import Path

import numpy as np
import pytest
from speed_clips import Loop, Shape, make_clip

from vision.video import open_video

SAMPLE = Path(__file__).parents[2] / "sample_videos" / "treadmill_right_60fps.mp4"


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return open_video(make_clip(Loop(SAMPLE, 86, 60), Shape(180, 30, 4), tmp_path_factory.mktemp("clips")))


def test_a_clip_has_its_size_rate_and_length(clip):
    assert (clip.info.width, clip.info.height, clip.info.frames) == (320, 180, 120)
    np.testing.assert_allclose(np.diff(clip.time_s), 1 / 30, atol=1e-6)


def test_after_the_loop_it_begins_anew(clip):
    first, again = (frame.image.astype(int) for frame in clip.sample([5, 5 + 43]))
    other = next(clip.sample([15])).image.astype(int)
    assert np.abs(first - again).mean() < 0.2 * np.abs(first - other).mean()
