"""Labels that find their own place: near what they name, off the body, off each other."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vision.datatypes import Floats
from vision.overlay.canvas import Box, Canvas, Color

_TURNS_DEG = (0, 20, -20, 40, -40, 65, -65, 95, -95, 130, -130, 180)
_REACHES = (0.8, 1.5, 2.3, 3.3, 4.5, 6.0, 8.0, 10.5)  # in text sizes
_GAP = 0.25  # between labels, likewise
_COST_OVERLAP, _COST_BODY, _COST_TURN, _COST_REACH = 1000.0, 6.0, 2.0, 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Note:
    """A text about a point, wanted to the right (+1) or left (-1) of it."""

    text: str
    anchor: Floats  # (2,)
    side: int
    color: Color


def draw_notes(
    canvas: Canvas, notes: Sequence[Note], *, body: Floats, taken: Sequence[Box] = ()
) -> list[Box]:
    """Draw each note as a label with a line to its anchor; returns their boxes.

    `body` are points to keep clear, (m, 2); `taken` are boxes that are already drawn.
    """
    known = [note for note in notes if np.isfinite(note.anchor).all()]
    boxes: list[Box] = []
    for note in known:
        boxes.append(_place(canvas, note, body, [*taken, *boxes]))
    for note, box in zip(known, boxes, strict=True):
        nearest = np.clip(note.anchor, box[:2], box[2:])
        canvas.path((note.anchor, nearest), note.color, width=0.4)
    for note, box in zip(known, boxes, strict=True):
        canvas.label(note.text, box, note.color)
    return boxes


def _place(canvas: Canvas, note: Note, body: Floats, taken: Sequence[Box]) -> Box:
    size = np.array(canvas.label_size(note.text))
    candidates = [
        (_box(canvas, note, size, turn_deg, reach), turn_deg, reach)
        for reach in _REACHES
        for turn_deg in _TURNS_DEG
    ]

    def cost(candidate: tuple[Box, int, float]) -> float:
        box, turn_deg, reach = candidate
        covered = np.all((body > box[:2]) & (body < box[2:]), axis=1).sum()
        overlap = sum(_overlap(box, other, _GAP * canvas.text_px) for other in taken)
        return (
            _COST_OVERLAP * overlap
            + _COST_BODY * float(covered)
            + _COST_TURN * abs(turn_deg) / 90
            + _COST_REACH * reach
        )

    return min(candidates, key=cost)[0]


def _box(canvas: Canvas, note: Note, size: Floats, turn_deg: float, reach: float) -> Box:
    """The label's box when it lies in a direction from the anchor, moved into the picture."""
    turn = np.radians(turn_deg)
    toward = note.side * np.array([np.cos(turn), np.sin(turn)])
    half = size / 2
    to_edge = min(h / max(abs(t), 1e-6) for h, t in zip(half, toward, strict=True))
    center = note.anchor + (reach * canvas.text_px + to_edge) * toward
    margin = _GAP * canvas.text_px
    center = np.clip(center, half + margin, np.array([canvas.width, canvas.height]) - half - margin)
    (left, top), (right, bottom) = (center - half).tolist(), (center + half).tolist()
    return left, top, right, bottom


def _overlap(a: Box, b: Box, gap: float) -> float:
    """Overlap of two boxes that should stay a gap apart, as a share of the smaller one's area."""
    width = min(a[2], b[2]) - max(a[0], b[0]) + gap
    height = min(a[3], b[3]) - max(a[1], b[1]) + gap
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (a, b))
    return max(width, 0.0) * max(height, 0.0) / smaller
