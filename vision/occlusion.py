"""Does something stand before the runner, and which joints does it hide?

The landmark network is as sure of hidden joints as of seen ones, but the pictures tell: the body bounces and
swings, so an edge that stays where it is while the body passes is the edge of something in front of it. What
stands behind the runner loses its edges to the body that covers them.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.datatypes import SIDES, Bools, Camera, Floats, Frame, Image, Landmarks, Region, Regions

STILLS = 60
"""Frames that are looked at, at random, so that they do not keep step with the stride."""

STILLS_MIN = 20
STILL_SIDE_PX = 400
"""Size of the runner's square in a still: 2 cm, by which trunks sway, are then 4 pixels, wider than
an edge."""

EDGE_STEP = 11.0
"""Least brightness on one side of an edge over the other, of 255: three times the noise of a dim picture."""

TRUNK_MIN_PX = 60.0
"""Of a still, a runner of 200 pixels: in smaller ones the body's own edges hardly move."""

BROAD = 0.35
"""Shoulders so far apart, in trunk lengths, half of what they are from behind, belong to a runner seen along
the path, who bounces but hardly sways: only level edges can tell then."""

BODY_WIDTHS = (0.24, 0.12, 0.08)
"""Of trunk, thigh and shank around their middle lines in trunk lengths, 12, 6 and 4 cm: half of what they
cover, for landmarks are some centimetres off."""

COVERED_MIN = 8
"""Stills in which the body is there, of 60; fewer are one moment of the stride, which looks the same
again."""

ALONG_NORMAL = 0.9
"""Of the gradient: an edge counts as the same within 26 degrees of its usual direction."""

STAYS_SHARE = 0.85
"""Of the stills in which an edge is there: 0.9 and more for rails and posts, less for a pixel of the body."""

EDGE_MIN, CROSSING_MIN = 0.2, 0.08
"""Length of an edge that counts and of its part that the body passes behind, in trunk lengths, 10 and 4 cm:
less is a stripe of clothing."""

REACH = 0.35
"""Joints so near to such an edge, in trunk lengths, may be hidden: within 17 cm, for of a broad rail only one
edge may stand out from what passes behind it."""

HIDDEN_SHARE = 0.1
"""Of the stills: a joint that is hidden for less passes by, and its path is known from the rest."""

THERE_MIN = 0.5
"""Mean confidence of shoulders and hips where somebody is: 1.0, also behind rails; at most 0.25 in landmarks
placed on an empty treadmill, whose own edges nothing covers."""

PARTS = ("shoulder", "hip", "knee", "ankle")
SEGMENTS = (("mid_shoulder", "mid_hip"), ("hip", "knee"), ("knee", "ankle"))


@dataclass(frozen=True, slots=True, eq=False)
class Still:
    """A grey piece of one frame; its pixel (0, 0) lies at `corner_px` of the picture."""

    row: int
    image: Image
    corner_px: tuple[float, float]
    scale: float


Box = tuple[int, int, int, int]  # left, top, right and bottom


