"""The first moments of a clip are decoded once if they fit into memory, and let go once they were given."""

import weakref
from pathlib import Path

import pytest

from tests.vision.made_clips import make_clip
from vision import opening
from vision.opening import Opening
from vision.video import Video, open_video


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Video:
    folder: Path = tmp_path_factory.mktemp("opening")
    return open_video(make_clip(folder / "a.mp4", ticks=range(60)))


@pytest.fixture
def decoded(monkeypatch) -> list[int]:
    starts: list[int] = []
    frames = Video.frames
    monkeypatch.setattr(Video, "frames", lambda self, start=0: starts.append(start) or frames(self, start))
    return starts


def indices(frames) -> list[int]:
    return [frame.index for frame in frames]


def test_people_are_looked_for_in_samples_and_the_frames_after_them(clip):
    fifths = range(0, 37, 6)  # of a second, up to the last look for seams
    assert indices(Opening(clip).samples()) == [index for at in fifths for index in (at, at + 1)]


def test_first_moments_that_fit_are_decoded_once(clip, decoded):
    first = Opening(clip)
    assert indices(first.frames()) == list(range(60))
    assert decoded == [0]
    assert indices(first.frames()) == list(range(60))
    assert decoded == [0, 0]


def test_first_moments_that_do_not_fit_are_decoded_again(clip, decoded, monkeypatch):
    monkeypatch.setattr(opening, "HELD_BYTES", 0)
    assert indices(Opening(clip).frames()) == list(range(60))
    assert decoded == [0, 0]


def test_nothing_is_kept_of_what_was_given(clip, monkeypatch):
    """A decoder's memory is given back with the last of its pictures."""
    monkeypatch.setattr(opening, "HELD_BYTES", 0)
    first = Opening(clip)
    given = [weakref.ref(frame.picture) for frame in first.samples()]
    assert given and not any(picture() for picture in given)
