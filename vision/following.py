"""The runner in every frame of a video, where possible in the same pass as the first look.

The landmark network needs to know where the runner is before it sees a frame, and a place is sure only when
the next few samples have been looked at. Of one who stays where they are, frames are held that long and then
looked at, so that the clip is decoded once. Where that does not work out, the clip is read again.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vision.datatypes import Floats, Footage, Frame, Landmarks, Region, Regions
from vision.footage import Watch
from vision.landmarks import PoseEstimator
from vision.occlusion import Stills, hidden_parts
from vision.persons import (
    BRIDGE_S,
    SETTLED_AFTER,
    SMOOTHED_FROM,
    Person,
    as_regions,
    every_frame,
    prominence,
    rows_of,
)
from vision.progress import Progress, counted, never_back
from vision.survey import FirstLook, Survey
from vision.thinning import looked_at, thinned, with_frames_between
from vision.video import Video

HELD_BYTES = 300e6
"""Memory for the frames that are held, 96 of 1080p; 1.4 s at 60 frames a second are 84."""

HELD_S = 1.4
"""Six samples, and those that are being looked at."""

ROAM = 0.25
"""Sizes of the region by which the runner may move away from the first place, and grow or shrink."""

_RECENT = 16  # samples that a place is worked out from; more than any smoothing reaches


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """All that the pictures of a clip show."""

    survey: Survey
    landmarks: Landmarks
    footage: Footage


def look_at(video: Video, estimator: PoseEstimator, *, progress: Progress) -> Sight:
    """Find the runner and the landmarks in every frame that is looked at.

    Raises CannotMeasure when there is nobody to measure.
    """
    progress = never_back(progress)
    with FirstLook(video, estimator) as look:
        with suppress(_NotFollowed):
            return _in_one_pass(video, look, estimator, progress)
        look.take_rest(progress)
        return look_again(video, look.survey, estimator, progress=progress)


def look_again(video: Video, survey: Survey, estimator: PoseEstimator, *, progress: Progress) -> Sight:
    """The same when the runner has been found."""
    stills = Stills.of(survey.runner, looked_at(video.time_s))
    frames = counted(video.frames(), video.info.frames, "landmarks", progress)
    landmarks, footage = _through(frames, survey.runner, stills, estimator)
    return _together(survey, landmarks, footage, stills)


class _NotFollowed(Exception):
    """The clip has to be read again."""


def _in_one_pass(video: Video, look: FirstLook, estimator: PoseEstimator, progress: Progress) -> Sight:
    progress("find the runner", 0.0)
    following = _Following(video, look)
    stills = Stills.near(following.home, looked_at(video.time_s), roam=ROAM)
    progress("find the runner", 1.0)
    frames = counted(following.frames(), video.info.frames, "landmarks", progress)
    landmarks, footage = _through(frames, following.runner, stills, estimator)
    return _together(look.survey, landmarks, footage, stills)


def _through(
    frames: Iterable[Frame], runner: Regions, stills: Stills, estimator: PoseEstimator
) -> tuple[Landmarks, Footage]:
    """The runner's landmarks, and what the pictures are like."""
    watch = Watch(runner)
    seen = thinned(watch.frames(stills.frames(frames)), runner.time_s)
    return with_frames_between(estimator.landmarks(seen, runner)), watch.footage


def _together(survey: Survey, landmarks: Landmarks, footage: Footage, stills: Stills) -> Sight:
    hidden = hidden_parts(stills.within(survey.runner), landmarks, camera=survey.camera)
    footage = replace(footage, persons=survey.persons, hidden=hidden, background=survey.background)
    return Sight(survey, landmarks, footage)


class _Following:
    """Frames of a video, each given when it is sure where the runner is in it.

    `runner` holds the places that are sure so far, and all of them after the last frame: who takes the
    frames looks a place up when its frame comes. Raises _NotFollowed when nobody is there for long enough.
    """

    def __init__(self, video: Video, look: FirstLook) -> None:
        n, info = len(video.time_s), video.info
        self.runner = Regions(video.time_s, np.full((n, 2), np.nan), np.full(n, np.nan), np.full(n, np.nan))
        self._look, self._width = look, info.width
        self._coming = video.frames()
        self._held: deque[Frame] = deque()
        self._least = HELD_S * n / info.duration_s  # frames that have to be held
        self._sure = 0  # rows of the runner that are
        self._person = self._first_person()
        self._settle()

    @property
    def home(self) -> Region:
        """Where the runner is at first."""
        return self._person[0][1]

    def frames(self) -> Iterator[Frame]:
        """All frames in order. Raises _NotFollowed, at last where somebody else proves to be the runner."""
        while self._take():
            self._settle()
            while self._held and self._held[0].index < self._sure:
                yield self._held.popleft()
        self._conclude(self._look.survey.runner)
        yield from self._held

    def _take(self) -> bool:
        frame = next(self._coming, None)
        if frame is None:
            return False
        self._held.append(frame)
        if max(len(self._held), self._least) * frame.picture.stored_bytes > HELD_BYTES:
            raise _NotFollowed
        self._look.take(frame)
        return True

    def _first_person(self) -> Person:
        """The most prominent one of those who are seen for long enough first."""
        while self._take():
            known = [person for person in self._look.persons if len(person) >= SMOOTHED_FROM]
            if known:
                return max(known, key=lambda person: prominence(as_regions(person), self._width))
        raise _NotFollowed

    def _settle(self) -> None:
        """Lay the squares that further sightings do not change."""
        recent = as_regions(self._person[-_RECENT:])
        rows = np.arange(self._sure, np.searchsorted(self.runner.time_s, recent.time_s[-1 - SETTLED_AFTER]))
        if not len(rows):
            return
        self._lay(rows, every_frame(recent, self.runner.time_s[rows]))
        self._sure = int(rows[-1]) + 1
        away = np.hypot(*(recent.center_px - self.home.center_px).T).max() / self.home.size_px
        growth = np.abs(np.log(recent.size_px / self.home.size_px)).max()
        if max(away, growth) > ROAM or np.diff(recent.time_s).max() > BRIDGE_S:
            raise _NotFollowed

    def _conclude(self, runner: Regions) -> None:
        """Take the rest of the places from the whole survey, which has to agree with those given."""
        for given, found in zip(_columns(self.runner), _columns(runner), strict=True):
            if not np.allclose(given[: self._sure], found[: self._sure], rtol=0, atol=1e-6, equal_nan=True):
                raise _NotFollowed
        rest = np.arange(self._sure, len(runner.time_s))
        self._lay(rest, rows_of(runner, rest))

    def _lay(self, rows: NDArray[np.intp], regions: Regions) -> None:
        for to, those in zip(_columns(self.runner), _columns(regions), strict=True):
            to[rows] = those


def _columns(regions: Regions) -> tuple[Floats, Floats, Floats]:
    return regions.center_px, regions.size_px, regions.rotation_rad
