"""A piece cut from an image."""

import numpy as np
import pytest

from vision.datatypes import Window
from vision.pictures import NotKept, PictureWithin, RgbPicture, cut

SHIFT = np.array([[1.0, 0.0, 3.0], [0.0, 1.0, 2.0]])


def ramp(height: int = 20, width: int = 30) -> np.ndarray:
    """Red grows by 4 a column, green by 5 a row."""
    y, x = np.mgrid[:height, :width]
    return np.stack([4 * x, 5 * y, np.zeros_like(x)], axis=-1).astype(np.uint8)


def test_a_piece_at_its_own_scale_is_the_image_itself():
    assert np.array_equal(cut(ramp(), SHIFT, 8), ramp()[2:10, 3:11])


def test_a_piece_at_half_the_scale_lies_between_the_pixels():
    halved = cut(ramp(), np.array([[2.0, 0, 4], [0, 2.0, 4]]), 4)
    between = (ramp()[4:12:2, 4:12:2].astype(int) + ramp()[5:13:2, 5:13:2]) // 2
    assert np.abs(halved.astype(int) - between).max() <= 1


def test_the_edge_goes_on_outside():
    piece = RgbPicture(ramp()).piece(SHIFT - np.array([[0, 0, 13], [0, 0, 12]]), 5)
    assert (piece == ramp()[0, 0]).all()


def test_an_rgb_picture_is_what_it_was_made_of():
    picture = RgbPicture(ramp())
    assert picture.shape == (20, 30)
    assert np.array_equal(picture.gray(slice(2, 8), slice(0, 10), every=2), ramp()[2:8:2, 0:10:2, 1])
    assert picture.scaled(15, 10).shape == (10, 15, 3)


def test_a_part_of_a_picture_is_a_picture_of_its_own():
    part = PictureWithin(RgbPicture(ramp()), Window(left=6, top=4, width=12, height=8))
    own = RgbPicture(np.ascontiguousarray(ramp()[4:12, 6:18]))
    assert part.shape == own.shape == part.image.shape[:2]
    assert np.array_equal(part.image, own.image)
    assert np.array_equal(part.piece(SHIFT, 14), own.piece(SHIFT, 14))  # goes on outside from its own edge
    assert np.array_equal(part.scaled(6, 4), own.scaled(6, 4))
    rows, columns = slice(1, 7), slice(2, 10)
    assert np.array_equal(part.gray(rows, columns, every=2), own.gray(rows, columns, every=2))


@pytest.mark.parametrize(
    "beyond",
    [Window(-9, -8, 25, 20), Window(20, 10, 25, 20), Window(-40, 4, 30, 9), Window(40, 30, 9, 9)],
    ids=["left and above", "right and below", "wholly to the left", "wholly below"],
)
def test_what_is_kept_may_reach_over_the_edge(beyond):
    picture = RgbPicture(ramp())
    kept = picture.part(beyond)
    matrix = np.array([[1.0, 0.0, beyond.left], [0.0, 1.0, beyond.top]])
    assert np.array_equal(kept.piece(matrix, 9), picture.piece(matrix, 9))
    inside = beyond.inside(*picture.shape).slices
    assert np.array_equal(kept.gray(*inside, every=1), picture.gray(*inside, every=1))


def test_only_brightness_is_kept_where_no_more_is_wanted():
    picture, window = RgbPicture(ramp()), Window(6, 4, 12, 8)
    kept = picture.part(window, gray=True)
    assert kept.stored_bytes == 12 * 8
    rows, columns = slice(5, 11), slice(7, 17)
    assert np.array_equal(kept.gray(rows, columns, every=2), picture.gray(rows, columns, every=2))
    for beyond in (lambda: kept.piece(SHIFT, 4), lambda: kept.gray(slice(0, 9), columns, every=1)):
        with pytest.raises(NotKept):
            beyond()
