"""The first look at a video: who is in a few frames a second, and whether the camera stands still."""

from collections import deque
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from vision.camera import Backdrop, BackgroundStep, background_motion, background_step, camera_of
from vision.datatypes import BackgroundMotion, Camera, Frame, Landmarks, PersonPlace, Region, Regions
from vision.landmarks import PoseEstimator
from vision.lines import FrameEdges, straight_edges
from vision.persons import Person, as_regions, at_once, choose_runner, join, sample_frames
from vision.progress import Progress, counted
from vision.side_by_side import WORKERS
from vision.video import Video

EDGE_FRAMES = 3
THOROUGH_EVERY = 3
"""Small persons beside a large one are looked for in every third sample: 0.6 s are still bridged."""


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """Where the runner is in every frame, whether the camera stands still, and some frames' edges."""

    runner: Regions
    camera: Camera
    edges: tuple[FrameEdges, ...] = ()
    persons: int = 1  # in the picture together, the runner among them
    background: BackgroundMotion | None = None


def survey_video(video: Video, estimator: PoseEstimator, *, progress: Progress) -> Survey:
    """Look at a sample of the video's frames, and at some neighbours for the camera's motion.

    Raises CannotMeasure when there is nobody to measure.
    """
    with FirstLook(video, estimator) as look:
        look.take_rest(progress)
        return look.survey


@dataclass(frozen=True, slots=True, eq=False)
class _Sighting:
    """What one moment shows; how the background moves is None where it is not known."""

    time_s: float
    persons: tuple[Region, ...]
    background: BackgroundStep | None
    edges: FrameEdges | None = None


class FirstLook:
    """Looks at the sampled ones of the frames that it is given, a few at a time; a context manager."""

    def __init__(self, video: Video, estimator: PoseEstimator, *, person: PersonPlace | None = None) -> None:
        self.persons: list[Person] = []
        self._video, self._estimator, self._told = video, estimator, person
        self._samples = sample_frames(video.time_s)
        self._turn = {int(index): turn for turn, index in enumerate(self._samples)}
        self._edges_at = frozenset(edge_frames(self._samples).tolist())
        self._next = 0
        self._waiting: Frame | None = None
        self._looks: deque[Future[_Sighting]] = deque()
        self._sightings: list[_Sighting] = []
        self._pool = ThreadPoolExecutor(WORKERS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def take(self, frame: Frame, *, at_once: int = WORKERS) -> None:
        """Take the next frame in ascending order; waits while so many moments are being looked at.

        Frames that were taken before, or left out, are passed over.
        """
        if frame.index < self._next:
            return
        if self._waiting is not None:
            self.finish(but=at_once - 1)
            self._hand_over(frame)
        self._next = frame.index + 1
        self._waiting = frame if frame.index in self._turn else None
        while self._looks and self._looks[0].done():
            self._note()

    def take_all(self, frames: Iterable[Frame]) -> None:
        """Take frames of which none is kept: a decoder's memory is given back with its last picture."""
        for frame in frames:
            self.take(frame)

    def finish(self, *, but: int = 0) -> None:
        """Wait for all that is being looked at, but for the last few."""
        while len(self._looks) > but:
            self._note()

    def take_rest(self, progress: Progress) -> None:
        """Take the frames that have not been given yet from the video itself."""
        last = self._video.info.frames - 1
        wanted = np.union1d(self._samples, np.minimum(self._samples + 1, last))
        rest = wanted[wanted >= self._next]
        self.take_all(counted(self._video.sample(rest), len(rest), "find the runner", progress))

    @cached_property
    def survey(self) -> Survey:
        """What all samples show, once they were taken. Raises CannotMeasure when nobody can be measured."""
        self._hand_over(None)
        self._waiting = None
        self.finish()
        video, persons = self._video, [as_regions(person) for person in self.persons]
        runner = choose_runner(
            persons, time_s=video.time_s, width=video.info.width, probe=self._probe, told=self._told
        )
        steps = [seen.background for seen in self._sightings if seen.background]
        background = background_motion(steps, (video.info.width / 2, video.info.height / 2))
        edges = tuple(seen.edges for seen in self._sightings if seen.edges)
        camera = camera_of([step.speed for step in steps])
        return Survey(runner, camera, edges, at_once(persons, video.time_s), background)

    def _hand_over(self, after: Frame | None) -> None:
        """Have the sample that waited looked at, with the frame after it where that could be decoded."""
        if self._waiting is not None:
            neighbour = None
            if after and after.index == self._waiting.index + 1:
                neighbour = Backdrop.of(after.alone())  # its picture need not wait too
            self._looks.append(self._pool.submit(self._look, self._waiting.alone(), neighbour))

    def _look(self, frame: Frame, after: Backdrop | None) -> _Sighting:
        thorough = self._turn[frame.index] % THOROUGH_EVERY == 0
        before = Backdrop.of(frame) if after else None  # while there is no picture in RGB yet
        persons = self._estimator.detect(frame.image, thorough=thorough)
        background = background_step(before, after, persons) if before and after else None
        if frame.index not in self._edges_at:
            return _Sighting(frame.time_s, persons, background)
        edges = FrameEdges(frame.index, straight_edges(frame.image), persons)
        return _Sighting(frame.time_s, persons, background, edges)

    def _note(self) -> None:
        seen = self._looks.popleft().result()
        self._sightings.append(seen)
        join(self.persons, seen.time_s, seen.persons)

    def _probe(self, regions: Regions) -> Landmarks:
        frames = self._video.sample(np.searchsorted(self._video.time_s, regions.time_s))
        return self._estimator.landmarks(frames, regions)


def edge_frames(samples: NDArray[np.intp]) -> NDArray[np.intp]:
    """Three of the frames, spread over the clip: what is at one place in two of them stands still."""
    spread = np.linspace(0, len(samples) - 1, EDGE_FRAMES + 2)[1:-1]
    return np.unique(samples[np.round(spread).astype(np.intp)])
