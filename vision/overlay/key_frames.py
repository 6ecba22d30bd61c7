"""Key frames: initial contact, midstance and toe-off of each leg's most typical step, with their angles."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from vision.datatypes import (
    KEY_FRAME_TITLES,
    Analysis,
    Frame,
    Image,
    KeyFrame,
    KeyFrameKind,
    Scene,
    Side,
    Step,
    StepMeasures,
)
from vision.overlay.angles import ANGLES, drawn_angle
from vision.overlay.canvas import BACK, PAPER, QUIET, REGULAR, Box, Canvas
from vision.overlay.drawing import Put
from vision.overlay.figure import (
    Figure,
    Figures,
    Magnified,
    body_points,
    draw_body,
    draw_plumb_line,
    side_color,
    side_name,
)
from vision.overlay.from_behind import draw_posture_from_behind
from vision.overlay.notes import Note, draw_notes
from vision.overlay.picture import draw_span, label_beside, write_jpeg
from vision.overlay.values import length, number_text

WIDTH, HEIGHT, HEADER = 900, 1200, 116
_ABOVE_HIP_TRUNKS, _BELOW_HIP_LEGS = 1.8, 1.4  # what the picture holds above and below the hips
_TEXT_PX, _STROKE_TO_BODY = 31.0, 0.0085
FROM_BEHIND: tuple[KeyFrameKind, ...] = ("midstance",)
"""All that is measured from behind is measured there."""


@dataclass(frozen=True, slots=True)
class AngleRow:
    """An angle to draw: its words, and the step's measure that gives its value."""

    angle: str
    words: str
    measure: str


@dataclass(frozen=True, slots=True)
class SpanRow:
    """A distance ahead of a plumb line to draw."""

    measure: str
    words: str
    plumb_from: str


ANGLE_ROWS: dict[KeyFrameKind, tuple[AngleRow, ...]] = {
    "initial_contact": (
        AngleRow("trunk", "Trunk lean", "trunk_lean_initial_contact_deg"),
        AngleRow("knee", "Knee flexion", "knee_flexion_initial_contact_deg"),
        AngleRow("shank", "Shank", "shank_angle_deg"),
        AngleRow("foot", "Foot", "foot_strike_angle_deg"),
    ),
    "midstance": (AngleRow("trunk", "Trunk lean", "trunk_lean_midstance_deg"),),
    "toe_off": (AngleRow("thigh", "Thigh extension", "thigh_extension_toe_off_deg"),),
}
SPAN_ROWS: dict[KeyFrameKind, tuple[SpanRow, ...]] = {
    "initial_contact": (
        SpanRow("foot_com_distance", "Ahead of mass", "com"),
        SpanRow("foot_hip_distance", "Ahead of hip", "mid_hip"),
    ),
    "midstance": (),
    "toe_off": (),
}


class KeyFrames:
    """Writes one JPEG for each instant of each leg's most typical step into `directory`.

    The picture is the frame nearest to the instant; numbers are those of the step, without what is withheld.
    Raises ValueError for a refused clip.
    """

    def __init__(self, analysis: Analysis, directory: str | Path) -> None:
        self._figures = Figures.of(analysis)
        self._directory = Path(directory)
        self._directory.mkdir(parents=True, exist_ok=True)
        steps, scene = analysis.measures.quotable_steps, self._figures.scene
        typical = [_typical_step(steps, side) for side in scene.sides]
        kinds = FROM_BEHIND if scene.view == "rear" else tuple(KEY_FRAME_TITLES)
        self._shots = [
            (step, _key_frame(self._figures, step, kind, self._directory.name))
            for step in typical
            if step
            for kind in kinds
        ]

    @property
    def keys(self) -> tuple[KeyFrame, ...]:
        return tuple(key for _, key in self._shots)

    @property
    def frames(self) -> frozenset[int]:
        return frozenset(key.frame for key in self.keys)

    def draw(self, frame: Frame) -> Put:
        drawn = [
            (draw_key_frame(frame.image, self._figures, key, step), self._directory / Path(key.file).name)
            for step, key in self._shots
            if key.frame == frame.index
        ]
        return partial(_write, drawn)


def _write(drawn: Sequence[tuple[Image, Path]]) -> None:
    for image, path in drawn:
        write_jpeg(image, path)


def _typical_step(steps: Sequence[StepMeasures], side: Side) -> StepMeasures | None:
    """The step of a leg that lies nearest to the leg's medians, in robust standard deviations."""
    own = [step for step in steps if step.step.side == side]
    if not own:
        return None
    values = np.array([list(step.values.values()) for step in own], dtype=float).reshape(len(own), -1)
    known = values[:, np.isfinite(values).all(axis=0)]
    away = np.abs(known - np.median(known, axis=0))
    spread = np.median(away, axis=0)
    away = away[:, spread > 0] / spread[spread > 0]
    return own[int(np.argmin(away.sum(axis=1)))]


def _key_frame(figures: Figures, step: StepMeasures, kind: KeyFrameKind, folder: str) -> KeyFrame:
    instant_s = {
        "initial_contact": step.step.initial_contact_s,
        "midstance": step.step.midstance_s,
        "toe_off": step.step.toe_off_s,
    }[kind]
    side = step.step.side
    return KeyFrame(
        leg=step.step.leg,
        side=side,
        kind=kind,
        time_s=instant_s,
        frame=figures.frame_at(instant_s),
        file=f"{folder}/{side_name(figures.scene, side)}_{kind}.jpg",
    )


