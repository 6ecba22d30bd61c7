"""Pictures without faces: what stays sharp and what does not."""

import numpy as np
import pytest

from tests.vision.synthetic_runner import Runner, analysis_of
from vision.overlay.faceless import without_faces
from vision.overlay.figure import Figures, Magnified

FRAME = 90


@pytest.fixture(scope="module")
def seen():
    """A picture of nothing but fine grain, the same without faces, and where the runner is in it."""
    figures = Figures.of(analysis_of(Runner(duration_s=4.0)))
    figure = figures.figure(FRAME, Magnified(0.0, 0.0, 1.0))
    grain = np.random.default_rng(1).integers(0, 256, (720, 1280, 3), np.uint8)
    return grain, figure, figures.scene.trunk_length_px


def grain_at(image, point, reach=8):
    x, y = np.round(point).astype(int)
    return float(np.std(image[y - reach : y + reach, x - reach : x + reach]))


def test_the_runners_body_stays_as_it_was(seen):
    grain, figure, trunk_px = seen
    image = without_faces(grain, figure, trunk_px)
    for name in ("left_hip", "right_knee", "left_ankle", "right_toe"):
        x, y = np.round(figure.at(name)).astype(int)
        assert (image[y - 5 : y + 5, x - 5 : x + 5] == grain[y - 5 : y + 5, x - 5 : x + 5]).all(), name


def test_of_head_and_surroundings_only_coarse_patches_are_left(seen):
    grain, figure, trunk_px = seen
    image = without_faces(grain, figure, trunk_px)
    for point in (figure.at("nose"), figure.at("mid_ear"), (60.0, 100.0), (1200.0, 300.0)):
        assert grain_at(image, point) < 0.25 * grain_at(grain, point)


def test_the_head_is_found_above_the_shoulders_where_its_landmarks_err(seen):
    grain, figure, trunk_px = seen
    head = figure.at("mid_ear").copy()
    for name in figure.skeleton.landmarks[:11]:
        figure.position_px[figure.skeleton.index(name)] = figure.at("left_ankle")
    assert grain_at(without_faces(grain, figure, trunk_px), head) < 0.25 * grain_at(grain, head)


def test_where_nothing_of_the_runner_is_known_nothing_stays_sharp(seen):
    grain, figure, trunk_px = seen
    figure.position_px[:] = np.nan
    assert float(without_faces(grain, figure, trunk_px).std()) < 0.25 * float(grain.std())
