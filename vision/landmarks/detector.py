"""Find the people in a picture with two of BlazePose's networks.

The detector is an SSD that gives a box and four key points per person. Two of them make a region: the hip
centre, and the point above the head on the circle around the whole body (Bazarevsky et al. 2020,
arXiv:2006.10204). It sees 224 px, and in them persons taller than about a third of the view; so the picture
is looked at whole, in overlapping views of half its long side, and of a quarter when nobody was found.

Its regions vary in size by 6 % from frame to frame and by more for small persons, and landmarks depend on
that size. The landmark network gives the same two points within 1 to 2 %, and says whether there is a person
at all; so everyone found is settled with the lite one, which takes 2 ms a pass. The rotation stays the
detector's: on rendered runners shank and foot come out nearer to the truth with it.

Both compute in f32: in f16 the centre moves by half a pixel of the piece, and every landmark with it.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from vision.datatypes import Floats, Image, Region
from vision.landmarks.compiled import Recipe
from vision.landmarks.runtime import InferenceSession, Outputs
from vision.landmarks.squares import region_between, square_map, to_picture
from vision.pictures import cut

_STRIDES_AND_ANCHORS = ((8, 2), (16, 2), (32, 6))
_GLIMPSE_SCORE = 0.5  # worth settling; also what counts in the mean of overlapping boxes
_PRESENT = 0.5
_SAME_BOX = 0.3  # intersection over union of boxes that show one person
_SAME_PERSON = 0.35  # distance of two regions' centres, in sizes of the larger
_WHOLE, _HALF, _QUARTER = 1.0, 0.5, 0.25  # sides of the views, in long sides of the picture
_FIRST_LOOK = 1.2  # too large a region settles better than too small a one
_SETTLED, _MAX_PASSES = 0.04, 6  # relative change of size in a pass
_TIGHTNESS = 0.92  # a limb gets more of the network's pixels; tighter still, and feet leave the square
_HIP, _RIM = 33, 34  # the landmark network's own hip centre and point of the circle


class PersonDetector:
    """Finds everyone in a picture, down to a height of about a twelfth of its long side."""

    def __init__(self, detector: Path, lite: Path) -> None:
        outputs = ("Identity", "Identity_1")
        self._detector = InferenceSession(Recipe(detector, outputs, mean=127.5, scale=127.5))
        self._settler = InferenceSession(Recipe(lite, outputs, mean=0.0, scale=255.0))
        self._anchors = ssd_anchors(self._detector.side)

    def detect(self, image: Image, *, thorough: bool = True) -> tuple[Region, ...]:
        """Everyone in the picture, surest first; see PoseEstimator."""
        persons = self._search(image, _WHOLE, [])
        if thorough or not persons:
            persons += self._search(image, _HALF, persons)
        if not persons:
            persons = self._search(image, _QUARTER, persons)
        return tuple(sorted(persons, key=lambda person: -person.score))

    def glimpses(self, image: Image, fraction: float) -> Iterator[Region]:
        """Regions as the detector gives them, from views of a fraction of the picture's long side."""
        side = self._detector.side
        views = view_maps(image, fraction, side)
        pieces = ((view, cut(image, view, side, border=cv2.BORDER_CONSTANT)) for view in views)
        for view, outputs in self._detector.run(pieces):
            for score, points in decode(outputs, self._anchors, side=side, min_score=_GLIMPSE_SCORE):
                hip, rim = to_picture(points[2:4] * side, view)
                yield region_between(hip, rim, score)

    def _search(self, image: Image, fraction: float, known: list[Region]) -> list[Region]:
        glimpses = distinct(list(self.glimpses(image, fraction)), known)
        settled = (self._settle(image, glimpse) for glimpse in glimpses)
        return distinct([person for person in settled if person], known)

    def _settle(self, image: Image, glimpse: Region) -> Region | None:
        """The region as the landmark network sees it; None when it sees nobody."""
        before = replace(glimpse, size_px=glimpse.size_px * _FIRST_LOOK)
        for _ in range(_MAX_PASSES):
            region, presence = self._look_closer(image, before)
            if abs(region.size_px / before.size_px - 1) < _SETTLED:
                break
            before = region
        if presence < _PRESENT:
            return None
        return replace(region, size_px=_TIGHTNESS * region.size_px, rotation_rad=glimpse.rotation_rad)

    def _look_closer(self, image: Image, region: Region) -> tuple[Region, float]:
        """The region of whoever is in a region, and the probability that someone is."""
        side = self._settler.side
        view = square_map(np.array(region.center_px), region.size_px, region.rotation_rad, side)
        piece = cut(image, view, side, border=cv2.BORDER_REPLICATE)
        ((_, (raw, presence)),) = self._settler.run([(None, piece)])
        hip, rim = to_picture(raw.astype(float).reshape(-1, 5)[[_HIP, _RIM], :2], view)
        return region_between(hip, rim, region.score), presence.item()


