"""Loaded engines and real frames for the tests that need them."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from truth import DATA

from vision.datatypes import Frame, Region, Regions
from vision.errors import NetworksUnavailable
from vision.landmarks import PoseEstimator, make_estimator
from vision.video import open_video

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_videos" / "treadmill_right_60fps.mp4"
REAL = DATA / "real" / "treadmill_side_30fps.mp4"
RENDERED = DATA / "rendered"


@cache
def loaded(engine: str = "blazepose", model: str = "full") -> PoseEstimator:
    try:
        return make_estimator(engine=engine, model=model)
    except NetworksUnavailable as error:
        pytest.skip(str(error))


@cache
def frames_of(path: Path, *, every: int, count: int) -> tuple[Frame, ...]:
    if not path.exists():
        pytest.skip(f"{path.name} is not here")
    return tuple(open_video(path).sample(np.arange(count) * every))


def same_region(frames: tuple[Frame, ...], region: Region) -> Regions:
    """One region for all frames."""
    n = len(frames)
    return Regions(
        time_s=np.array([frame.time_s for frame in frames]),
        center_px=np.tile(region.center_px, (n, 1)),
        size_px=np.full(n, region.size_px),
        rotation_rad=np.full(n, region.rotation_rad),
    )


def only_person(estimator: PoseEstimator, frame: Frame) -> Region:
    (person,) = estimator.detect(frame.image)
    return person
