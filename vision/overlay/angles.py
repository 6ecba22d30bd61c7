"""Angles that are drawn: between which lines they lie, and how they look."""

from dataclasses import dataclass

import numpy as np

from vision.datatypes import Floats
from vision.overlay.canvas import PAPER, Canvas, Color
from vision.overlay.figure import Figure


@dataclass(frozen=True, slots=True)
class Angle:
    """An angle between a body line and a reference line, both from the same point.

    `vertex` and `end` name landmarks, "{side}" standing for the leg's side; `positive` is +1 where the angle
    grows as the line turns clockwise for a runner to the right; the label stands ahead of the body (+1) or
    behind it (-1).
    """

    vertex: str
    end: str
    positive: int
    label_ahead: int
    reference_share: float  # length of the reference line, as a share of the body line
    radius_share: float  # of the arc, likewise


@dataclass(frozen=True, slots=True, eq=False)
class DrawnAngle:
    """An angle in a picture: its value and where its parts lie."""

    value_deg: float
    vertex: Floats
    end: Floats
    reference_end: Floats
    radius_px: float
    line_deg: float
    reference_deg: float
    label_side: int  # +1 to the right of the body, -1 to the left

    @property
    def middle(self) -> Floats:
        """The middle of the arc, where a label belongs, (2,)."""
        turn = (self.reference_deg - self.line_deg + 180) % 360 - 180
        return self.vertex + self.radius_px * unit(self.line_deg + turn / 2)

    def draw(self, canvas: Canvas, color: Color) -> None:
        """The dashed reference line and the arc from it to the body line."""
        canvas.dashes(self.vertex, self.reference_end, PAPER)
        canvas.arc(self.vertex, self.radius_px, self.reference_deg, self.line_deg, color)


def unit(angle_deg: float) -> Floats:
    """Unit vector, (2,)."""
    return np.array([np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))])


def direction_deg(start: Floats, end: Floats) -> float:
    """Direction from one point to another."""
    return float(np.degrees(np.arctan2(end[1] - start[1], end[0] - start[0])))


ANGLES = {
    "trunk": Angle("mid_hip", "mid_shoulder", 1, -1, 1.25, 1.12),
    "shank": Angle("{side}_ankle", "{side}_knee", -1, 1, 0.8, 0.45),
    "thigh": Angle("{side}_hip", "{side}_knee", 1, -1, 1.0, 0.7),
    "knee": Angle("{side}_knee", "{side}_ankle", 1, 1, 0.55, 0.3),
    "foot": Angle("{side}_heel", "{side}_toe", -1, 1, 1.3, 1.1),
}


def drawn_angle(angle: Angle, figure: Figure, side: str, *, value_deg: float) -> DrawnAngle:
    """A measured angle of a figure that runs to the left or right.

    The reference line is laid that far from the body line, so that picture and number agree; a foot's angle,
    for one, is measured against the same foot when it is flat.
    """
    vertex, end = (figure.at(name.format(side=side)) for name in (angle.vertex, angle.end))
    line_deg = direction_deg(vertex, end)
    reference_deg = line_deg - angle.positive * figure.forward * value_deg
    length = float(np.linalg.norm(end - vertex))
    return DrawnAngle(
        value_deg,
        vertex,
        end,
        vertex + angle.reference_share * length * unit(reference_deg),
        angle.radius_share * length,
        line_deg,
        reference_deg,
        angle.label_ahead * figure.forward,
    )
