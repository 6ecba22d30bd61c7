"""The usual distance of frames, whatever rounds their stamps or is missing between them."""

import numpy as np
import pytest
from synthetic_runner import Runner

from vision import make_track
from vision.datatypes import frame_spacing_s


@pytest.mark.parametrize("fps", [24, 25, 30, 50, 60, 120, 240])
def test_stamps_of_whole_milliseconds_keep_the_frame_rate(fps):
    time_s = np.round(np.arange(5 * fps) / fps, 3)
    assert 1 / frame_spacing_s(time_s) == pytest.approx(fps, rel=1e-3)


def test_missing_frames_and_pauses_do_not_count():
    time_s = np.delete(np.arange(300) / 60, [40, 41, 90, *range(150, 200)])
    assert 1 / frame_spacing_s(time_s) == pytest.approx(60)


def test_a_track_shows_the_frame_rate_of_its_file():
    runner = Runner(duration_s=3.0)
    landmarks = runner.landmarks()
    landmarks.time_s[:] = np.round(landmarks.time_s, 3)
    track = make_track(landmarks)
    assert track.shown_hz == pytest.approx(60, rel=1e-3)
    assert track.frame_rate_hz == pytest.approx(60, rel=1e-3)


def test_of_two_kinds_one_that_occurs_is_taken():
    assert frame_spacing_s(np.array([0.0, 0.03, 1.0])) == pytest.approx(0.03)
