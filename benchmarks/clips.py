"""Clips with the landmarks that all their analyses start from."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import numpy as np

from vision import (
    Analysis,
    Landmarks,
    Network,
    Settings,
    VideoInfo,
    analyze_landmarks,
    make_estimator,
    open_video,
    survey_video,
)
from vision.datatypes import ASSUMED_VERTICAL, Camera, Vertical
from vision.lines import FrameEdges, straight_edges
from vision.persons import sample_frames
from vision.skeletons import BLAZEPOSE_33
from vision.survey import edge_frames
from vision.thinning import with_frames_between
from vision.vertical import find_vertical
from vision.video import Video

HEAVY = Network("blazepose", "heavy")
"""What all landmarks here come from."""


@dataclass(frozen=True, slots=True, eq=False)
class TrackedClip:
    """A video's landmarks, whether its camera stands still, which way is up, and what its container says."""

    info: VideoInfo
    camera: Camera
    landmarks: Landmarks
    vertical: Vertical = ASSUMED_VERTICAL

    def analyze(self, *, height_cm: float | None = None) -> Analysis:
        """What the product makes of the clip."""
        settings = Settings(height_cm=height_cm)
        return analyze_landmarks(
            with_frames_between(self.landmarks),
            source=self.info,
            camera=self.camera,
            vertical=self.vertical,
            network=HEAVY,
            settings=settings,
        )

    def thinned(self, every: int, phase: int) -> "TrackedClip":
        """The same clip filmed at a lower frame rate: every n-th frame from `phase` on."""
        kept, full = slice(phase, None, every), self.landmarks
        landmarks = Landmarks(full.skeleton, full.time_s[kept], full.position_px[kept], full.confidence[kept])
        frames, fps = len(landmarks.time_s), self.info.container_fps / every
        return replace(self, info=replace(self.info, frames=frames, container_fps=fps), landmarks=landmarks)


def read_clip(video: Path, cache: Path | None) -> TrackedClip:
    """A video with its landmarks, which are taken from the cache folder or left there for the next time."""
    kept = cache / f"{video.stem}.npz" if cache else None
    if kept and kept.is_file():
        with np.load(kept) as saved:
            landmarks = Landmarks(
                BLAZEPOSE_33, saved["time_s"], saved["position_px"], saved["confidence"].astype(float)
            )
            return _with_vertical(open_video(video), cast(Camera, str(saved["camera"])), landmarks)
    clip = _estimated(video)
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        points = clip.landmarks
        np.savez_compressed(
            kept,
            time_s=points.time_s,
            position_px=points.position_px,
            confidence=points.confidence,
            camera=clip.camera,
        )
    return clip


def _estimated(video: Path) -> TrackedClip:
    source, estimator = open_video(video), make_estimator()
    survey = survey_video(source, estimator, progress=lambda _stage, _share: None)
    return _with_vertical(source, survey.camera, estimator.landmarks(source.frames(), survey.runner))


def _with_vertical(source: Video, camera: Camera, landmarks: Landmarks) -> TrackedClip:
    """The clip with the vertical that its background shows; nobody but the runner is in these clips."""
    frames = source.sample(edge_frames(sample_frames(source.time_s)))
    edges = [FrameEdges(frame.index, straight_edges(frame.image), ()) for frame in frames]
    vertical = find_vertical(edges, landmarks, camera=camera, source=source.info)
    return TrackedClip(source.info, camera, landmarks, vertical)
