"""Of everybody in a file of key points, the one who runs."""

from collections.abc import Mapping, Sequence

import numpy as np

from vision.datatypes import Floats, Landmarks, Region
from vision.imports.layouts import Layout
from vision.imports.poses import Numbers, Pose, Poses
from vision.persons import Person, as_regions, join, leg_speed, prominence

REGION_OF_BODY = 1.2
"""Side of the square that a person is followed by, in heights of the drawn body."""

PROBED, PROBED_S = 4, 4.0
RUNS = 0.6  # of the liveliest legs, as where people are looked for in pictures


def runner_landmarks(poses: Poses, time_s: Floats, rows: Numbers, *, width: float) -> Landmarks:
    """The runner's landmarks at all times of a clip `width` pixels wide; the file has those of `rows`.

    With several people, whoever is seen longest, nearest and most central of those with lively legs.
    """
    if max(len(people) for people in poses.people) <= 1:
        chosen: Mapping[int, Pose] = {
            row: people[0] for row, people in zip(rows.tolist(), poses.people, strict=True) if people
        }
    else:
        chosen = _runner(poses, time_s, rows, width)
    return _placed(poses.layout, time_s, chosen)


def _runner(poses: Poses, time_s: Floats, rows: Numbers, width: float) -> Mapping[int, Pose]:
    followed = _followed(poses, time_s, rows)
    followed.sort(key=lambda person: -prominence(as_regions(person[0]), max(1, round(width))))
    likely = [poses_of for _, poses_of in followed[:PROBED]]
    lively = [_liveliness(poses.layout, time_s, person) for person in likely]
    running = (p for p, speed in zip(likely, lively, strict=True) if speed >= RUNS * max(lively))
    return next(running, {})


def _followed(poses: Poses, time_s: Floats, rows: Numbers) -> list[tuple[Person, dict[int, Pose]]]:
    """Everybody from sighting to sighting, with the poses by row."""
    persons: list[Person] = []
    seen: dict[tuple[float, Region], tuple[int, Pose]] = {}
    for row, people in zip(rows.tolist(), poses.people, strict=True):
        at_s = float(time_s[row])
        regions = [(region, one) for one in people if (region := _region(one))]
        seen |= {(at_s, region): (row, one) for region, one in regions}
        join(persons, at_s, [region for region, _ in regions])
    return [(person, dict(seen[sighting] for sighting in person)) for person in persons]


def _region(one: Pose) -> Region | None:
    """The square around a person; None for one of whom no two key points are known."""
    known = one.position_px[np.isfinite(one.position_px[:, 0])]
    if len(known) < 2 or not np.ptp(known, axis=0).max() > 0:
        return None
    low, high = known.min(axis=0), known.max(axis=0)
    x, y = (low + high) / 2
    size_px = REGION_OF_BODY * float((high - low).max())
    return Region((float(x), float(y)), size_px, 0.0, float(one.confidence.mean()))


def _liveliness(layout: Layout, time_s: Floats, person: Mapping[int, Pose]) -> float:
    rows: Sequence[int] = list(person)
    middle_s = time_s[rows[len(rows) // 2]]
    near = {row: one for row, one in person.items() if abs(time_s[row] - middle_s) <= PROBED_S / 2}
    moments = time_s[list(near)]
    return leg_speed(_placed(layout, moments, dict(enumerate(near.values()))))


def _placed(layout: Layout, time_s: Floats, chosen: Mapping[int, Pose]) -> Landmarks:
    """Landmarks from poses by row; unknown in the other rows, and where the tracker draws none."""
    theirs = [
        (layout.points.index(n), i) for i, n in enumerate(layout.skeleton.landmarks) if n in layout.points
    ]
    shape = (len(time_s), len(layout.skeleton.landmarks))
    position, confidence = np.full((*shape, 2), np.nan), np.zeros(shape)
    source, target = (list(columns) for columns in zip(*theirs, strict=True))
    for row, one in chosen.items():
        position[row, target], confidence[row, target] = one.position_px[source], one.confidence[source]
    return Landmarks(layout.skeleton, time_s, position, confidence)
