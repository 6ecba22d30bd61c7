"""Pictures in which nobody is known by the face: sharp is only the runner's body, without the head."""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from vision.datatypes import Floats, Frame, Image
from vision.overlay.drawing import Drawing, Put
from vision.overlay.figure import TRUNK_OUTLINE, Figure, Figures, Magnified
from vision.pictures import RgbPicture

# Drillis & Contini (1966): head and neck are .182 of stature high, the trunk .288; see vision/proportions.
_HEAD_ABOVE_SHOULDERS, _HEAD_RADIUS = 0.4, 0.36  # of the trunk's length, with room for landmarks that err
_LIMB_RADIUS = 0.2
_HEAD_PX = 6  # what is left of a head's width: features of a face need some 20
_PICTURE_PX = 64  # and of the picture's longer side: a face as high as a fifth of it is left with 13
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
    """The (height, width, 3) picture with only the runner's body, without the head, as it was.

    Where the trunk or the head's place is unknown nothing is.
    """
    heads = _heads(figure, trunk_px)
    if not np.isfinite(trunk_px) or not heads:
        return _coarse(image, np.inf)
    body = _body(image, figure, round(_LIMB_RADIUS * trunk_px))
    for center in heads:
        cv2.circle(body, np.round(center).astype(int).tolist(), round(_HEAD_RADIUS * trunk_px), 0, -1)
    return np.where(body[..., None] > 0, image, _coarse(image, 2 * _HEAD_RADIUS * trunk_px))


def _body(image: Image, figure: Figure, reach_px: int) -> Image:
    """1 along limbs and on the trunk, so that whoever is seen between the limbs is not in it."""
    body = np.zeros(image.shape[:2], np.uint8)
    place = {name: figure.at(name) for name in figure.skeleton.landmarks}
    known = {name: at.round().astype(int) for name, at in place.items() if np.isfinite(at).all()}
    for one, other in figure.skeleton.edges:
        if one in known and other in known:
            cv2.line(body, known[one].tolist(), known[other].tolist(), 1, max(1, 2 * reach_px))
    trunk = [known[name] for name in TRUNK_OUTLINE if name in known]
    if len(trunk) == len(TRUNK_OUTLINE):
        cv2.fillConvexPoly(body, cv2.convexHull(np.array(trunk, np.int32)), 1)
    return body


def _coarse(image: Image, head_px: float) -> Image:
    """So few patches that a head has six, and one that is nearer to the camera not many more."""
    height, width = image.shape[:2]
    share = min(1.0, _HEAD_PX / head_px, _PICTURE_PX / max(height, width))
    size = max(1, round(width * share)), max(1, round(height * share))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
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
