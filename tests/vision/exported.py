"""Analyses to export, and the libraries of the tools that read them."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import builders
import numpy as np
import pytest

from vision.datatypes import SIDES, Analysis, Floats, GaitEvents, Scene, Track
from vision.skeletons import Skeleton

POSE_PX = {
    "nose": (520, 80),
    "shoulder": (500, 100),
    "elbow": (490, 150),
    "hip": (500, 200),
    "knee": (500, 300),
    "ankle": (500, 400),
    "heel": (490, 420),
    "toe": (530, 420),
}
"""A body that stands upright and looks to the right, its soles 420 px down the picture."""


def measured(*, hidden: tuple[slice, str] | None = (slice(40, 44), "right_ankle")) -> Analysis:
    """The realistic analysis, with the centre of mass, and a joint that is unknown for some frames."""
    analysis = builders.analysis()
    assert analysis.joints is not None
    joints, com_px = analysis.joints, analysis.joints.point("mid_hip") - (0, 12)
    if hidden:
        joints = without(joints, *hidden)
    return replace(analysis, joints=joints, com_px=com_px)


def without(track: Track, frames: slice, landmark: str) -> Track:
    """The track with a landmark unknown in some frames."""
    position = track.position_px.copy()
    position[frames, track.skeleton.index(landmark)] = np.nan
    return replace(track, position_px=position)


def standing(pose_px: Callable[[Floats], Floats] = lambda points: points, *, scene: Scene) -> Analysis:
    """Somebody who does not move; `pose_px` moves the points of the pose, (k, 2)."""
    analysis = measured(hidden=None)
    assert analysis.joints is not None
    skeleton, n = analysis.joints.skeleton, len(analysis.joints.time_s)
    parts = (name.removeprefix("left_").removeprefix("right_") for name in skeleton.landmarks)
    pose = pose_px(np.array([POSE_PX.get(part, POSE_PX["nose"]) for part in parts], dtype=float))
    joints = replace(analysis.joints, position_px=np.repeat(pose[None], n, axis=0))
    return replace(analysis, joints=joints, scene=scene, com_px=joints.point("mid_hip"))


def retimed(analysis: Analysis, time_s: Floats) -> Analysis:
    """The same with its first frames at other times."""
    n = len(time_s)
    assert analysis.joints is not None and analysis.track is not None and analysis.com_px is not None

    def cut(track: Track) -> Track:
        rows = {
            name: getattr(track, name)[:n] for name in ("position_px", "raw_px", "confidence", "exchanged")
        }
        return replace(track, time_s=time_s, **rows)

    return replace(
        analysis, joints=cut(analysis.joints), track=cut(analysis.track), com_px=analysis.com_px[:n]
    )


def with_skeleton(analysis: Analysis, skeleton: Skeleton) -> Analysis:
    """The same with the landmarks of another tracker, which draws fewer."""
    assert analysis.joints is not None and analysis.track is not None

    def drawn(track: Track) -> Track:
        columns = [track.skeleton.index(name) for name in skeleton.landmarks]
        names = ("position_px", "raw_px", "confidence")
        return replace(track, skeleton=skeleton, **{name: getattr(track, name)[:, columns] for name in names})

    return replace(analysis, joints=drawn(analysis.joints), track=drawn(analysis.track))


def with_events(analysis: Analysis, count: int) -> Analysis:
    """The same with so many events."""
    contacts = builders.gait_events().contacts(SIDES[0])
    events = tuple(replace(contacts[0], time_s=0.01 * number) for number in range(count))
    return replace(analysis, events=GaitEvents(events, (), 0.7))


def opensim() -> Any:
    """The library of OpenSim, which says nothing and writes no log."""
    library = pytest.importorskip("opensim", reason="opensim has no wheel for this machine")
    library.Logger.removeFileSink()
    library.Logger.setLevelString("off")
    return library


def read_trc(path: Path) -> tuple[tuple[str, ...], Floats, Floats]:
    """Names, times (n,) and places (n, k, 3) as OpenSim reads them."""
    table = opensim().TimeSeriesTableVec3(str(path))
    flat = table.flatten()  # which must outlive its matrix
    time_s, matrix = np.array(table.getIndependentColumn()), flat.getMatrix()
    return table.getColumnLabels(), time_s, matrix.to_numpy().reshape(len(time_s), -1, 3)


def read_mot(path: Path) -> tuple[tuple[str, ...], Floats, Floats]:
    """Names, times (n,) and values (n, j) as OpenSim reads them."""
    table = opensim().TimeSeriesTable(str(path))
    matrix = table.getMatrix()
    return table.getColumnLabels(), np.array(table.getIndependentColumn()), matrix.to_numpy()


def read_c3d(path: Path) -> Any:
    """What ezc3d reads."""
    return pytest.importorskip("ezc3d", reason="ezc3d has no wheel for this machine").c3d(str(path))
