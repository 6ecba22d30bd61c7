"""The drawn figure of every frame, for processes of their own to measure and the server to hand on."""

from array import array
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from vision import Correction, Progress, read_kept, revise


@dataclass(frozen=True, slots=True)
class ClipFigures:
    """Joints of n frames as bytes.

    `times` are n doubles, `points` floats: x, y and visibility of each landmark, frame by frame.
    """

    landmarks: tuple[str, ...]
    edges: tuple[tuple[str, str], ...]
    width: int
    height: int
    times: bytes
    points: bytes

    @property
    def frames(self) -> int:
        return len(self.times) // 8

    @property
    def size(self) -> int:
        """Bytes of memory."""
        return len(self.times) + len(self.points)

    def times_s(self, first: int, last: int) -> list[float]:
        """When these frames were filmed, on the clock of the report."""
        return list(array("d", self.times[8 * first : 8 * (last + 1)]))

    def columns(self, frame: int) -> tuple[list[float | None], list[float | None], list[float]]:
        """x and y, None where they are unknown, and visibility of all landmarks of a frame."""
        row = 12 * len(self.landmarks)
        values = array("f", self.points[row * frame : row * (frame + 1)])
        x, y = ([round(v, 2) if isfinite(v) else None for v in values[axis::3]] for axis in (0, 1))
        return x, y, [round(v, 3) for v in values[2::3]]


def figures_of(kept: Path, corrections: tuple[Correction, ...], progress: Progress) -> ClipFigures:
    """The joints as corrections name them, of the first report or of one corrected; a process's work."""
    progress("measure", 0.0)
    analysis = revise(read_kept(kept), corrections)
    joints = analysis.joints
    assert joints is not None  # what nothing was measured of is not kept
    points = array("f")
    for x_y, confidence in zip(joints.position_px.tolist(), joints.confidence.tolist(), strict=True):
        for (x, y), seen in zip(x_y, confidence, strict=True):
            points.extend((x, y, seen))
    skeleton, source = joints.skeleton, analysis.source
    return ClipFigures(
        skeleton.landmarks,
        skeleton.edges,
        source.width,
        source.height,
        joints.time_s.tobytes(),
        points.tobytes(),
    )