def draw_key_frame(picture: Image, figures: Figures, key: KeyFrame, step: StepMeasures) -> Image:
    """The picture cut out around the runner, with angles, distances and a header, (1200, 900, 3)."""
    window = _window(figures, key.frame, picture.shape)
    figure = figures.figure(key.frame, window)
    image = np.empty((HEIGHT, WIDTH, 3), np.uint8)
    image[:HEADER] = BACK
    image[HEADER:] = _cut_out(picture, window)
    _draw_header(Canvas(image[:HEADER], 2.0, _TEXT_PX), key, step.step, figures.scene)
    canvas = Canvas(image[HEADER:], max(3.0, _STROKE_TO_BODY * figure.body_px), _TEXT_PX)
    if figure.forward:
        _draw_posture(canvas, figures, figure, key.kind, step)
    elif figures.scene.view == "rear":
        draw_posture_from_behind(canvas, figure, figures.scene, step)
    else:
        draw_plumb_line(canvas, figure)
        draw_body(canvas, figure, figures.scene, focus=step.step.side)
    return image


def _window(figures: Figures, frame: int, shape: tuple[int, ...]) -> Magnified:
    """Portrait, around the hips; moved into the picture where it fits."""
    scene = figures.scene
    height = _ABOVE_HIP_TRUNKS * scene.trunk_length_px + _BELOW_HIP_LEGS * scene.leg_length_px
    width = height * WIDTH / (HEIGHT - HEADER)
    hip = figures.figure(frame, Magnified(0.0, 0.0, 1.0)).at("mid_hip")
    left, top = hip - (width / 2, _ABOVE_HIP_TRUNKS * scene.trunk_length_px)
    return Magnified(
        _inside(left, width, shape[1]), _inside(top, height, shape[0]), (HEIGHT - HEADER) / height
    )


def _inside(start: float, length_px: float, available_px: int) -> float:
    """A stretch moved into the picture; centred on the picture when it is too long."""
    if not np.isfinite(start) or length_px > available_px:
        return (available_px - length_px) / 2
    return float(min(max(start, 0.0), available_px - length_px))


def _cut_out(picture: Image, window: Magnified) -> Image:
    """The window's part of a picture, (HEIGHT - HEADER, WIDTH, 3)."""
    shift = -window.scale * np.array([window.left_px, window.top_px]) + (window.scale - 1) / 2
    transform = np.array([[window.scale, 0.0, shift[0]], [0.0, window.scale, shift[1]]])
    how = cv2.INTER_CUBIC if window.scale > 1 else cv2.INTER_AREA
    size = (WIDTH, HEIGHT - HEADER)
    return np.asarray(cv2.warpAffine(picture, transform, size, flags=how, borderValue=BACK), np.uint8)


def _draw_header(canvas: Canvas, key: KeyFrame, step: Step, scene: Scene) -> None:
    canvas.fill((0, 0, 14, canvas.height), side_color(scene, step.side))
    canvas.text(KEY_FRAME_TITLES[key.kind], 42, 53, size=1.4)
    which = f"{step.leg} leg, {step.side}" if step.leg else f"{step.side} leg"
    canvas.text(f"{which}, at {key.time_s:.2f} s", 42, 96, QUIET, weight=REGULAR)


def _draw_posture(
    canvas: Canvas, figures: Figures, figure: Figure, kind: KeyFrameKind, step: StepMeasures
) -> None:
    """Distances below, then angles with their labels where there is room."""
    side = step.step.side
    color = side_color(figures.scene, side)
    angles = [
        (row, drawn_angle(ANGLES[row.angle], figure, side, value_deg=step.values[row.measure]))
        for row in ANGLE_ROWS[kind]
        if np.isfinite(step.values.get(row.measure, np.nan))
    ]
    draw_plumb_line(canvas, figure)
    draw_body(canvas, figure, figures.scene, focus=side)
    for _, angle in angles:
        angle.draw(canvas, PAPER)
    canvas.com(figure.com)
    taken = _draw_spans(canvas, figures, figure, kind, step)
    notes = [
        Note(f"{row.words} {number_text(angle.value_deg, '°')}", angle.middle, angle.label_side, color)
        for row, angle in angles
    ]
    draw_notes(canvas, notes, body=body_points(figure), taken=taken)


def _draw_spans(
    canvas: Canvas, figures: Figures, figure: Figure, kind: KeyFrameKind, step: StepMeasures
) -> list[Box]:
    """How far the ankle is ahead of each plumb line, one below the other; returns the labels' boxes."""
    boxes = []
    color = side_color(figures.scene, step.step.side)
    ankle_x = figure.at(f"{step.step.side}_ankle")[0]
    ground_y = figure.plumb_foot[1]
    for line, row in enumerate(SPAN_ROWS[kind]):
        ahead = length(step.values, row.measure, figures.scene)
        start = figure.com if row.plumb_from == "com" else figure.at(row.plumb_from)
        if ahead is None or not np.isfinite([ankle_x, ground_y, start[0]]).all():
            continue
        y = min(ground_y + (1.3 + 1.8 * line) * canvas.text_px, canvas.height - canvas.text_px)
        at = np.array([start[0], y])
        line_from = figure.plumb_foot if row.plumb_from == "com" else start
        canvas.dashes(line_from, at, QUIET, width=0.4)
        draw_span(canvas, at, np.array([ankle_x, y]), color)
        boxes.append(label_beside(canvas, f"{row.words} {ahead.text}", at, -figure.forward, color))
    return [box for box in boxes if box]
