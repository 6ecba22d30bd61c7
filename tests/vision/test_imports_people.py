"""Of several people in a file, the one who runs."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import tracker_files
from synthetic_runner import Runner
from tracker_files import rows_of

from vision import import_landmarks
from vision.datatypes import Floats
from vision.imports.layouts import BODY_25

RUNNER = Runner(duration_s=3.0)


def bystander(*, x_px: float, times: float = 1.0, leaves_after: int | None = None) -> Floats:
    """Somebody who stands still `x_px` beside the runner, so many times as tall."""
    still = np.repeat(rows_of(RUNNER.landmarks(), BODY_25)[:1], len(RUNNER.time_s), axis=0)
    still[..., :2] = still[..., :2] * times + (x_px, 0)
    if leaves_after is not None:
        still[leaves_after:] = 0
    return still


def test_the_runner_is_told_from_larger_people_who_stand(tmp_path: Path) -> None:
    landmarks = RUNNER.landmarks()
    others = [bystander(x_px=400, times=1.3), bystander(x_px=-500)]
    back = import_landmarks(tracker_files.openpose(landmarks, tmp_path, others=others), fps=60)
    np.testing.assert_allclose(back.landmarks.point("left_knee"), landmarks.point("left_knee"), atol=1e-6)


def test_the_order_in_which_people_are_named_does_not_matter(tmp_path: Path) -> None:
    landmarks, other = RUNNER.landmarks(), bystander(x_px=450)
    rows, turn = rows_of(landmarks, BODY_25), np.random.default_rng(1).random(len(RUNNER.time_s)) < 0.5
    first = np.where(turn[:, None, None], rows, other)
    second = np.where(turn[:, None, None], other, rows)
    empty = replace(landmarks, position_px=np.full_like(landmarks.position_px, np.nan))
    back = import_landmarks(tracker_files.openpose(empty, tmp_path, others=[first, second]), fps=60)
    np.testing.assert_allclose(back.landmarks.point("right_toe"), landmarks.point("right_toe"), atol=1e-6)


def test_someone_who_is_seen_for_a_moment_is_not_taken(tmp_path: Path) -> None:
    landmarks = RUNNER.landmarks()
    passing = bystander(x_px=300, times=1.2, leaves_after=20)
    back = import_landmarks(tracker_files.openpose(landmarks, tmp_path, others=[passing]), fps=60)
    np.testing.assert_allclose(back.landmarks.point("nose"), landmarks.point("nose"), atol=1e-6)
