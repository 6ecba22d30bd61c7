"""The overlay of one picture: figure, plumb line and, of the running step, trunk lean and landing.

No number stands in a picture that the report does not have.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import cv2
import numpy as np

from vision.datatypes import Analysis, Floats, Frame, Image, Scene, StepMeasures, Window
from vision.overlay.angles import ANGLES, drawn_angle
from vision.overlay.canvas import PAPER, Box, Canvas, Color
from vision.overlay.figure import Figure, Figures, Magnified, draw_body, draw_plumb_line, side_color
from vision.overlay.values import length, number_text, step_at

LONGEST_PX, LONGEST_PART_PX = 1280, 800
"""Longest side of the whole picture, and of a part of it, in which the runner is larger."""

_LANDING_SHOWN_S = 0.18
_SHANK_SHOWN_S = 0.06  # the shank turns away from its mark by some 20 degrees in that time
_TEXT_TO_WIDTH, _TEXT_TO_HEIGHT = 0.028, 0.019  # readable where the picture is as wide as a phone
_STROKE_TO_BODY = 0.013
_QUALITY = 88


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """How the pictures of one clip are drawn, and what is known about every frame; sizes in pixels."""

    figures: Figures
    steps: tuple[StepMeasures, ...]
    scale: float
    part: Window | None  # of the clip's picture; None for all of it
    width: int
    height: int
    stroke_px: float
    text_px: float

    @classmethod
    def of(
        cls,
        analysis: Analysis,
        *,
        figures: Figures | None = None,
        part: Window | None = None,
        text_lines_below: float = 0.0,
    ) -> Self:
        """For pictures of the whole clip or a part of it, with so many lines of text below them.

        Raises ValueError for a refused clip.
        """
        figures, source = figures or Figures.of(analysis), analysis.source
        longest_px = LONGEST_PART_PX if part else LONGEST_PX
        shown = part or Window(0, 0, source.width, source.height)
        scene = figures.scene
        text_px = max(_TEXT_TO_WIDTH * shown.width, _TEXT_TO_HEIGHT * shown.height)
        scale = min(1.0, longest_px / max(shown.width, shown.height + text_lines_below * text_px))
        width, height = (int(side * scale / 2) * 2 for side in (shown.width, shown.height))
        body_px = (scene.leg_length_px + scene.trunk_length_px) * scale
        return cls(
            figures,
            analysis.measures.quotable_steps,
            scale,
            part,
            width,
            height,
            stroke_px=float(np.clip(_STROKE_TO_BODY * body_px, 2.0, 0.012 * height)),
            text_px=scale * text_px,
        )

    @property
    def scene(self) -> Scene:
        return self.figures.scene

    def time_s(self, frame: int) -> float:
        """Instant of a frame on the clock of the track."""
        return float(self.figures.track.time_s[frame])

    def draw(self, image: Image, frame: Frame) -> None:
        """Fill `image`, (height, width, 3), with the frame's picture and the overlay."""
        image[:] = frame.picture.scaled(self.width, self.height, part=self.part)
        canvas = Canvas(image, self.stroke_px, self.text_px)
        figure = self._figure(frame.index)
        if figure.forward:
            self._draw_side_view(canvas, figure, frame.index)
        else:
            draw_plumb_line(canvas, figure)
            draw_body(canvas, figure, self.scene)

    def _draw_side_view(self, canvas: Canvas, figure: Figure, frame: int) -> None:
        now_s = self.time_s(frame)
        running = step_at(self.steps, now_s)
        lean_deg = running.values.get("trunk_lean_mean_deg", np.nan) if running else np.nan
        if np.isfinite(lean_deg):
            # the line is that of this frame, the label the step's mean, which can be read
            now_deg = self.figures.trunk_lean_deg[frame]
            drawn_angle(ANGLES["trunk"], figure, "", value_deg=now_deg).draw(canvas, PAPER)
        draw_plumb_line(canvas, figure)
        draw_body(canvas, figure, self.scene)
        canvas.com(figure.com)
        if running and now_s < running.step.initial_contact_s + _LANDING_SHOWN_S:
            self._draw_landing(canvas, figure, running, now_s)
        if np.isfinite(lean_deg):
            behind = figure.at("mid_shoulder") - np.array([figure.forward * 0.1 * figure.body_px, 0.0])
            label_beside(canvas, number_text(lean_deg, "° lean"), behind, -figure.forward, PAPER)

    def _draw_landing(self, canvas: Canvas, figure: Figure, landing: StepMeasures, now_s: float) -> None:
        """How far ahead of the centre of mass the foot landed, and the shank's angle then.

        Both stay where they were on the ground, and the runner moves on over them.
        """
        landed = self._landed(figure, landing)
        color = side_color(self.scene, landing.step.side)
        ahead = length(landing.values, "foot_com_distance", self.scene)
        if ahead is not None:
            foot = landed.plumb_foot + np.array([figure.forward * ahead.px * self.scale, 0.0])
            draw_span(canvas, landed.plumb_foot, foot, color)
            toe_x = landed.at(f"{landing.step.side}_toe")[0]
            before = figure.forward * np.fmax(figure.forward * toe_x, figure.forward * foot[0])
            text = f"{ahead.text} ahead of mass"
            label_beside(canvas, text, np.array([before, foot[1]]), figure.forward, color)
        shank_deg = landing.values.get("shank_angle_deg", np.nan)
        if np.isfinite(shank_deg) and now_s < landing.step.initial_contact_s + _SHANK_SHOWN_S:
            shank = drawn_angle(ANGLES["shank"], landed, landing.step.side, value_deg=shank_deg)
            shank.draw(canvas, color)
            label_beside(canvas, number_text(shank_deg, "° shank"), shank.middle, shank.label_side, color)

    def _landed(self, figure: Figure, landing: StepMeasures) -> Figure:
        """The figure at initial contact, carried along with the ground that the toe stands on."""
        contact = self.figures.frame_at(landing.step.initial_contact_s)
        toe = f"{landing.step.side}_toe"
        carried = (figure.at(toe) - self._figure(contact).at(toe))[0] / self.scale
        return self._figure(contact, carried_px=carried)

    def _figure(self, frame: int, *, carried_px: float = 0.0) -> Figure:
        """The figure of a frame in what is shown, moved to the right by so many of the clip's pixels."""
        left, top = (self.part.left, self.part.top) if self.part else (0, 0)
        return self.figures.figure(frame, Magnified(left - carried_px, top, self.scale))


