"""The default engine: BlazePose's networks on OpenVINO. It opens no connection."""

from collections.abc import Iterable, Iterator

import numpy as np

from vision.clip_settings import Model, Precision
from vision.datatypes import Floats, Frame, Image, Landmarks, Region, Regions
from vision.landmarks.compiled import Recipe, chosen_precision
from vision.landmarks.detector import PersonDetector
from vision.landmarks.rows import Row, in_step, landmarks_of
from vision.landmarks.runtime import InferenceSession, Outputs
from vision.landmarks.squares import square_map, to_picture
from vision.networks import network
from vision.skeletons import BLAZEPOSE_33

_AT_ONCE: dict[Precision, int] = {"f16": 2, "f32": 1}
"""Pieces that the network takes together: two of them take a tenth less time in f16, and no less in f32."""

_COUNT = len(BLAZEPOSE_33.landmarks)
_PRESENT = 0.5  # probability of a person in the piece, below which there are no landmarks
_KERNEL = np.arange(-3, 4)
_PEAK = 0.5  # probability at a heat map's peak, from which on it places the landmark


def open_estimator(model: Model, precision: Precision) -> "BlazePose":
    """The engine with its networks loaded; raises NetworksUnavailable and InvalidSetting."""
    return BlazePose(model, chosen_precision(precision))


class BlazePose:
    """Detector and landmark network on OpenVINO: every frame by itself, on all cores."""

    name = "blazepose"
    whole_pictures = False

    def __init__(self, model: Model, precision: Precision) -> None:
        self.network, self.precision = model, precision
        self._detector = PersonDetector(network("detector"), network("lite"))
        outputs = ("Identity", "Identity_1", "Identity_3")
        at_once = _AT_ONCE[precision]
        recipe = Recipe(network(model), outputs, 0.0, 255.0, precision=precision, at_once=at_once)
        self._network = InferenceSession(recipe)

    def detect(self, image: Image, *, thorough: bool = True) -> tuple[Region, ...]:
        """See PoseEstimator."""
        return self._detector.detect(image, thorough=thorough)

    def landmarks(self, frames: Iterable[Frame], regions: Regions) -> Landmarks:
        """See PoseEstimator."""
        return landmarks_of(self._rows(frames, regions), regions.time_s)

    def _rows(self, frames: Iterable[Frame], regions: Regions) -> Iterator[Row]:
        side = self._network.side

        def pieces() -> Iterator[tuple[tuple[int, Floats, tuple[int, int]], Image]]:
            for i, frame in in_step(frames, regions):
                matrix = square_map(regions.center_px[i], regions.size_px[i], regions.rotation_rad[i], side)
                yield (i, matrix, frame.picture.shape), frame.picture.piece(matrix, side)

        for (i, matrix, shape), outputs in self._network.run(pieces()):
            if outputs[1].item() >= _PRESENT:
                position, confidence = decode(outputs, side=side)
                yield Row(i, to_picture(position, matrix), confidence, shape)


def decode(outputs: Outputs, *, side: int) -> tuple[Floats, Floats]:
    """Landmarks in pixels of the piece, (33, 2), and their confidence, (33,).

    The network gives positions, and the probabilities that a landmark lies in the piece and that it is not
    hidden; the confidence is the lesser of the two.
    """
    raw, _, heat = outputs
    values = raw.astype(float).reshape(-1, 5)[:_COUNT]
    position = refine(values[:, :2] / side, heat[..., :_COUNT].astype(float))
    return position * side, sigmoid(values[:, 3:5]).min(axis=1)


def refine(position: Floats, heat: Floats) -> Floats:
    """Move landmarks, in fractions of the piece, to the nearby centre of mass of their heat map.

    Only where its peak is clear, as in MediaPipe's RefineLandmarksFromHeatmapCalculator.
    """
    size = heat.shape[0]
    cell = np.floor(position * size).astype(int)  # (33, 2), column and row
    column, row = (cell[:, axis, None] + _KERNEL for axis in (0, 1))
    usable = ((row >= 0) & (row < size))[:, :, None] & ((column >= 0) & (column < size))[:, None, :]
    nearby = heat[
        np.clip(row, 0, size - 1)[:, :, None],
        np.clip(column, 0, size - 1)[:, None, :],
        np.arange(len(position))[:, None, None],
    ]
    weight = np.where(usable, sigmoid(nearby), 0.0)
    total = weight.sum(axis=(1, 2))
    clear = (weight.max(axis=(1, 2)) >= _PEAK) & ((cell >= 0) & (cell < size)).all(axis=1)
    x = (weight.sum(axis=1) * column).sum(axis=1) / np.maximum(total, _PEAK) / size
    y = (weight.sum(axis=2) * row).sum(axis=1) / np.maximum(total, _PEAK) / size
    return np.where(clear[:, None], np.column_stack([x, y]), position)


def sigmoid(x: Floats) -> Floats:
    """The logistic function."""
    result: Floats = 1 / (1 + np.exp(-np.clip(x, -100, 100)))
    return result
