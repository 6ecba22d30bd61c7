"""The runner in one picture: where every point lies in it, and the strokes that show the body."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np

from vision.datatypes import SIDES, Analysis, Floats, Scene, Side, Track, frame_spacing_s
from vision.kinematics import angle_to_vertical_deg, forward_up_px, ground_y_px
from vision.overlay.canvas import FAR, NEAR, PAPER, Canvas, Color
from vision.skeletons import Skeleton

LEG_PATHS = (("hip", "knee", "ankle"), ("ankle", "heel", "toe", "ankle"))
LEG_JOINTS = ("hip", "knee", "ankle")
ARM_PATH = ("shoulder", "elbow", "wrist")
TRUNK_OUTLINE = ("left_shoulder", "right_shoulder", "right_hip", "left_hip", "left_shoulder")
_GROUND_SPAN_S = 0.8  # about a stride: within it each foot stands on the ground


@dataclass(frozen=True, slots=True)
class Magnified:
    """A part of the video's picture, magnified."""

    left_px: float
    top_px: float
    scale: float

    def of(self, position_px: Floats) -> Floats:
        """Positions in the video's picture as positions in the part, (..., 2)."""
        inside: Floats = (position_px - (self.left_px, self.top_px)) * self.scale
        return inside


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """One frame's points, in pixels of the picture that is drawn on."""

    skeleton: Skeleton
    position_px: Floats  # (k, 2)
    com: Floats  # (2,), centre of mass
    plumb_foot: Floats  # (2,), where the plumb line of the centre of mass meets the ground
    forward: int  # +1 for a runner to the right, -1 to the left, 0 when not seen from the side
    body_px: float  # leg plus trunk

    def at(self, name: str) -> Floats:
        """Position of a landmark, of `mid_hip` or of `mid_shoulder`, (2,)."""
        if name.startswith("mid_"):
            left, right = (self.at(name.replace("mid", side)) for side in SIDES)
            middle: Floats = (left + right) / 2
            return middle
        if name not in self.skeleton.landmarks:
            return np.full(2, np.nan)
        point: Floats = self.position_px[self.skeleton.index(name)]
        return point


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """The figures of all frames of a clip."""

    track: Track
    scene: Scene
    com_px: Floats  # (n, 2)
    ground_y_px: Floats  # (n,), under the centre of mass
    trunk_lean_deg: Floats  # (n,), against the true vertical

    @classmethod
    def of(cls, analysis: Analysis) -> Self:
        """Raises ValueError for a refused clip, which has nothing to draw."""
        joints, scene, com_px = analysis.joints, analysis.scene, analysis.com_px
        if joints is None or scene is None or com_px is None:
            raise ValueError("a clip that was refused has no figure to draw")
        ground_y_px = _ground_y_px(joints, scene, com_px)
        return cls(joints, scene, com_px, ground_y_px, _trunk_lean_deg(joints, scene))

    def figure(self, frame: int, window: Magnified) -> Figure:
        """The figure of one frame, in pixels of the window."""
        com = self.com_px[frame]
        down = np.array([-np.tan(np.radians(self.scene.vertical.lean_deg)), 1.0])
        forward = {"right": 1, "left": -1, None: 0}[
            self.scene.direction if self.scene.view == "side" else None
        ]
        return Figure(
            skeleton=self.track.skeleton,
            position_px=window.of(self.track.position_px[frame]),
            com=window.of(com),
            plumb_foot=window.of(com + (self.ground_y_px[frame] - com[1]) * down),
            forward=forward,
            body_px=(self.scene.leg_length_px + self.scene.trunk_length_px) * window.scale,
        )

    def frame_at(self, time_s: float) -> int:
        """The frame nearest to an instant."""
        time = self.track.time_s
        after = int(np.clip(np.searchsorted(time, time_s), 1, len(time) - 1))
        return after - 1 if time_s - time[after - 1] <= time[after] - time_s else after


