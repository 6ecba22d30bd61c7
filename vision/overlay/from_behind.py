"""A runner seen from behind in midstance: the trunk against the vertical, the heel against the hips."""

import numpy as np

from vision.datatypes import Scene, StepMeasures
from vision.overlay.canvas import PAPER, Canvas
from vision.overlay.figure import Figure, body_points, draw_body, side_color
from vision.overlay.notes import Note, draw_notes
from vision.overlay.values import length, number_text

_BEYOND_SHOULDERS = 1.25
_BELOW_HEEL = 1.2  # in text sizes


def draw_posture_from_behind(canvas: Canvas, figure: Figure, scene: Scene, step: StepMeasures) -> None:
    """The lines behind the step's numbers, and the numbers where there is room."""
    side = step.step.side
    color = side_color(scene, side)
    hip, shoulder, heel = figure.at("mid_hip"), figure.at("mid_shoulder"), figure.at(f"{side}_heel")
    draw_body(canvas, figure, scene, focus=side)
    above = hip - (0.0, _BEYOND_SHOULDERS * float(np.linalg.norm(shoulder - hip)))
    below = np.array([hip[0], heel[1] + _BELOW_HEEL * canvas.text_px])
    canvas.dashes(above, below, PAPER)
    canvas.path((hip, shoulder), color, width=0.8)
    canvas.dot(heel, color, radius=1.4)
    outward = 1 if side == "right" else -1
    lean_deg, width = (
        step.values.get("lateral_trunk_lean_deg", np.nan),
        length(step.values, "step_width", scene),
    )
    notes = []
    if np.isfinite(lean_deg):
        notes.append(Note(f"Sideways lean {number_text(lean_deg, '°')}", shoulder, outward, color))
    if width is not None:
        notes.append(Note(f"Step width {width.text}", heel, outward, color))
    draw_notes(canvas, notes, body=body_points(figure))
