"""Pictures -> the part of them in which the clip itself lies.

Social networks lay a clip into a picture of other proportions: between bars, or before a blurred, enlarged
copy of itself. In that copy runs a second, larger runner; a bar's edge is no wall that stands upright; and
what the clip cuts off is not at the edge of the picture. Told by two seams that run straight from side to
side and, beyond them, one colour or an enlarged copy of the clip.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product

import cv2
import numpy as np
from scipy.ndimage import maximum_filter1d

from vision.datatypes import Bools, Floats, Image, Window

SEAM_STEP = 5.0
"""Least step at a seam, in grey levels of 255; encoders leave 1 to 2 on a flat surface."""

SEAM_SHARE, BAR_SHARE = 0.35, 0.9
"""Of a line's pixels that step there and not nearby: 0.5 and more before a copy, which has some of the clip's
colours, nearly all at a bar."""

INNER_SHARE = (0.2, 0.85)
"""How much of the picture the clip takes: 0.32 for wide in tall, 0.56 for square in tall."""

PLAIN_LEVELS, PLAIN_SHARE = 3.0, 0.6
"""How little a bar varies from end to end, and how many of its lines; on the others there may be writing."""

COPY_LIKENESS = 0.55
"""Correlation beyond the seams with the enlarged clip, in time and along lines: 0.67 to 0.86, else 0.4."""

VARIED_LEVELS = 1.0
"""Standard deviation of a line or a pixel, in grey levels, below which it says nothing."""

ENLARGED = (1.0, 1.15, 1.3, 1.5)
"""By how much more than to fill the picture the copy may be enlarged."""

CANDIDATES, APART_PX = 8, 3  # seams of each half that are tried, and how far they are from one another
SMALL_PX, THUMBNAIL_PX = 270, 90
STRIP_PX = 128  # of all pictures, steps of such a strip stay in the processor's cache


def inner_window(images: Iterable[Image]) -> Window | None:
    """Where the clip lies in some pictures of one video; None where it fills them, or there are none."""
    gray = [np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8) for image in images]
    if not gray:
        return None
    height, width = gray[0].shape
    if rows := _between_seams(gray):
        return Window(0, rows.start, width, rows.stop - rows.start)
    if columns := _between_seams([picture.T for picture in gray]):
        return Window(columns.start, 0, columns.stop - columns.start, height)
    return None


def _between_seams(gray: Sequence[Image]) -> slice | None:
    """Rows of the inner picture, where there is one between bars or copies above and below."""
    share, height = _seam_share(gray), len(gray[0])
    small = np.stack([_resized(picture, SMALL_PX) for picture in gray])
    largest, likest = (0, 0, 0), (COPY_LIKENESS, 0, 0)
    for top, bottom in _pairs(share):
        between = round(top * small.shape[1] / height), round(bottom * small.shape[1] / height)
        if min(share[top], share[bottom]) >= BAR_SHARE and _plain(small, *between):
            largest = max(largest, (bottom - top, top, bottom))
        else:
            likest = max(likest, (_copied(small, *between), top, bottom))
    _, top, bottom = largest if largest[0] else likest
    return slice(top, bottom) if bottom else None


def _seam_share(gray: Sequence[Image]) -> Floats:
    """Of every row, how many of its pixels differ from those of the row above by more than nearby rows do."""
    height, width = gray[0].shape
    seams = np.zeros(height - 1, np.intp)
    for left in range(0, width, STRIP_PX):  # of all at once, steps in 4K are 150 MB
        strips = [np.ascontiguousarray(picture[:, left : left + STRIP_PX]) for picture in gray]
        seams += _seams_of(strips).sum(axis=1)
    return np.append(0.0, seams / width)


def _seams_of(strips: Sequence[Image]) -> Bools:
    """Which pixels but those of the first row step away from the row above, and not nearby."""
    step = np.zeros((len(strips[0]) - 1, strips[0].shape[1]), np.float32)
    for strip in strips:
        cv2.accumulate(cv2.absdiff(strip[1:], strip[:-1]), step)
    step /= len(strips)
    around = np.roll(step, 3, axis=0)
    np.maximum(around, np.roll(step, -3, axis=0), out=around)
    steps: Bools = (step > SEAM_STEP) & (step > 2 * around)
    return steps


def _pairs(share: Floats) -> Iterator[tuple[int, int]]:
    """First and last row of what may be an inner picture, clearest seams first."""
    height = len(share)
    clearest = share == maximum_filter1d(share, 2 * APART_PX + 1)
    seams = [int(row) for row in np.argsort(-share) if clearest[row] and share[row] >= SEAM_SHARE]
    upper, lower = ([r for r in seams if (r < height / 2) == above][:CANDIDATES] for above in (True, False))
    for top, bottom in product(upper, lower):
        if INNER_SHARE[0] <= (bottom - top) / height <= INNER_SHARE[1]:
            yield top, bottom


def _plain(small: Image, top: int, bottom: int) -> bool:
    """Whether most lines above and below have one colour, from end to end and all the time."""
    beyond = np.concatenate([small[:, :top], small[:, bottom + 1 :]], axis=1).astype(float)
    spread = np.percentile(beyond, 75, axis=(0, 2)) - np.percentile(beyond, 25, axis=(0, 2))
    return float((spread <= PLAIN_LEVELS).mean()) >= PLAIN_SHARE


def _copied(small: Image, top: int, bottom: int) -> float:
    """How surely an enlarged copy of the inner picture is above and below, by its lines and its motion.

    What is none by some of its lines is not looked at further.
    """
    outer = np.stack([_resized(picture, THUMBNAIL_PX) for picture in small])
    scale = outer.shape[1] / small.shape[1]
    above, below = slice(0, int(top * scale)), slice(int(np.ceil(bottom * scale)) + 1, None)

    def likeness(copy: Image) -> float:
        least, strips = 1.0, [(outer[:, rows], copy[:, rows]) for rows in (above, below)]
        for strip in strips:
            least = min(least, _alike(*strip, axis=2))
            if least <= COPY_LIKENESS:
                return least
        motion = (np.concatenate(pictures, axis=1) for pictures in zip(*strips, strict=True))
        return min(least, _alike(*motion, axis=0))

    return max(likeness(copy) for copy in _copies(small[:, top:bottom], outer.shape[1:]))


def _copies(inner: Image, shape: tuple[int, ...]) -> Iterator[Image]:
    """Thumbnails of the inner picture as it may have been enlarged: to fill the outer one, or stretched."""
    size = np.array(inner.shape[1:])
    filling = np.array([size[0], size[0] * shape[1] / shape[0]])
    for part, times in product((filling, size), ENLARGED):
        (top, left), (bottom, right) = ((size / 2 + way * part / times / 2).astype(int) for way in (-1, 1))
        yield np.stack([_resized(picture[top:bottom, left:right], shape[1], shape[0]) for picture in inner])


def _resized(picture: Image, width: int, height: int | None = None) -> Image:
    size = (width, height or round(width * picture.shape[0] / picture.shape[1]))
    whole = np.ascontiguousarray(picture)
    return np.asarray(cv2.resize(whole, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _alike(outer: Image, copy: Image, *, axis: int) -> float:
    """Median correlation along time or lines: writing on a few does not count; 0 where all is even."""
    a, b = (pictures - pictures.mean(axis=axis, keepdims=True) for pictures in (outer, copy))
    varied = np.maximum(a.std(axis=axis), b.std(axis=axis)) > VARIED_LEVELS
    power = np.sqrt((a * a).sum(axis=axis) * (b * b).sum(axis=axis))
    alike = (a * b).sum(axis=axis) / np.maximum(power, 1e-9)
    return float(np.median(alike[varied])) if varied.any() else 0.0
