"""The first moments of a clip are decoded once if they fit into memory, and let go once they were given."""

import weakref
from fractions import Fraction

import numpy as np
import pytest
from made_clips import lively_picture, make_clip, read_number

from vision import opening
from vision.datatypes import Window
from vision.opening import Opening
from vision.video import Video, open_video

FRAMES = 60
FRAME_BYTES = 1.5 * 160 * 96


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Video:
    return open_video(make_clip(tmp_path_factory.mktemp("opening") / "a.mp4", ticks=range(FRAMES)))


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Indices of all frames, in the order in which they were decoded."""
    indices = []
    frame_of = Video._frame

    def noted(self, index, picture):
        indices.append(index)
        return frame_of(self, index, picture)

    monkeypatch.setattr(Video, "_frame", noted)
    return indices


def numbers(frames) -> list[int]:
    return [read_number(frame.image) for frame in frames]


def test_the_first_moments_are_decoded_once(video, decoded):
    first = Opening.of(video)
    samples = numbers(first.samples())
    assert samples == sorted({*range(0, 37, 6), *range(1, 38, 6)})
    assert numbers(first.frames()) == list(range(FRAMES))
    assert decoded == list(range(FRAMES))


def test_who_asks_again_is_given_the_same(video):
    first = Opening.of(video)
    for asked in (first.samples, first.frames):
        assert numbers(asked()) == numbers(asked())


def test_what_is_too_large_to_be_held_is_decoded_again(video, decoded):
    first = Opening.of(video, held_bytes=20 * FRAME_BYTES)
    before = len(decoded)
    assert numbers(first.samples())[:4] == [0, 1, 6, 7]
    assert len(decoded) == before  # those that are looked at are kept
    assert numbers(first.frames()) == list(range(FRAMES))
    assert len(decoded) == before + FRAMES


def test_nothing_is_kept_of_what_was_given(video):
    """A decoder's memory is given back with the last of its pictures."""
    first = Opening.of(video, held_bytes=0)
    given = [weakref.ref(frame.picture) for frame in first.samples()]
    assert given and not any(picture() for picture in given)


def test_a_clip_within_a_larger_picture_is_what_is_given(video, monkeypatch):
    window = Window(20, 10, 120, 64)
    monkeypatch.setattr(opening, "inner_window", lambda _: window)
    first = Opening.of(video)
    assert first.clip.info.window == window
    whole = next(video.frames()).image
    for frames in (first.samples(), first.frames()):
        assert np.array_equal(next(frames).image, whole[window.slices])


def test_a_clip_of_a_moment_is_all_opening(tmp_path):
    short = open_video(
        make_clip(tmp_path / "short.mp4", ticks=range(7), time_base=Fraction(1, 30), draw=lively_picture)
    )
    first = Opening.of(short)
    assert [frame.index for frame in first.samples()] == [0, 1, 6]
    assert [frame.index for frame in first.frames()] == list(range(7))
