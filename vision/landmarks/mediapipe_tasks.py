"""MediaPipe's Pose Landmarker Task with the same networks, for those who want its landmarks.

MediaPipe reports its use to its maker over the network while it runs, and documents no way to turn that off
(google-ai-edge/mediapipe#6291); the pictures stay on the machine. This module is therefore imported only when
its engine is asked for. It runs in image mode, because video mode smooths and delays the landmarks.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import cv2
import mediapipe
import numpy as np
from mediapipe.tasks.python.core.base_options import BaseOptions
from mediapipe.tasks.python.vision import PoseLandmarker, PoseLandmarkerOptions

from vision.clip_settings import Model, Precision
from vision.datatypes import Floats, Frame, Image, Landmarks, Region, Regions
from vision.errors import InvalidSetting
from vision.landmarks.bundle import pose_bundle
from vision.landmarks.detector import PersonDetector
from vision.landmarks.rows import Row, in_step, landmarks_of
from vision.landmarks.squares import square_map, to_picture
from vision.networks import network
from vision.pictures import cut
from vision.skeletons import BLAZEPOSE_33

_VIEW = 1.25  # side of what MediaPipe sees, in sizes of the region
_MAX_SIDE = 1024  # px; the landmark network sees 256
_MAX_PERSONS = 2  # in the view, the runner and someone who passes
_HIPS = [BLAZEPOSE_33.index("left_hip"), BLAZEPOSE_33.index("right_hip")]
_MAX_OFF = 0.25  # distance of the runner's hips from the middle of the view, in its sides


def open_estimator(model: Model, precision: Precision) -> "MediaPipePose":
    """The engine with its networks loaded; raises NetworksUnavailable, and InvalidSetting for f16."""
    if precision == "f16":
        raise InvalidSetting("The engine mediapipe computes in f32; leave the precision out.")
    return MediaPipePose(model)


class MediaPipePose:
    """The Pose Landmarker on a square around the runner; people are found as in the default engine."""

    name = "mediapipe"
    whole_pictures = True
    precision: Precision = "f32"

    def __init__(self, model: Model) -> None:
        self.network = model
        self._detector = PersonDetector(network("detector"), network("lite"))
        options = PoseLandmarkerOptions(
            base_options=BaseOptions(model_asset_buffer=pose_bundle(network("detector"), network(model))),
            num_poses=_MAX_PERSONS,
        )
        self._landmarker = PoseLandmarker.create_from_options(options)

    def detect(self, image: Image, *, thorough: bool = True) -> tuple[Region, ...]:
        """See PoseEstimator."""
        return self._detector.detect(image, thorough=thorough)

    def landmarks(self, frames: Iterable[Frame], regions: Regions) -> Landmarks:
        """See PoseEstimator."""
        return landmarks_of(self._rows(frames, regions), regions.time_s)

    def _rows(self, frames: Iterable[Frame], regions: Regions) -> Iterator[Row]:
        for i, frame in in_step(frames, regions):
            size_px = _VIEW * regions.size_px[i]
            side = round(min(size_px, _MAX_SIDE))
            view = square_map(regions.center_px[i], size_px, 0.0, side)
            piece = cut(frame.image, view, side, border=cv2.BORDER_CONSTANT)
            persons = [_values(person) for person in self._poses(piece)]
            if persons:
                runner = min(persons, key=_off_middle)
                if _off_middle(runner) <= _MAX_OFF:
                    position = to_picture(runner[:, :2] * side, view)
                    yield Row(i, position, runner[:, 2:].min(axis=1), frame.picture.shape)

    def _poses(self, piece: Image) -> list[Any]:
        picture = mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=piece)
        poses: list[Any] = self._landmarker.detect(picture).pose_landmarks
        return poses


def _values(person: Any) -> Floats:
    """x and y in fractions of the view, visibility and presence: (33, 4)."""
    return np.array([(p.x, p.y, p.visibility, p.presence) for p in person], dtype=float)


def _off_middle(person: Floats) -> float:
    return float(np.hypot(*(person[_HIPS, :2].mean(axis=0) - 0.5)))