def _trunk_lean_deg(track: Track, scene: Scene) -> Floats:
    hip, shoulder = (forward_up_px(track.point(name), scene) for name in ("mid_hip", "mid_shoulder"))
    return -angle_to_vertical_deg(hip, shoulder)


def _ground_y_px(track: Track, scene: Scene, com_px: Floats) -> Floats:
    """Height of the ground under the centre of mass: the scene's line, else the lowest foot of a stride."""
    if np.isfinite(scene.ground_y_px):
        return ground_y_px(scene, com_px[:, 0])
    feet = [track.point(f"{side}_{part}")[:, 1] for side in SIDES for part in ("heel", "toe")]
    lowest = np.fmax.reduce(feet)
    reach = max(1, round(_GROUND_SPAN_S / 2 / frame_spacing_s(track.time_s)))
    around = np.lib.stride_tricks.sliding_window_view(np.pad(lowest, reach, mode="edge"), 2 * reach + 1)
    ground: Floats = np.fmax.reduce(around, axis=1)
    return ground


def side_color(scene: Scene, side: Side) -> Color:
    """The color of the near leg's or the far leg's side; where that is unknown, of the right and the left."""
    return NEAR if (scene.leg_of(side) or side) in ("near", "right") else FAR


def side_name(scene: Scene, side: Side) -> str:
    """ "near" or "far", or the side itself where that is unknown."""
    return scene.leg_of(side) or side


def draw_body(canvas: Canvas, figure: Figure, scene: Scene, *, focus: Side | None = None) -> None:
    """Far limbs, trunk, near limbs: what is nearer to the camera covers what is farther.

    The side in `focus` is drawn last, the other one's leg thinner.
    """
    first, last = scene.sides[::-1] if focus in (None, scene.sides[0]) else scene.sides
    for side in (first, last):
        width = 1.0 if focus in (None, side) else 0.6
        _draw_limbs(canvas, figure, side, side_color(scene, side), width=width)
        if side == first:
            _draw_trunk(canvas, figure)


def body_points(figure: Figure) -> Floats:
    """Points along head, trunk and limbs, (m, 2), for labels to keep clear of."""
    lines = [("mid_hip", "mid_shoulder"), ("mid_shoulder", "nose")]
    for side in SIDES:
        lines += [
            (f"{side}_{a}", f"{side}_{b}") for path in (*LEG_PATHS, ARM_PATH) for a, b in pairwise(path)
        ]
    shares = np.linspace(0, 1, 12)[:, None]
    along = [(1 - shares) * figure.at(a) + shares * figure.at(b) for a, b in lines]
    points = np.concatenate([*along, _around_head(figure)])
    known: Floats = points[np.isfinite(points).all(axis=1)]
    return known


def _around_head(figure: Figure) -> Floats:
    ear = figure.at("mid_ear")
    radius = 1.3 * np.linalg.norm(figure.at("nose") - ear)
    turns = np.linspace(0, 2 * np.pi, 16)
    circle: Floats = ear + radius * np.column_stack([np.cos(turns), np.sin(turns)])
    return circle


def _draw_trunk(canvas: Canvas, figure: Figure) -> None:
    if figure.forward:
        canvas.path((figure.at("mid_hip"), figure.at("mid_shoulder")), PAPER, width=1.0)
    else:
        canvas.path([figure.at(name) for name in TRUNK_OUTLINE], PAPER, width=0.8)


def _draw_limbs(canvas: Canvas, figure: Figure, side: Side, color: Color, *, width: float) -> None:
    canvas.path([figure.at(f"{side}_{part}") for part in ARM_PATH], color, width=0.6)
    for path in LEG_PATHS:
        canvas.path([figure.at(f"{side}_{part}") for part in path], color, width=width)
    for part in LEG_JOINTS:
        canvas.dot(figure.at(f"{side}_{part}"), color, radius=1.1 * width)


def draw_plumb_line(canvas: Canvas, figure: Figure) -> None:
    """The centre of mass and its vertical to the ground."""
    canvas.dashes(figure.com, figure.plumb_foot, PAPER)
    canvas.com(figure.com)
