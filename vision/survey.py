"""The first look at a video, a few frames a second, and the one at every frame, which gives landmarks."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vision.camera import FramePair, background_speed, camera_of
from vision.datatypes import Camera, Footage, Frame, Landmarks, Region, Regions
from vision.footage import Watch
from vision.landmarks import PoseEstimator
from vision.lines import FrameEdges, straight_edges
from vision.occlusion import Stills, hidden_parts
from vision.persons import at_once, choose_runner, link_persons, sample_frames
from vision.progress import Progress, counted
from vision.thinning import thinned, with_frames_between
from vision.video import Video

EDGE_FRAMES = 3


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """Where the runner is in every frame, whether the camera stands still, and some frames' edges."""

    runner: Regions
    camera: Camera
    edges: tuple[FrameEdges, ...] = ()
    persons: int = 1  # in the picture together, the runner among them


def survey_video(video: Video, estimator: PoseEstimator, *, progress: Progress) -> Survey:
    """Look at a sample of the video's frames, and at some neighbours for the camera's motion.

    Raises CannotMeasure when there is nobody to measure.
    """
    samples = sample_frames(video.time_s)
    pairs = np.unique(np.concatenate([samples, np.minimum(samples + 1, video.info.frames - 1)]))
    sightings: list[tuple[float, tuple[Region, ...]]] = []
    speeds: list[float] = []
    edges: list[FrameEdges] = []
    previous: tuple[Frame, tuple[Region, ...]] | None = None
    looked_at = frozenset(samples.tolist())
    edges_at = frozenset(edge_frames(samples).tolist())
    for frame in counted(video.sample(pairs), len(pairs), "find the runner", progress):
        if previous and frame.index == previous[0].index + 1:
            speeds.append(background_speed(FramePair(previous[0], frame, previous[1])))
        if frame.index in looked_at:
            previous = (frame, estimator.detect(frame.image))
            sightings.append((frame.time_s, previous[1]))
        if previous and frame.index in edges_at:
            edges.append(FrameEdges(frame.index, straight_edges(frame.image), previous[1]))

    def probe(regions: Regions) -> Landmarks:
        return estimator.landmarks(video.sample(np.searchsorted(video.time_s, regions.time_s)), regions)

    persons = link_persons(sightings)
    runner = choose_runner(persons, time_s=video.time_s, width=video.info.width, probe=probe)
    return Survey(runner, camera_of(speeds), tuple(edges), at_once(persons, video.time_s))


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
