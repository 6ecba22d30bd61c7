"""Pictures in which nobody is known by the face: sharp is only the runner's body, without the head."""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from vision.datatypes import Floats, Frame, Image
from vision.overlay.drawing import Drawing, Put
from vision.overlay.figure import Figure, Figures, Magnified
from vision.pictures import RgbPicture

# Drillis & Contini (1966): head and neck are .182 of stature high, the trunk .288; see vision/proportions.
_HEAD_ABOVE_SHOULDERS, _HEAD_RADIUS = 0.4, 0.36  # of the trunk's length, with room for landmarks that err
_LIMB_RADIUS = 0.22
_HEAD_PX = 6  # what is left of a head's width: features of a face need some 20
_FACE = ("nose", "left_eye", "right_eye", "left_ear", "right_ear")


@dataclass(frozen=True, slots=True, eq=False)
class Faceless:
    """Another drawing whose frames come without faces."""

    drawing: Drawing
    figures: Figures

    @property
    def frames(self) -> frozenset[int]:
        return frozenset(self.drawing.frames)

    def draw(self, frame: Frame) -> Put:
        figure = self.figures.figure(frame.index, Magnified(0.0, 0.0, 1.0))
        picture = RgbPicture(without_faces(frame.image, figure, self.figures.scene.trunk_length_px))
        return self.drawing.draw(replace(frame, picture=picture))


def without_faces(image: Image, figure: Figure, trunk_px: float) -> Image:
    """The (height, width, 3) picture with only the runner's body, without the head, as it was."""
    coarse = _coarse(image, 2 * _HEAD_RADIUS * trunk_px)
    body = np.zeros(image.shape[:2], np.uint8)
    points = figure.position_px[np.isfinite(figure.position_px).all(axis=1)]
    if len(points):
        cv2.fillConvexPoly(body, cv2.convexHull(points.astype(np.float32)).astype(np.int32), 1)
        reach = 2 * round(_LIMB_RADIUS * trunk_px) + 1
        body = np.asarray(cv2.dilate(body, np.ones((reach, reach), np.uint8)), np.uint8)
    for center in _heads(figure, trunk_px):
        cv2.circle(body, np.round(center).astype(int).tolist(), round(_HEAD_RADIUS * trunk_px), 0, -1)
    return np.where(body[..., None] > 0, image, coarse)


def _coarse(image: Image, head_px: float) -> Image:
    height, width = image.shape[:2]
    share = min(1.0, _HEAD_PX / head_px)
    small = cv2.resize(
        image, (max(1, round(width * share)), max(1, round(height * share))), interpolation=cv2.INTER_AREA
    )
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _heads(figure: Figure, trunk_px: float) -> list[Floats]:
    """Where the head is: where its landmarks are, and above the shoulders, should they err."""
    seen = [figure.at(name) for name in _FACE if name in figure.skeleton.landmarks]
    known = [point for point in seen if np.isfinite(point).all()]
    heads = [np.mean(known, axis=0)] if known else []
    shoulder, hip = figure.at("mid_shoulder"), figure.at("mid_hip")
    up = (shoulder - hip) / max(float(np.linalg.norm(shoulder - hip)), 1.0)
    above = shoulder + _HEAD_ABOVE_SHOULDERS * trunk_px * up
    return [*heads, *([above] if np.isfinite(above).all() else [])]
