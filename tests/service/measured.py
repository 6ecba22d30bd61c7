# ruff: noqa: ARG001
"""A real analysis of a runner made of arithmetic, as a worker process would make it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from synthetic_runner import STATURE_CM, Runner, source

from service.attempts import Result
from service.folders import report_folder
from service.models import Record
from vision import Landmarks, Progress, Settings, analyze_landmarks, write_outputs

RUNNER = Runner(duration_s=4.0)


def measure(video: Path, out: Path, record: Record, progress: Progress) -> Result:
    """Some of whose landmarks are hardly seen, so that there is something to review."""
    return _measured(out, Settings(speed_mps=RUNNER.speed_mps, height_cm=STATURE_CM))


def measure_untold(video: Path, out: Path, record: Record, progress: Progress) -> Result:
    """The same of a runner of whom nothing is known, so that nothing is in metres."""
    return _measured(out, Settings())


def _measured(out: Path, facts: Settings) -> Result:
    landmarks = _hardly_seen(RUNNER.landmarks())
    analysis = analyze_landmarks(landmarks, source=source(landmarks), settings=facts)
    with report_folder(out) as partial:
        write_outputs(analysis, None, partial)
    return Result(analysis.quality, video_s=4.0)


def _hardly_seen(landmarks: Landmarks) -> Landmarks:
    confidence = landmarks.confidence.copy()
    for side in ("left", "right"):
        frames = np.searchsorted(landmarks.time_s, RUNNER.contacts_s(side, margin_s=0.5))
        confidence[frames - 1, landmarks.skeleton.index(f"{side}_ankle")] = 0.3
        confidence[frames, landmarks.skeleton.index(f"{side}_ankle")] = 0.2
    return replace(landmarks, confidence=confidence)
