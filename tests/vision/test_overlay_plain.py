from pathlib import Path

import cv2
import numpy as np

from vision import Window, open_video, plain_pictures

CLIP = Path(__file__).parents[2] / "sample_videos" / "treadmill_forefoot_30fps.mp4"


def decoded(picture):
    return cv2.imdecode(np.frombuffer(picture.jpeg, np.uint8), cv2.IMREAD_COLOR)[..., ::-1].astype(int)


def test_frames_are_those_of_the_clip_at_full_size():
    pictures = plain_pictures(CLIP, (3, 90))
    assert list(pictures) == [3, 90]
    for frame in open_video(CLIP).sample(pictures):
        assert np.abs(decoded(pictures[frame.index]) - frame.image).mean() < 3
        assert pictures[frame.index].time_s == frame.time_s


def test_frames_that_the_clip_does_not_have_are_left_out():
    last = open_video(CLIP).info.frames - 1
    assert list(plain_pictures(CLIP, range(last - 1, last + 3))) == [last - 1, last]
    assert plain_pictures(CLIP, [-1]) == {}


def test_only_the_part_that_was_analysed_is_shown():
    whole, part = (plain_pictures(CLIP, [9], window=window)[9] for window in (None, Window(64, 32, 200, 300)))
    assert decoded(part).shape == (300, 200, 3)
    assert np.abs(decoded(part) - decoded(whole)[32:332, 64:264]).mean() < 3
