"""A clip's frames in another order or at other times."""

import numpy as np
from trap_clips import Order

from vision.datatypes import Floats


def slower(times: float) -> Order:
    return lambda n, fps: (np.arange(n), np.arange(n) * times / fps)


def first(seconds: float) -> Order:
    return lambda _, fps: (np.arange(int(seconds * fps)), np.arange(int(seconds * fps)) / fps)


def dropped(share: float, *, stamped: bool) -> Order:
    """Frames are missing; `stamped` keeps the others' times, as a phone does."""

    def order(n: int, fps: float) -> tuple[np.ndarray, Floats]:
        rows = np.flatnonzero(np.random.default_rng(4).random(n) >= share)
        return rows, rows / fps if stamped else np.arange(len(rows)) / fps

    return order


def held(share: float) -> Order:
    """Missing frames were replaced by the one before."""

    def order(n: int, fps: float) -> tuple[np.ndarray, Floats]:
        rows = np.arange(n)
        for i in np.flatnonzero(np.random.default_rng(4).random(n) < share):
            rows[i] = rows[max(0, i - 1)]
        return rows, np.arange(n) / fps

    return order


def pulled_down(filmed_fps: float, shown_fps: float) -> Order:
    """Filmed at one rate and shown at a higher one: some pictures come twice, or all of them, or thrice."""

    def order(n: int, fps: float) -> tuple[np.ndarray, Floats]:
        shown = np.arange(int(n / fps * shown_fps))
        rows = np.round(shown * filmed_fps // shown_fps / filmed_fps * fps).astype(int)
        return rows[rows < n], shown[rows < n] / shown_fps

    return order


def frozen(at: float, seconds: float) -> Order:
    def order(n: int, fps: float) -> tuple[np.ndarray, Floats]:
        rows = np.arange(n)
        start = int(at * n)
        rows[start : start + int(seconds * fps)] = start
        return rows, in_order(n, fps)

    return order


def halted(at: float, seconds: float) -> Order:
    """The picture stands still for a while and then goes on where it was."""

    def order(n: int, fps: float) -> tuple[np.ndarray, Floats]:
        rows = np.insert(np.arange(n), int(at * n), np.full(int(seconds * fps), int(at * n)))
        return rows, in_order(len(rows), fps)

    return order


def in_order(n: int, fps: float) -> Floats:
    return np.arange(n) / fps


def without_part(at: float, seconds: float) -> Order:
    """A jump cut: the same view, a part of the run missing."""

    def order(n: int, fps: float) -> tuple[np.ndarray, Floats]:
        rows = np.delete(np.arange(n), np.arange(int(at * n), int(at * n) + int(seconds * fps)))
        return rows, in_order(len(rows), fps)

    return order


def gliding(start: float, end: float, count: int) -> Order:
    """The speed of play goes from one to another all the time; `count` pictures at half the frame rate."""

    def order(n: int, fps: float) -> tuple[np.ndarray, Floats]:
        rows = np.cumsum(np.linspace(2 * start, 2 * end, count)).astype(int)
        return rows[rows < n], in_order(int((rows < n).sum()), fps / 2)

    return order


def exchanged(frames: int, *, every: int | None = None, thinned: int = 1) -> Order:
    """So many frames in reverse order again and again, at a part of the frame rate."""

    def order(n: int, fps: float) -> tuple[np.ndarray, Floats]:
        place = np.arange(n // thinned // (every or frames) * (every or frames))
        within = place % (every or frames)
        rows = np.where(within < frames, place + frames - 1 - 2 * within, place)
        return thinned * rows, in_order(len(rows), fps / thinned)

    return order


def slow_from(at: float, times: float) -> Order:
    def order(n: int, fps: float) -> tuple[np.ndarray, Floats]:
        spacing = np.where(np.arange(n) < at * n, 1.0, times) / fps
        return np.arange(n), np.cumsum(spacing) - spacing[0]

    return order


def slowed_for(at: float, share: float, times: float) -> Order:
    """A part of the clip plays more slowly, every picture longer than before."""

    def order(n: int, fps: float) -> tuple[np.ndarray, Floats]:
        passed = np.arange(n) / n
        inside = (passed >= at) & (passed < at + share)
        rows = np.flatnonzero(inside | (np.arange(n) % round(times) == 0))
        return rows, in_order(len(rows), fps / times)

    return order


def quicker(share: float, *, gradually: bool = False) -> Order:
    """Steps that come quicker in the second half, or more and more so, at half the clip's frame rate."""

    def order(n: int, fps: float) -> tuple[np.ndarray, Floats]:
        passed = np.arange(n // 2) / (n // 2)
        rate = 2 * (1 + share * (passed if gradually else np.round(passed)))
        rows = np.round(np.cumsum(rate) - rate[0]).astype(int)
        return rows[rows < n], in_order(int((rows < n).sum()), fps / 2)

    return order


def hurried(at: float, share: float, times: float) -> Order:
    """A part of the clip plays faster, and nothing is cut."""

    def order(n: int, fps: float) -> tuple[np.ndarray, Floats]:
        passed = np.arange(n) / n
        spacing = np.where((passed >= at) & (passed < at + share), times, 1.0)
        rows = np.round(np.cumsum(spacing) - spacing[0]).astype(int)
        return rows[rows < n], in_order(int((rows < n).sum()), fps)

    return order


def ramped(n: int, fps: float) -> tuple[np.ndarray, Floats]:
    """As phones export slow motion: 240 frames a second shown at 60, but real time at both ends."""
    fast = np.arange(0, n, 4)
    middle = np.arange(int(0.4 * n), int(0.6 * n))
    rows = np.concatenate([fast[fast < middle[0]], middle, fast[fast > middle[-1]]])
    return rows, in_order(len(rows), fps / 4)
