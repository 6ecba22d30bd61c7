"""One kind of picture of a clip at a time."""

from pathlib import Path

from vision.datatypes import Analysis, KeyFrame
from vision.overlay import AnnotatedVideo, EvidenceFrames, KeyFrames, draw
from vision.progress import Progress
from vision.video import Video


def draw_key_frames(analysis: Analysis, video: Video, directory: Path) -> tuple[KeyFrame, ...]:
    key_frames = KeyFrames(analysis, directory)
    draw(video, key_frames)
    return key_frames.keys


def draw_evidence(analysis: Analysis, video: Video, directory: Path) -> tuple[int, ...]:
    evidence = EvidenceFrames(analysis, directory)
    draw(video, evidence)
    return evidence.frames


def annotate_video(analysis: Analysis, video: Video, path: Path, *, progress: Progress | None = None) -> None:
    with AnnotatedVideo(analysis, video, path, progress=progress) as annotated:
        draw(video, annotated)
