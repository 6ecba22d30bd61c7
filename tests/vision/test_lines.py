"""Straight edges of drawn pictures: where they lie, how they are joined, and what shows no edge."""

import cv2
import numpy as np
import pytest

from vision.lines import ANALYSIS_LENGTH_PX, join, straight_edges

HEIGHT, WIDTH = 540, 960
PICTURE_PX = float(WIDTH)


def half(lean_deg: float, *, left=(60, 60, 60), right=(200, 200, 200), scale: int = 1) -> np.ndarray:
    """Two halves of a picture with a straight border through its middle."""
    y, x = np.mgrid[0 : HEIGHT * scale, 0 : WIDTH * scale] + 0.5
    off = np.stack([x, y], axis=-1) - np.array([WIDTH, HEIGHT]) * scale / 2
    share = np.clip(off @ across(lean_deg) + 0.5, 0, 1)[..., None]
    return np.round((1 - share) * left + share * np.array(right)).astype(np.uint8)


def across(lean_deg: float) -> np.ndarray:
    """Unit vector square to a border."""
    return np.array([np.cos(np.radians(lean_deg)), np.sin(np.radians(lean_deg))])


def lines_of(*images: np.ndarray):
    return join([straight_edges(image) for image in images], picture_px=float(max(images[0].shape)))


@pytest.mark.parametrize("lean_deg", [-20.0, -3.0, 0.0, 0.5, 7.0])
@pytest.mark.parametrize("scale", [1, 3])
def test_a_border_is_found_where_it_is(lean_deg, scale):
    lines = lines_of(half(lean_deg, scale=scale))
    assert lines.lean_deg[0] == pytest.approx(lean_deg, abs=0.1)
    off = lines.mid_px[0] - np.array([WIDTH, HEIGHT]) * scale / 2
    assert off @ across(lean_deg) == pytest.approx(0, abs=0.35 * scale)


def test_two_colours_of_one_brightness_have_a_border():
    beige, blue = (173, 164, 145), (158, 166, 175)
    grey = cv2.cvtColor(np.uint8([[beige, blue]]), cv2.COLOR_RGB2GRAY)[0].astype(int)
    assert abs(grey[0] - grey[1]) <= 1
    assert lines_of(half(2.0, left=beige, right=blue)).lean_deg[0] == pytest.approx(2.0, abs=0.2)


def test_an_even_picture_has_no_edges():
    noise = np.random.default_rng(0).normal(128, 3, (HEIGHT, WIDTH, 3))
    assert len(straight_edges(np.clip(noise, 0, 255).astype(np.uint8))) == 0
    assert len(lines_of(np.full((HEIGHT, WIDTH, 3), 90, np.uint8)).lean_deg) == 0


def test_short_edges_are_left_out():
    image = np.full((HEIGHT, WIDTH, 3), 200, np.uint8)
    image[100 : 100 + int(0.03 * ANALYSIS_LENGTH_PX), 300:320] = 40
    assert len(straight_edges(image)) == 0


def test_parts_of_one_line_in_several_frames_become_one():
    whole = np.array([[[100.0, 50.0], [110.0, 450.0]]])
    parts = np.array([[[100.0, 50.0], [103.0, 170.0]], [[107.0, 330.0], [110.0, 450.0]]])
    lines = join([whole, parts, np.empty((0, 2, 2))], picture_px=PICTURE_PX)
    assert len(lines.lean_deg) == 1
    assert lines.frames[0] == 2
    assert lines.lean_deg[0] == pytest.approx(-np.degrees(np.arctan2(10, 400)), abs=0.02)
    assert lines.length_px[0] == pytest.approx((400.1 + 240.1) / 2, abs=0.2)


def test_neighbours_and_crossing_lines_stay_apart():
    edges = np.array(
        [[[100.0, 50.0], [100.0, 450.0]], [[106.0, 50.0], [106.0, 450.0]], [[50.0, 250.0], [450.0, 250.0]]]
    )
    lines = join([edges], picture_px=PICTURE_PX)
    assert sorted(np.abs(lines.lean_deg)) == pytest.approx([0, 0, 90])
