"""Pictures in the wrong order are refused, whatever was exchanged; other faults of time are not."""

from dataclasses import replace

import numpy as np
import pytest
from bad_twins import blocks, copied_to, exchanged, taken
from synthetic_runner import Runner, source

from vision import analyze_landmarks
from vision.datatypes import Landmarks
from vision.errors import CannotMeasure
from vision.shuffled import require_order
from vision.tracks import repair_legs

RUNNER = Runner(noise_px=1.5, duration_s=6.0)


def shuffled(landmarks: Landmarks, order: tuple[int, ...]) -> Landmarks:
    """Every so many frames in this order."""
    n = len(landmarks.time_s) // len(order) * len(order)
    rows = (np.arange(0, n, len(order))[:, None] + order).ravel()
    return replace(taken(landmarks, rows), time_s=landmarks.time_s[:n])


def of(fps: float) -> Landmarks:
    return replace(RUNNER, fps=fps).landmarks()


def look(landmarks: Landmarks) -> None:
    require_order(landmarks, repair_legs(landmarks).landmarks)


@pytest.mark.parametrize("fps", [24.0, 30.0, 60.0, 120.0])
@pytest.mark.parametrize("order", [(1, 0), (2, 1, 0), (0, 2, 1), (1, 0, 2, 3, 4, 5)], ids=str)
def test_pictures_in_the_wrong_order_are_refused(fps, order):
    with pytest.raises(CannotMeasure, match="wrong order") as refused:
        look(shuffled(of(fps), order))
    assert refused.value.code == "wrong_order"


@pytest.mark.parametrize("fps", [24.0, 30.0, 60.0, 120.0, 240.0])
def test_pictures_in_order_are_not(fps):
    look(of(fps))


@pytest.mark.parametrize(
    "landmarks",
    [
        taken(of(60.0), np.delete(np.arange(360), np.arange(3, 360, 6))),
        taken(of(60.0), np.arange(360) // 2 * 2),
        exchanged(of(60.0), blocks(360, 0.15)),
        copied_to(of(60.0), "left", blocks(360, 0.2)),
        taken(of(60.0), np.arange(359, -1, -1)),
    ],
    ids=["every sixth lost", "every second repeated", "legs exchanged", "legs drawn on one", "backwards"],
)
def test_other_faults_are_no_wrong_order(landmarks):
    even = replace(landmarks, time_s=np.arange(len(landmarks.time_s)) / 60)
    look(even)


def test_a_clock_that_tells_nothing_shows_no_wrong_order():
    """Joints that jump by a tenth of the leg: the clock goes back and forth as it will."""
    for seed in range(5):
        noisy = replace(RUNNER, fps=30.0, noise_px=24.0, seed=seed).landmarks()
        look(noisy)


def test_such_a_clip_says_what_to_do():
    landmarks = shuffled(of(30.0), (1, 0))
    (reason,) = analyze_landmarks(landmarks, source=source(landmarks)).quality.reasons
    assert reason.code == "wrong_order"
    assert "use the original file" in reason.message
