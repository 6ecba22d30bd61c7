"""What goes wrong with landmarks of real clips, done to the synthetic runner's."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from synthetic_runner import Runner

from vision.datatypes import Bools, Floats, Landmarks, Side
from vision.skeletons import BLAZEPOSE_33

LEG = ("knee", "ankle", "heel", "toe")
SIDED = tuple(name.removeprefix("left_") for name in BLAZEPOSE_33.landmarks if name.startswith("left_"))


def columns(side: str, *parts: str) -> list[int]:
    return [BLAZEPOSE_33.index(f"{side}_{part}") for part in parts]


def moved(landmarks: Landmarks, change: Callable[[Floats], None]) -> Landmarks:
    """A copy whose positions `change` has changed in place; confidence is 0 where they are unknown."""
    position = landmarks.position_px.copy()
    change(position)
    confidence = np.where(np.isfinite(position[..., 0]), landmarks.confidence, 0.0)
    return replace(landmarks, position_px=position, confidence=confidence)


def blocks(n: int, share: float, *, frames: int = 6, seed: int = 1) -> Bools:
    """Marks of about `share` of n frames, in blocks."""
    marked: Bools = np.random.default_rng(seed).random(n // frames + 1) < share
    return np.repeat(marked, frames)[:n]


def exchanged(landmarks: Landmarks, where: Bools, parts: tuple[str, ...] = LEG) -> Landmarks:
    """Left and right confused in some frames."""
    rows, left, right = np.flatnonzero(where)[:, None], columns("left", *parts), columns("right", *parts)

    def change(p: Floats) -> None:
        p[rows, left], p[rows, right] = p[rows, right], p[rows, left]

    return moved(landmarks, change)


def copied_to(landmarks: Landmarks, side: Side, where: Bools) -> Landmarks:
    """In some frames one leg is drawn onto the other."""
    other: Side = "right" if side == "left" else "left"
    rows = np.flatnonzero(where)[:, None]

    def change(p: Floats) -> None:
        p[rows, columns(side, *LEG)] = p[rows, columns(other, *LEG)]

    return moved(landmarks, change)


def hidden(
    landmarks: Landmarks, where: Bools | slice = slice(None), points: list[int] | slice = slice(None)
) -> Landmarks:
    """Some or all landmarks unknown in some or all frames."""
    rows = where if isinstance(where, slice) else np.flatnonzero(where)
    return moved(
        landmarks, lambda p: p.__setitem__(np.ix_(np.arange(len(p))[rows], np.arange(33)[points]), np.nan)
    )


def without_head(landmarks: Landmarks) -> Landmarks:
    return hidden(landmarks, points=slice(0, 11))


def leaving_half_way(landmarks: Landmarks) -> Landmarks:
    return hidden(landmarks, slice(len(landmarks.time_s) // 2, None))


def slowed(landmarks: Landmarks, times: float) -> Landmarks:
    """Slow motion: played this many times slower than filmed."""
    return replace(landmarks, time_s=landmarks.time_s * times)


def taken(landmarks: Landmarks, rows: slice | Bools) -> Landmarks:
    """Only these frames."""
    return replace(
        landmarks,
        time_s=landmarks.time_s[rows],
        position_px=landmarks.position_px[rows],
        confidence=landmarks.confidence[rows],
    )


def at_irregular_times(landmarks: Landmarks, share: float = 0.3) -> Landmarks:
    """A variable frame rate: some frames were never filmed."""
    return taken(landmarks, np.random.default_rng(2).random(len(landmarks.time_s)) > share)


def standing_still(runner: Runner) -> Landmarks:
    """The runner frozen at midstance, with the noise of the landmarks."""
    running = replace(runner, noise_px=0.0).landmarks()
    shaking = runner.landmarks().position_px - running.position_px
    frame = int(np.searchsorted(running.time_s, runner.first_contact_s + runner.contact_time_s / 2))
    return replace(running, position_px=running.position_px[frame] + shaking)


def walker() -> Runner:
    """An inverted pendulum with a fifth of a stride of double support."""
    return Runner(cadence_spm=110, contact_time_s=0.65, speed_mps=1.4, noise_px=1.0, duration_s=8.0)