def ssd_anchors(side: int) -> Floats:
    """Centres of the anchors, (m, 2), in fractions of the side."""
    layers: list[Floats] = []
    for stride, repeats in _STRIDES_AND_ANCHORS:
        centers = (np.arange(side // stride) + 0.5) * stride / side
        x, y = np.meshgrid(centers, centers)
        layers.append(np.repeat(np.column_stack([x.ravel(), y.ravel()]), repeats, axis=0))
    return np.concatenate(layers)


def decode(outputs: Outputs, anchors: Floats, *, side: int, min_score: float) -> list[tuple[float, Floats]]:
    """Persons in one view: score, and (6, 2) box centre, box size, hip, rim and two points of the upper body.

    In fractions of the view. Overlapping boxes are merged to their mean weighted by score, as in MediaPipe.
    """
    raw, logits = outputs
    scores = 1 / (1 + np.exp(-np.clip(logits[:, 0].astype(float), -100, 100)))
    order = np.argsort(-scores)
    kept = order[scores[order] >= min_score]
    scores = scores[kept]
    points = raw[kept].astype(float).reshape(-1, 6, 2) / side
    points[:, [0, 2, 3, 4, 5]] += anchors[kept, None]
    persons: list[tuple[float, Floats]] = []
    left = np.arange(len(kept))
    while len(left):
        same = overlap(points[left[0], :2], points[left, :2]) > _SAME_BOX
        group, left = left[same], left[~same]
        persons.append((float(scores[group[0]]), np.average(points[group], axis=0, weights=scores[group])))
    return persons


def overlap(box: Floats, boxes: Floats) -> Floats:
    """Intersection over union of one box, centre and size in (2, 2), with many, (m, 2, 2)."""
    low = np.maximum(box[0] - box[1] / 2, boxes[:, 0] - boxes[:, 1] / 2)
    high = np.minimum(box[0] + box[1] / 2, boxes[:, 0] + boxes[:, 1] / 2)
    shared = np.clip(high - low, 0, None).prod(axis=1)
    ratio: Floats = shared / (box[1].prod() + boxes[:, 1].prod(axis=1) - shared)
    return ratio


def view_maps(image: Image, fraction: float, side: int) -> list[Floats]:
    """Squares over the picture, neighbours overlapping by about a half, as maps from the detector's input."""
    height, width = image.shape[:2]
    size = fraction * max(height, width)

    def centers(extent: int) -> Floats:
        count = max(0, round(2 * (extent - size) / size)) + 1
        margin = (size if count > 1 else extent) / 2
        return np.linspace(margin, extent - margin, count)

    return [square_map(np.array([x, y]), size, 0.0, side) for y in centers(height) for x in centers(width)]


def distinct(persons: list[Region], known: list[Region]) -> list[Region]:
    """Persons, surest first, that are neither among the known nor repeats of a surer one."""
    kept: list[Region] = []
    for person in sorted(persons, key=lambda person: -person.score):
        if not any(_same(person, other) for other in known + kept):
            kept.append(person)
    return kept


def _same(one: Region, other: Region) -> bool:
    distance = np.hypot(*np.subtract(one.center_px, other.center_px))
    return bool(distance < _SAME_PERSON * max(one.size_px, other.size_px))