def draw_span(canvas: Canvas, start: Floats, end: Floats, color: Color) -> None:
    """A horizontal distance: a line with a tick at each end."""
    tick = np.array([0.0, 2.2 * canvas.stroke_px])
    for at in (start, end):
        canvas.path((at - tick, at + tick), color, width=0.7)
    canvas.path((start, end), color, width=0.9)


def label_beside(canvas: Canvas, text: str, point: Floats, toward: int, color: Color) -> Box | None:
    """A label to the right (+1) or left (-1) of a point, kept inside the picture; returns its box."""
    if not np.isfinite(point).all():
        return None
    width, height = canvas.label_size(text)
    left = point[0] + toward * 0.5 * canvas.text_px - (width if toward < 0 else 0.0)
    margin = 0.25 * canvas.text_px
    left = min(max(left, margin), canvas.width - width - margin)
    top = min(max(point[1] - height / 2, margin), canvas.height - height - margin)
    box = (left, top, left + width, top + height)
    canvas.label(text, box, color)
    return box


def write_jpeg(image: Image, path: Path) -> None:
    """Write an RGB picture; raises OSError when it cannot be written."""
    path.write_bytes(jpeg(image))


def jpeg(image: Image, *, quality: int = _QUALITY) -> bytes:
    """An RGB picture as the bytes of a JPEG; raises OSError when it is too large for one."""
    done, data = cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise OSError("the picture is too large for a JPEG")
    return data.tobytes()
