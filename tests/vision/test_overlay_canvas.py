"""What reaches over the edge of a picture is cut off there."""

import numpy as np
import pytest

from vision.overlay.canvas import NEAR, PAPER, Canvas


def canvas(width: int = 60, height: int = 40) -> Canvas:
    return Canvas(np.zeros((height, width, 3), np.uint8), stroke_px=2.0, text_px=12.0)


@pytest.mark.parametrize(
    ("box", "filled"),
    [((-10, -10, 5, 4), 20), ((-20, 0, -5, 40), 0), ((0, -30, 60, -10), 0), ((55, 38, 90, 90), 10)],
)
def test_a_box_fills_what_of_it_lies_in_the_picture(box, filled):
    drawn = canvas()
    drawn.fill(box, NEAR)
    assert int((drawn.image != 0).any(axis=2).sum()) == filled


def test_a_label_wider_than_the_picture_draws_nothing_at_the_other_edge():
    drawn = canvas(width=400)
    drawn.label("far too long", (-60.0, 5.0, 40.0, 22.0), PAPER)
    assert not drawn.image[:, 200:].any()
