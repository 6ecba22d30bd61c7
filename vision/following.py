"""The runner in every frame of a video, where possible in the same pass as the first look.

The landmark network needs to know where the runner is before it sees a frame, and a place is sure only when
the next few samples have been looked at. Of one who stays where they are, frames are held that long and then
looked at, so that the clip is decoded once; of each only what is around the runner. Where that does not work
out, the clip is read again.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vision.datatypes import Floats, Footage, Frame, Landmarks, PersonPlace, Region, Regions, Window
from vision.footage import RUNNER_SHARE, Watch
from vision.landmarks import PoseEstimator
from vision.memory import give_back
from vision.occlusion import Stills, hidden_parts
from vision.opening import Opening
from vision.persons import (
    BRIDGE_S,
    SAMPLE_S,
    SETTLED_AFTER,
    SMOOTHED_FROM,
    Person,
    as_regions,
    every_frame,
    prominence,
    rows_of,
)
from vision.pictures import NotKept
from vision.progress import Progress, counted, never_back
from vision.side_by_side import WORKERS
from vision.survey import FirstLook, Survey
from vision.thinning import looked_at, thinned, with_frames_between
from vision.video import Video

FOLLOWING_BYTES = 500e6
"""Memory for what is held of the frames, 0.4 GB in a clip of 1080p at 240 frames a second, and for pictures
in hand meanwhile. From half of it on no more is held than has to be, though one moment is then looked at at a
time. The opening's frames move over one by one, cut smaller, so that both together take no more than this;
parts in RGB may be twice as large."""

DECODED_AT_ONCE = 10
"""Whole pictures in the decoder and on their way through the first look, some of them in RGB as well."""

HELD_S = (SETTLED_AFTER + 1) * SAMPLE_S
"""A place is sure that long after its frame came, and what takes a sample to be looked at."""

SLACK = 1.1
"""Times what has to be held, frames that may be held where memory is short: while a moment is looked at, two
of 4K come in, and more where others use the processor."""

NEAR = 0.15
"""Sizes of the region by which the runner may get away from the last sightings until the place is sure: 0.3 m
in half a second."""

ROAM = 0.25
"""Sizes of the region by which the runner may move away from the first place, and grow or shrink."""

MISTAKES = 3  # sightings whose median is not moved by a single mistake
_RECENT = 16  # samples that a place is worked out from; more than any smoothing reaches


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """All that the pictures of a clip show."""

    survey: Survey
    landmarks: Landmarks
    footage: Footage


def look_at(
    opening: Opening,
    estimator: PoseEstimator,
    *,
    progress: Progress,
    person: PersonPlace | None = None,
    held_bytes: float = FOLLOWING_BYTES,
) -> Sight:
    """Find the runner, or the `person` who is pointed at, and the landmarks in every frame that is looked at.

    Who is pointed at is known only when everybody was found, so the clip is then read twice. Raises
    CannotMeasure when there is nobody to measure.
    """
    progress = never_back(progress)
    with FirstLook(opening.clip, estimator, person=person) as look:
        with suppress(_NotFollowed, NotKept):
            if person is None:
                return _in_one_pass(opening, look, estimator, progress, held_bytes)
        look.take_rest(progress)
        return look_again(opening.clip, look.survey, estimator, progress=progress)


def look_again(clip: Video, survey: Survey, estimator: PoseEstimator, *, progress: Progress) -> Sight:
    """The same when the runner has been found."""
    runner, count = survey.runner, clip.info.frames
    stills, watch = Stills.of(runner, looked_at(runner.time_s)), Watch(runner)
    frames = watch.frames(stills.frames(counted(clip.frames(), count, "landmarks", progress)))
    return _together(survey, _landmarks(frames, runner, estimator), watch.footage, stills)


class _NotFollowed(Exception):
    """The clip has to be read again."""


def _in_one_pass(
    opening: Opening, look: FirstLook, estimator: PoseEstimator, progress: Progress, held_bytes: float
) -> Sight:
    clip, all_frames = opening.clip, opening.frames()  # let go of where nobody can be followed
    look.take_all(counted(opening.samples(), 2 * SMOOTHED_FROM, "find the runner", progress))
    look.finish()
    give_back()
    following = _Following(clip, look, whole_pictures=estimator.whole_pictures, held_bytes=held_bytes)
    stills = Stills.near(following.home, looked_at(clip.time_s), roam=ROAM)
    watch = Watch(following.runner)
    coming = watch.whole(stills.frames(all_frames))
    frames = counted(following.frames(coming), clip.info.frames, "landmarks", progress)
    landmarks = _landmarks(watch.runner(frames), following.runner, estimator)
    return _together(look.survey, landmarks, watch.footage, stills)


def _landmarks(frames: Iterable[Frame], runner: Regions, estimator: PoseEstimator) -> Landmarks:
    return with_frames_between(estimator.landmarks(thinned(frames, runner.time_s), runner))


def _together(survey: Survey, landmarks: Landmarks, footage: Footage, stills: Stills) -> Sight:
    hidden = hidden_parts(stills.within(survey.runner), landmarks, camera=survey.camera)
    footage = replace(footage, persons=survey.persons, hidden=hidden, background=survey.background)
    return Sight(survey, landmarks, footage)


class _Following:
    """Frames of a video, each given when it is sure where the runner is in it.

    `runner` holds the places that are sure so far, and all of them after the last frame: who takes the
    frames looks a place up when its frame comes. Raises _NotFollowed when nobody is there for long enough.
    """

    def __init__(self, clip: Video, look: FirstLook, *, whole_pictures: bool, held_bytes: float) -> None:
        n = len(clip.time_s)
        self.runner = Regions(clip.time_s, np.full((n, 2), np.nan), np.full(n, np.nan), np.full(n, np.nan))
        self._look, self._whole, self._most_bytes = look, whole_pictures, held_bytes
        self._looked_at = looked_at(clip.time_s)
        self._bytes = 0
        self._held: deque[Frame] = deque()
        self._least = HELD_S * n / clip.info.duration_s  # frames that have to be held
        self._sure = 0  # rows of the runner that are
        self._person = self._first_person(clip.info.width)

    @property
    def home(self) -> Region:
        """Where the runner is at first."""
        return self._person[0][1]

    def frames(self, coming: Iterable[Frame]) -> Iterator[Frame]:
        """All frames in order. Raises _NotFollowed, at last where somebody else proves to be the runner."""
        for frame in coming:
            self._look.take(frame, at_once=1 if self._crowded(_in_hand(frame)) else WORKERS)
            self._settle()
            yield from self._sure_ones()
            if frame.index < self._sure:
                yield frame
            else:
                self._hold(frame)
        self._conclude(self._look.survey.runner)
        yield from self._sure_ones()

    def _sure_ones(self) -> Iterator[Frame]:
        while self._held and self._held[0].index < self._sure:
            self._bytes -= self._held[0].picture.stored_bytes
            yield self._held.popleft()

    def _hold(self, frame: Frame) -> None:
        """Keep what is needed of the frame until it is sure where the runner is."""
        in_hand = _in_hand(frame)
        if self._whole:
            frame = frame.alone()
        else:
            gray = not self._looked_at[frame.index]
            frame = replace(frame, picture=frame.picture.part(self._surroundings(gray=gray), gray=gray))
        self._held.append(frame)
        self._bytes += frame.picture.stored_bytes
        late = self._crowded(in_hand) and len(self._held) > SLACK * self._least
        if late or self._bytes + in_hand > self._most_bytes:
            self._look.finish()
            self._settle()
        unsure = self._bytes / len(self._held) * max(self._least, frame.index + 1 - self._sure)
        if unsure + in_hand > self._most_bytes:
            raise _NotFollowed

    def _crowded(self, in_hand: float) -> bool:
        return self._bytes + in_hand > self._most_bytes / 2

    def _surroundings(self, *, gray: bool) -> Window:
        """Where the runner's square may be until the place is sure, or what a gray picture shows of it."""
        last = as_regions(self._person[-MISTAKES:])
        center_px, size_px = np.median(last.center_px, axis=0), last.size_px.max()
        turned = np.abs(last.rotation_rad).max()
        reach_px = size_px * (NEAR + (max(RUNNER_SHARE) if gray else (np.cos(turned) + np.sin(turned)) / 2))
        left, top = np.floor(center_px - reach_px).astype(int).tolist()
        side = int(np.ceil(2 * reach_px))
        return Window(left, top, side, side)

    def _first_person(self, width: int) -> Person:
        """The most prominent one of those who are seen for long enough."""
        known = [person for person in self._look.persons if len(person) >= SMOOTHED_FROM]
        if not known:
            raise _NotFollowed
        return max(known, key=lambda person: prominence(as_regions(person), width))

    def _settle(self) -> None:
        """Lay the squares that further sightings do not change."""
        settled_s, _ = self._person[-1 - SETTLED_AFTER]
        rows = np.arange(self._sure, np.searchsorted(self.runner.time_s, settled_s))
        if not len(rows):
            return
        recent = as_regions(self._person[-_RECENT:])
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
        self._sure = len(runner.time_s)

    def _lay(self, rows: NDArray[np.intp], regions: Regions) -> None:
        for to, those in zip(_columns(self.runner), _columns(regions), strict=True):
            to[rows] = those


def _in_hand(frame: Frame) -> float:
    """Bytes of whole pictures."""
    return DECODED_AT_ONCE * frame.picture.stored_bytes


def _columns(regions: Regions) -> tuple[Floats, Floats, Floats]:
    return regions.center_px, regions.size_px, regions.rotation_rad
