"""What the pictures themselves are like, frame by frame: still, cut, dark, blurred or made up.

Gathered while the frames pass by on their way to the landmark network, from thumbnails: about a
millisecond a frame. Every fact is one number per frame.
"""

from collections import deque
from collections.abc import Iterable, Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.datatypes import Footage, Frame, Image, Picture, Regions
from vision.fades import FADE_S, crossfade
from vision.thinning import looked_at

VIEW_PX = 96
"""Width of the thumbnail of the whole picture."""

RUNNER_PX = 128
"""Side of the runner's thumbnail, half of what the landmark network sees."""

RUNNER_SHARE = (0.35, 0.45)
"""Half width and half height of the runner in sizes of the region."""

COLOR_PX, COLOR_EVERY = 48, 8
"""Side of the runner's square in colours, and at how many of the network's frames it is looked at: a video
keeps its colours."""

BLUR_PX = 9
"""Width of the box filter of Crete's measure."""

DETAIL_PX = 5
"""Width of the box filter whose loss is detail: ghosts of a foot stand 3 of these pixels apart or more."""

BLANK_BELOW = 1.5
"""Contrast of a frame of one colour, standard deviation of 255: under 0.5; 3 in a nearly black gym."""

_Place = tuple[slice, slice]  # rows and columns


class Watch:
    """Looks at frames that pass by and keeps what it saw; at the whole picture and at the runner in turn."""

    def __init__(self, runner: Regions) -> None:
        self._runner = runner
        self._colored = frozenset(np.flatnonzero(looked_at(runner.time_s))[::COLOR_EVERY].tolist())
        self._facts = np.full((8, len(runner.time_s)), np.nan)
        self._views: deque[tuple[float, int, Image]] = deque()
        self._last: tuple[Frame, _Place | None, Image | None] | None = None  # with the runner in it
        self._blank = 0

    def frames(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        """The same frames, each looked at once; they come in ascending order."""
        return self.runner(self.whole(frames))

    def whole(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        """The same frames, looked at before it is known where the runner is."""
        for frame in frames:
            self._look(frame)
            yield frame

    def runner(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        """The same frames, looked at where the runner is."""
        for frame in frames:
            self._look_at_runner(frame)
            yield frame

    @property
    def footage(self) -> Footage:
        """What was seen so far."""
        novelty, change, brightness, blurs, sharpenings, colors, contrast, mixing = self._facts
        known = colors[np.isfinite(colors)]
        return Footage(
            novelty,
            change,
            brightness,
            blurs,
            blank_share=self._blank / len(novelty),
            color=float(np.median(known)) if len(known) else float("nan"),
            sharpening=sharpenings,
            contrast=contrast,
            mixing=mixing,
        )

    def _look(self, frame: Frame) -> None:
        view = thumbnail(frame.picture, VIEW_PX)
        self._facts[6, frame.index] = view.std()
        self._blank += bool(view.std() < BLANK_BELOW)
        if self._views:
            self._facts[0, frame.index] = unlikeness(self._views[-1][2], view)
        self._mix(frame.time_s, frame.index, view)

    def _look_at_runner(self, frame: Frame) -> None:
        place, last = self._place(frame), self._last
        person = thumbnail(frame.picture, RUNNER_PX, *place) if place else None
        self._last = frame, place, person
        if place is None or person is None:
            return
        self._facts[2:4, frame.index] = float(person.mean()), blur(person)
        if frame.index in self._colored:
            self._facts[5, frame.index] = self._color(frame)
        if last is None:
            return
        before, then, seen = last
        if then != place or seen is None:  # the same place is seen already
            seen = thumbnail(before.picture, RUNNER_PX, *place)
        self._facts[1, frame.index] = float(cv2.absdiff(seen, person).mean())
        self._facts[4, frame.index] = sharpening(seen, person)

    def _mix(self, time_s: float, index: int, view: Image) -> None:
        """Whether the picture half a second ago was a mixture of the one before it and this one."""
        views = self._views
        views.append((time_s, index, view))
        while len(views) > 1 and time_s - views[1][0] >= FADE_S:
            views.popleft()
        if time_s - views[0][0] >= FADE_S:
            _, between, picture = views[len(views) // 2]
            self._facts[7, between] = crossfade(views[0][2], picture, view)

    def _color(self, frame: Frame) -> float:
        center, size = self._runner.center_px[frame.index], self._runner.size_px[frame.index]
        matrix = np.column_stack([np.eye(2) * size / COLOR_PX, center - size / 2])
        return color(frame.picture.piece(matrix, COLOR_PX))

    def _place(self, frame: Frame) -> _Place | None:
        """Rows and columns in which the runner is in one frame; None when out of the picture."""
        size = self._runner.size_px[frame.index]
        if not np.isfinite(size):
            return None
        center, reach = self._runner.center_px[frame.index], size * np.array(RUNNER_SHARE)
        (left, top), (right, bottom) = ((center + s * reach).clip(0).astype(int) for s in (-1, 1))
        height, width = frame.picture.shape
        rows, columns = slice(top, min(bottom, height)), slice(left, min(right, width))
        if min(rows.stop - rows.start, columns.stop - columns.start) < 2:
            return None
        return rows, columns


def thumbnail(
    picture: Picture, width_px: int, rows: slice | None = None, columns: slice | None = None
) -> Image:
    """Brightness of a part of the picture, or of all of it, at about this width."""
    height, width = picture.shape
    rows, columns = rows or slice(0, height), columns or slice(0, width)
    shape = (rows.stop - rows.start, columns.stop - columns.start)
    gray = picture.gray(rows, columns, every=max(1, shape[1] // (2 * width_px)))
    size = (width_px, max(1, round(width_px * shape[0] / shape[1])))
    return np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def unlikeness(first: Image, second: Image) -> float:
    """One less the correlation of two pictures: 0 for the same view in any light, about 1 for another one."""
    a, b = (picture.astype(np.float64) - picture.mean() for picture in (first, second))
    spread = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return 1.0 - float((a * b).sum()) / spread if spread > 0 else 0.0


def color(picture: Image) -> float:
    """How far the hues of an RGB picture differ, of 255: 0 where it is grey, or of one tint all over."""
    hues = cv2.cvtColor(picture, cv2.COLOR_RGB2YCrCb)[..., 1:].reshape(-1, 2)
    return float(np.linalg.norm(hues.std(axis=0)))


def blur(picture: Image) -> float:
    """0 (sharp) to 1 (nothing but blur): how little a further blur takes away (Crete 2007)."""
    return max(_blur_along(picture, axis) for axis in (0, 1))


def sharpening(before: Image, now: Image) -> float:
    """Log of the detail of moving parts over that in the picture before; NaN where nothing moves.

    Detail counts beside the contrast of the whole, which flickering light changes alike.
    """
    moving = cv2.blur(cv2.absdiff(before, now), (DETAIL_PX, DETAIL_PX)).astype(np.float32)
    first, second = (_detail(picture, moving) for picture in (before, now))
    return float(np.log(second / first)) if first > 0 and second > 0 else float("nan")


def _detail(picture: Image, weight: NDArray[np.float32]) -> float:
    """What a small blur takes away, over the standard deviation of brightness."""
    lost = cv2.absdiff(picture, cv2.blur(picture, (DETAIL_PX, DETAIL_PX))).astype(np.float32)
    spread = float(cv2.meanStdDev(picture)[1][0, 0])
    return float(np.vdot(weight, lost)) / spread if spread > 0 else 0.0


def _blur_along(picture: Image, axis: int) -> float:
    box = (BLUR_PX, 1) if axis else (1, BLUR_PX)
    steps, left = (_steps(each, axis) for each in (picture, np.asarray(cv2.blur(picture, box), np.uint8)))
    total = cv2.sumElems(steps)[0]
    return 1.0 - cv2.sumElems(cv2.subtract(steps, left))[0] / total if total > 0 else 1.0


def _steps(picture: Image, axis: int) -> Image:
    """How far neighbours along an axis differ."""
    first, second = (picture[:, :-1], picture[:, 1:]) if axis else (picture[:-1], picture[1:])
    return np.asarray(cv2.absdiff(first, second), np.uint8)
