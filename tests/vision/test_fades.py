"""Fades are told from cuts, from moving cameras and from what moves in the picture."""

import numpy as np
import pytest

from vision.datatypes import Floats, Footage, Image
from vision.fades import crossfade, faded

SIZE = (54, 96)
FPS = 30


def scene(seed: int) -> Floats:
    """Blocks of random brightness, a few in a picture."""
    blocks = np.random.default_rng(seed).uniform(20, 235, (9, 24))
    return np.kron(blocks, np.ones((6, 8)))


def view(wall: Floats, *, left: int = 0, runner: int | None = None) -> Image:
    """What a camera sees of a wall from `left` on, with somebody in front of it."""
    picture = wall[:, left : left + SIZE[1]].copy()
    if runner is not None:
        picture[12:48, runner : runner + 12] = 60
    return picture.astype(np.uint8)


ONE, OTHER = scene(1), scene(2)


def mixed(share: float) -> Image:
    return ((1 - share) * view(ONE) + share * view(OTHER)).astype(np.uint8)


def test_a_mixture_of_two_scenes_is_a_fade():
    assert crossfade(mixed(0.0), mixed(0.5), mixed(1.0)) > 0.5
    assert crossfade(mixed(0.2), mixed(0.5), mixed(0.8)) > 0.12


def test_a_cut_mixes_nothing():
    for between in (view(ONE, runner=30), view(OTHER, runner=30)):
        assert crossfade(view(ONE, runner=20), between, view(OTHER, runner=40)) == 0.0


@pytest.mark.parametrize("shift", [2, 8, 20])
def test_a_camera_that_moves_mixes_nothing(shift):
    assert crossfade(view(ONE), view(ONE, left=shift), view(ONE, left=2 * shift)) == 0.0


def test_somebody_who_moves_mixes_nothing():
    assert crossfade(view(ONE, runner=20), view(ONE, runner=34), view(ONE, runner=48)) == 0.0


def test_other_light_and_no_picture_are_no_scenes():
    dim = (0.4 * view(ONE)).astype(np.uint8)
    black = np.zeros_like(dim)
    assert crossfade(view(ONE), dim, view(ONE)) == 0.0
    assert crossfade(black, dim, view(ONE)) == 0.0
    assert crossfade(view(ONE), black, view(OTHER)) == 0.0


def footage(contrast: Floats, mixing: Floats | None = None) -> Footage:
    nothing = np.zeros(len(contrast))
    mixing = nothing if mixing is None else mixing
    return Footage(nothing, nothing, nothing, nothing, contrast=contrast, mixing=mixing)


def test_a_fade_from_black_lasts_until_half_of_the_contrast_is_there():
    contrast = 40 * np.minimum(1, np.arange(200) / 30)
    np.testing.assert_array_equal(np.flatnonzero(faded(footage(contrast), 1 / FPS)), np.arange(15))


@pytest.mark.parametrize(
    "contrast", [np.where(np.arange(200) < 50, 0.3, 40.0), np.where(np.arange(200) < 50, 15, 40)]
)
def test_a_black_start_and_a_dull_part_are_no_fades(contrast):
    assert not faded(footage(contrast), 1 / FPS).any()


def test_a_mixture_spoils_the_pictures_around_it():
    mixing = np.zeros(200)
    mixing[100:110] = 0.4
    rows = np.flatnonzero(faded(footage(np.full(200, 40.0), mixing), 1 / FPS))
    assert (rows[0], rows[-1]) == pytest.approx((100 - 7.5, 109 + 7.5), abs=1)


def test_landmarks_without_a_video_tell_of_no_fade():
    nothing = np.zeros(50)
    assert not faded(Footage(nothing, nothing, nothing, nothing), 1 / FPS).any()