class Stills:
    """Keeps pieces of some of the frames that pass by; their number does not grow with the video."""

    def __init__(self, rows: NDArray[np.intp], box: Box, scale: float) -> None:
        self._rows, self._box, self._scale = frozenset(rows.tolist()), box, scale
        self._kept: list[Still] = []

    @classmethod
    def of(cls, runner: Regions, looked_at: Bools) -> Self:
        """Of the frames looked at in which the runner is, around all places where that is."""
        rows = _some(np.flatnonzero(looked_at & np.isfinite(runner.size_px)))
        if not len(rows):
            return cls(rows, (0, 0, 0, 0), 1.0)
        size_px = float(np.median(runner.size_px[rows]))
        return cls(rows, _around(runner.center_px[rows], runner.size_px[rows]), _scale(size_px))

    @classmethod
    def near(cls, home: Region, looked_at: Bools, *, roam: float) -> Self:
        """Of the frames looked at, around a runner who roams by so many sizes of the region.

        They are as large as is needed if the runner shrinks by as much, as a natural logarithm.
        """
        center_px, size_px = np.array([home.center_px]), np.array([(1 + 2 * roam) * home.size_px])
        least_px = home.size_px * math.exp(-roam)
        return cls(_some(np.flatnonzero(looked_at)), _around(center_px, size_px), _scale(least_px))

    def frames(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        """The same frames."""
        for frame in frames:
            if frame.index in self._rows:
                self._keep(frame)
            yield frame

    def within(self, runner: Regions) -> tuple[Still, ...]:
        """What was kept so far, cut to where the runner is, and scaled by the runner's usual size."""
        rows = [still.row for still in self._kept if np.isfinite(runner.size_px[still.row])]
        if not rows:
            return ()
        box = _around(runner.center_px[rows], runner.size_px[rows])
        scale = min(self._scale, _scale(float(np.median(runner.size_px[rows]))))
        return tuple(_scaled(_cut(still, box), scale) for still in self._kept if still.row in rows)

    def _keep(self, frame: Frame) -> None:
        left, top, right, bottom = self._box
        height, width = frame.picture.shape
        rows, columns = slice(top, min(bottom, height)), slice(left, min(right, width))
        gray = frame.picture.gray(rows, columns, every=1)
        self._kept.append(_scaled(Still(frame.index, gray, (left, top), 1.0), self._scale))


def _some(rows: NDArray[np.intp]) -> NDArray[np.intp]:
    return np.random.default_rng(0).permutation(rows)[:STILLS]


def _scale(size_px: float) -> float:
    return min(1.0, STILL_SIDE_PX / size_px)


def _around(center_px: Floats, size_px: Floats) -> Box:
    half = size_px[:, None] / 2
    left, top = np.floor(np.clip((center_px - half).min(axis=0), 0, None))
    right, bottom = np.ceil(np.clip((center_px + half).max(axis=0), 1, None))
    return int(left), int(top), int(right), int(bottom)


def _cut(still: Still, box: Box) -> Still:
    """The part of a still that lies in a box of the picture."""
    offset = np.array(still.corner_px)
    low, high = ((np.array(corner) - offset) * still.scale for corner in (box[:2], box[2:]))
    left, top = np.floor(np.clip(low, 0, None)).astype(int)
    right, bottom = np.ceil(high).astype(int)
    corner = offset + np.array([left, top]) / still.scale
    return Still(
        still.row, still.image[top:bottom, left:right], (float(corner[0]), float(corner[1])), still.scale
    )


def _scaled(still: Still, scale: float) -> Still:
    times = scale / still.scale
    image = cv2.resize(still.image, None, fx=times, fy=times, interpolation=cv2.INTER_AREA)
    return replace(still, image=np.asarray(image, np.uint8), scale=scale)


def hidden_parts(stills: Sequence[Still], landmarks: Landmarks, *, camera: Camera) -> tuple[str, ...]:
    """Which of shoulder, hip, knee and ankle are behind something that stands still.

    Those of the side that is seen better. Nothing is known, and nothing named, where the camera moves.
    """
    points, there = _points(landmarks), _is_there(landmarks)
    seen = [still for still in stills if there[still.row] and _all_known(points, still.row)]
    if camera == "moving" or len(seen) < STILLS_MIN:
        return ()
    placed = [_placed(points, still) for still in seen]
    trunk_px = float(np.median([np.hypot(*(p["mid_shoulder"] - p["mid_hip"])) for p in placed]))
    if trunk_px < TRUNK_MIN_PX:
        return ()
    bodies = [_body(p, still.image.shape, trunk_px) for p, still in zip(placed, seen, strict=True)]
    upright_too = _breadth_px(placed) < BROAD * trunk_px
    edges = _in_front([still.image for still in seen], bodies, trunk_px, upright_too=upright_too)
    if not edges.any():
        return ()
    away = cv2.distanceTransform((~edges).astype(np.uint8), cv2.DIST_L2, 5)
    near = [{part: _at(away, p[part]) < REACH * trunk_px for part in PARTS} for p in placed]
    return tuple(part for part in PARTS if np.mean([n[part] for n in near]) >= HIDDEN_SHARE)


def _points(landmarks: Landmarks) -> dict[str, Floats]:
    """The better seen side's joints and the middles of the trunk's ends, each (n, 2)."""
    index = landmarks.skeleton.index
    sides = [[index(f"{side}_{part}") for part in PARTS] for side in SIDES]
    better = max(sides, key=lambda side: float(landmarks.confidence[:, side].mean()))
    mid = {
        f"mid_{part}": landmarks.position_px[:, [side[i] for side in sides]].mean(axis=1)
        for i, part in enumerate(PARTS[:2])
    }
    return mid | {part: landmarks.position_px[:, k] for part, k in zip(PARTS, better, strict=True)}


def _is_there(landmarks: Landmarks) -> Bools:
    """In which frames somebody is at the landmarks' place, (n,)."""
    trunk = [landmarks.skeleton.index(f"{side}_{part}") for side in SIDES for part in PARTS[:2]]
    return np.asarray(landmarks.confidence[:, trunk].mean(axis=1) >= THERE_MIN)


def _all_known(points: dict[str, Floats], row: int) -> bool:
    return all(bool(np.isfinite(place[row]).all()) for place in points.values())


def _placed(points: dict[str, Floats], still: Still) -> dict[str, Floats]:
    return {name: (p[still.row] - still.corner_px) * still.scale for name, p in points.items()}


def _body(points: dict[str, Floats], shape: tuple[int, ...], trunk_px: float) -> Bools:
    """Where trunk and leg surely cover what is behind them."""
    mask = np.zeros(shape, np.uint8)
    for (start, end), width in zip(SEGMENTS, BODY_WIDTHS, strict=True):
        first, last = (np.round(points[name]).astype(int).tolist() for name in (start, end))
        cv2.line(mask, first, last, 1, max(1, round(width * trunk_px)))
    return mask > 0


def _breadth_px(placed: Sequence[dict[str, Floats]]) -> float:
    """How far the shoulders are apart across the picture."""
    return 2 * float(np.median([abs(p["shoulder"][0] - p["mid_shoulder"][0]) for p in placed]))


def _in_front(
    images: Sequence[Image], bodies: Sequence[Bools], trunk_px: float, *, upright_too: bool
) -> Bools:
    """Edges of what stands before the body: always there, also where and when the body passes."""
    normal = _usual_normal(images)
    there, there_covered, covered = (np.zeros(images[0].shape, np.float32) for _ in range(3))
    right, down = np.ascontiguousarray(normal.real), np.ascontiguousarray(normal.imag)
    for image, body in zip(images, bodies, strict=True):
        x, y = _gradient(image)
        across = np.abs(x * right + y * down)
        edge = (across > EDGE_STEP) & (across > ALONG_NORMAL * cv2.magnitude(x, y))
        there += edge
        there_covered += edge & body
        covered += body
    stays = there >= STAYS_SHARE * len(images)
    crossed = stays & (covered >= COVERED_MIN) & (there_covered >= STAYS_SHARE * covered)
    level = np.abs(normal.imag) > np.abs(normal.real)
    found = _lines(stays & level, crossed, trunk_px)
    return found | _lines(stays & ~level, crossed, trunk_px) if upright_too else found


def _usual_normal(images: Sequence[Image]) -> NDArray[np.complex64]:
    """Across the edge that is at each pixel most of the time, light to dark or dark to light, as x + iy."""
    turns = np.zeros((2, *images[0].shape), np.float32)
    for image in images:
        x, y = _gradient(image)
        steep = np.maximum(cv2.magnitude(x, y), 1e-6)
        turns += (x * x - y * y) / steep, 2 * x * y / steep  # (x + iy)^2
    normal: NDArray[np.complex64] = np.exp(0.5j * np.angle(turns[0] + 1j * turns[1])).astype(np.complex64)
    return normal


def _lines(edges: Bools, crossed: Bools, trunk_px: float) -> Bools:
    """Only edges in one piece that are long enough, and crossed by the body over enough of it."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(edges.astype(np.uint8), connectivity=8)
    kept = [
        piece
        for piece in range(1, count)
        if _extent(stats[piece]) >= EDGE_MIN * trunk_px
        and _reach(crossed & (labels == piece)) >= CROSSING_MIN * trunk_px
    ]
    return np.isin(labels, kept)


def _extent(stats: NDArray[np.int32]) -> float:
    return float(np.hypot(stats[cv2.CC_STAT_WIDTH], stats[cv2.CC_STAT_HEIGHT]))


def _reach(pixels: Bools) -> float:
    """Diagonal of the box around them."""
    places = np.argwhere(pixels)
    return float(np.hypot(*np.ptp(places, axis=0))) if len(places) else 0.0


def _gradient(image: Image) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """By which brightness steps up to the right and downwards at each pixel."""
    smooth = cv2.GaussianBlur(image.astype(np.float32), (0, 0), 0.8)
    # Sobel's kernel sums to 8; a step that the blur spreads then peaks at 0.36 of its height
    x, y = (cv2.Sobel(smooth, cv2.CV_32F, dx, dy, scale=1 / 8 / 0.36) for dx, dy in ((1, 0), (0, 1)))
    return np.asarray(x, np.float32), np.asarray(y, np.float32)


def _at(away: np.ndarray, point: Floats) -> float:
    """The distance at a point; far where it lies outside."""
    column, row = np.round(point).astype(int)
    inside = 0 <= row < away.shape[0] and 0 <= column < away.shape[1]
    return float(away[row, column]) if inside else float("inf")
