"""The first look at a video, a few frames a second, and the one at every frame, which gives landmarks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vision.camera import FramePair, background_speed, camera_of
from vision.datatypes import Camera, Footage, Frame, Landmarks, Region, Regions
from vision.footage import Watch
from vision.inset import inner_window
from vision.landmarks import PoseEstimator
from vision.lines import FrameEdges, straight_edges
from vision.occlusion import Stills, hidden_parts
from vision.persons import at_once, choose_runner, link_persons, sample_frames
from vision.progress import Progress, counted
from vision.side_by_side import side_by_side
from vision.thinning import thinned, with_frames_between
from vision.video import Video

EDGE_FRAMES = 3
SEAM_FRAMES = slice(5, 13)
"""Of those in which people are looked for: from 1.0 to 2.4 s, after a fade and before much is decoded."""


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """Where the runner is in every frame, whether the camera stands still, and some frames' edges."""

    runner: Regions
    camera: Camera
    edges: tuple[FrameEdges, ...] = ()
    persons: int = 1  # in the picture together, the runner among them


def without_surround(video: Video) -> Video:
    """The clip itself, where it was laid into a larger picture."""
    samples = sample_frames(video.time_s)
    looked_at = samples[SEAM_FRAMES] if len(samples) >= SEAM_FRAMES.stop else samples
    return video.within(inner_window([frame.image for frame in video.sample(looked_at)]))


def survey_video(video: Video, estimator: PoseEstimator, *, progress: Progress) -> Survey:
    """Look at a sample of the video's frames, and at some neighbours for the camera's motion.

    Raises CannotMeasure when there is nobody to measure.
    """
    samples = sample_frames(video.time_s)
    edges_at = frozenset(edge_frames(samples).tolist())

    def look(moment: tuple[Frame, Frame | None]) -> _Sighting:
        frame, after = moment
        persons = estimator.detect(frame.image)
        speed = background_speed(FramePair(frame, after, persons)) if after else float("nan")
        if frame.index not in edges_at:
            return _Sighting(frame.time_s, persons, speed)
        edges = FrameEdges(frame.index, straight_edges(frame.image), persons)
        return _Sighting(frame.time_s, persons, speed, edges)

    moments = counted(_moments(video, samples), len(samples), "find the runner", progress)
    sightings = list(side_by_side(look, moments))

    def probe(regions: Regions) -> Landmarks:
        return estimator.landmarks(video.sample(np.searchsorted(video.time_s, regions.time_s)), regions)

    persons = link_persons([(seen.time_s, seen.persons) for seen in sightings])
    runner = choose_runner(persons, time_s=video.time_s, width=video.info.width, probe=probe)
    camera = camera_of([seen.background_speed for seen in sightings])
    edges = tuple(seen.edges for seen in sightings if seen.edges)
    return Survey(runner, camera, edges, at_once(persons, video.time_s))


@dataclass(frozen=True, slots=True, eq=False)
class _Sighting:
    """What one moment shows; the speed of the background is NaN where it is not known."""

    time_s: float
    persons: tuple[Region, ...]
    background_speed: float
    edges: FrameEdges | None = None


def _moments(video: Video, samples: NDArray[np.intp]) -> Iterator[tuple[Frame, Frame | None]]:
    """Every sampled frame that can be decoded, and the one after it where that can be, too."""
    looked_at = frozenset(samples.tolist())
    waiting: Frame | None = None
    for frame in video.sample(np.union1d(samples, np.minimum(samples + 1, video.info.frames - 1))):
        if waiting:
            yield waiting, frame if frame.index == waiting.index + 1 else None
        waiting = frame if frame.index in looked_at else None
    if waiting:
        yield waiting, None


def look_through(
    frames: Iterable[Frame], survey: Survey, estimator: PoseEstimator
) -> tuple[Landmarks, Footage]:
    """The runner's landmarks in every frame that is looked at, and what the pictures are like; one pass."""
    runner = thinned(survey.runner)
    watch, stills = Watch(survey.runner, persons=survey.persons), Stills(runner)
    landmarks = with_frames_between(estimator.landmarks(watch.frames(stills.frames(frames)), runner))
    hidden = hidden_parts(stills.kept, landmarks, camera=survey.camera)
    return landmarks, replace(watch.footage, hidden=hidden)


def edge_frames(samples: NDArray[np.intp]) -> NDArray[np.intp]:
    """Three of the frames, spread over the clip: what is at one place in two of them stands still."""
    spread = np.linspace(0, len(samples) - 1, EDGE_FRAMES + 2)[1:-1]
    return np.unique(samples[np.round(spread).astype(np.intp)])
