"""What is taken from the decoder's planes is what the converted picture holds."""

from fractions import Fraction

import numpy as np
import pytest

from tests.vision.made_clips import make_clip
from vision.datatypes import Window
from vision.pictures import NotKept, RgbPicture
from vision.video import open_video
from vision.video.decoded import DecodedPicture

SIDE = 48


def second_picture(path):
    return list(open_video(path).frames())[1].picture


def in_planes(picture: DecodedPicture) -> bool:
    return picture._planes is not None


def square(center_x: float, center_y: float, size_px: float, turn_deg: float) -> np.ndarray:
    cosine, sine = np.cos(np.radians(turn_deg)), np.sin(np.radians(turn_deg))
    turn = np.array([[cosine, -sine], [sine, cosine]]) * size_px / SIDE
    return np.column_stack([turn, (center_x, center_y) - turn @ (SIDE / 2, SIDE / 2)])


SQUARES = [
    (80, 48, 60, 0),
    (60, 40, 70, 25),
    (150, 90, 80, -40),
    (0, 0, 50, 0),
    (-200, 30, 40, 0),
    (80, 48, 400, 0),
]


TEN_BITS = {"pix_fmt": "yuv420p10le", "codec": "libx264"}
TURNED = {"display_rotation_deg": 90}
CODINGS = {
    "even": {},
    "odd": {"codec": "libvpx-vp9", "size": (161, 97)},
    "10 bits": TEN_BITS,
    "10 bits, as in high dynamic range": TEN_BITS | {"options": {"x264-params": "colormatrix=bt2020nc"}},
    "10 bits, all used": TEN_BITS | {"options": {"x264-params": "colormatrix=bt709:fullrange=on"}},
}


@pytest.mark.parametrize("where", SQUARES, ids=str)
@pytest.mark.parametrize("coding", CODINGS.values(), ids=CODINGS)
def test_a_piece_from_the_planes_is_the_piece_of_the_picture(tmp_path, where, coding):
    """But for the softer edges of colours, which the planes hold at half the size."""
    picture = second_picture(make_clip(tmp_path / "a.mkv", ticks=range(3), **coding))
    assert in_planes(picture)
    whole = RgbPicture(picture.image).piece(square(*where), SIDE)
    apart = np.abs(picture.piece(square(*where), SIDE).astype(int) - whole)
    assert np.median(apart) <= 3
    assert apart.mean() < 8


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("coding", [{}, TEN_BITS], ids=["8 bits", "10 bits"])
def test_a_turned_picture_gives_upright_pieces(tmp_path, turn, mirrored, coding):
    path = make_clip(
        tmp_path / "a.mp4", ticks=range(3), display_rotation_deg=turn, mirrored=mirrored, **coding
    )
    picture = second_picture(path)
    height, width = picture.shape
    matrix = square(0.4 * width, 0.6 * height, 50, 10)
    apart = np.abs(picture.piece(matrix, SIDE).astype(int) - RgbPicture(picture.image).piece(matrix, SIDE))
    assert in_planes(picture) and np.median(apart) <= 3


@pytest.mark.parametrize(
    "kind",
    [{}, TURNED, {"pix_fmt": "yuv444p"}, TEN_BITS, TEN_BITS | TURNED],
    ids=str,
)
def test_what_is_kept_of_a_picture_gives_the_same_piece(tmp_path, kind):
    picture = second_picture(make_clip(tmp_path / "a.mp4", ticks=range(3), **kind))
    height, width = picture.shape
    matrix = square(0.4 * width, 0.6 * height, 40, 10)
    kept = picture.part(Window(int(0.4 * width) - 37, int(0.6 * height) - 37, 75, 75))
    rows, columns = (
        slice(int(share * side) - 9, int(share * side) + 12) for share, side in ((0.6, height), (0.4, width))
    )
    assert kept.shape == picture.shape and kept.stored_bytes < 0.7 * 3 * height * width
    assert np.array_equal(kept.piece(matrix, SIDE), picture.piece(matrix, SIDE))
    assert np.array_equal(kept.gray(rows, columns, every=2), picture.gray(rows, columns, every=2))


@pytest.mark.parametrize("kind", [{}, {"pix_fmt": "yuv444p"}, TEN_BITS], ids=str)
def test_what_is_kept_may_reach_over_the_edge(tmp_path, kind):
    picture = second_picture(make_clip(tmp_path / "a.mp4", ticks=range(3), **kind))
    kept, everywhere = picture.part(Window(-30, -20, 300, 200)), (slice(0, 96), slice(0, 160))
    matrix = square(80, 48, 120, 5)
    assert np.array_equal(kept.piece(matrix, SIDE), picture.piece(matrix, SIDE))
    assert np.array_equal(kept.gray(*everywhere, every=2), picture.gray(*everywhere, every=2))


def test_what_was_not_kept_is_not_made_up(tmp_path):
    picture = second_picture(make_clip(tmp_path / "a.mp4", ticks=range(3)))
    kept, gray = (picture.part(Window(40, 20, 60, 60), gray=gray) for gray in (False, True))
    for asked in (
        lambda: kept.piece(square(40, 50, 50, 0), SIDE),
        lambda: kept.gray(slice(10, 30), slice(50, 60), every=1),
        lambda: kept.image,
        lambda: gray.piece(square(70, 50, 30, 0), SIDE),
    ):
        with pytest.raises(NotKept):
            asked()


@pytest.mark.parametrize("kind", [{"pixel_aspect": Fraction(4, 3)}, {"pix_fmt": "yuv444p"}], ids=str)
def test_pictures_of_another_kind_are_converted_whole(tmp_path, kind):
    picture = second_picture(make_clip(tmp_path / "a.mp4", ticks=range(3), **kind))
    rgb = RgbPicture(picture.image)
    rows, columns = slice(10, 90), slice(4, 150)
    assert not in_planes(picture)
    assert np.array_equal(picture.piece(square(80, 48, 60, 5), SIDE), rgb.piece(square(80, 48, 60, 5), SIDE))
    assert np.array_equal(picture.gray(rows, columns, every=3), rgb.gray(rows, columns, every=3))


@pytest.mark.parametrize("pix_fmt", ["yuv420p", "yuvj420p", "yuv420p10le"])
def test_brightness_runs_from_black_to_white(tmp_path, pix_fmt):
    def black_and_white(_number, width, height):
        image = np.zeros((height, width, 3), np.uint8)
        image[:, width // 2 :] = 255
        return image

    path = make_clip(tmp_path / "a.mp4", ticks=range(3), pix_fmt=pix_fmt, draw=black_and_white)
    picture = second_picture(path)
    gray = picture.gray(slice(0, 96), slice(0, 160), every=2)
    assert in_planes(picture) and gray.shape == (48, 80) and gray.dtype == np.uint8
    assert gray[:, :30].max() <= 2 and gray[:, 50:].min() >= 253


@pytest.mark.parametrize("turn", [0, 90])
def test_a_scaled_picture_is_the_picture_scaled(tmp_path, turn):
    path = make_clip(tmp_path / "a.mp4", ticks=range(3), size=(320, 192), display_rotation_deg=turn)
    picture = second_picture(path)
    height, width = picture.shape
    scaled = picture.scaled(width // 2, height // 2)
    expected = RgbPicture(picture.image).scaled(width // 2, height // 2)
    assert scaled.shape == expected.shape
    assert np.abs(scaled.astype(int) - expected).mean() < 4


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("part", [Window(48, 20, 120, 80), Window(47, 21, 121, 81)], ids=["even", "odd"])
def test_a_scaled_part_is_that_part_of_the_picture(tmp_path, turn, mirrored, part):
    """An even one is cut from the planes, any other from the converted picture."""
    coding = {"size": (320, 192), "display_rotation_deg": turn, "mirrored": mirrored}
    picture = second_picture(make_clip(tmp_path / "a.mp4", ticks=range(3), **coding))
    scaled = picture.scaled(60, 40, part=part)
    expected = RgbPicture(picture.image).scaled(60, 40, part=part)
    assert scaled.shape == (40, 60, 3)
    assert np.abs(scaled.astype(int) - expected).mean() < 4


def smooth_colours(_number, width, height):
    image = np.empty((height, width, 3), np.uint8)
    image[:] = 160, 60, 40
    image[..., 1] += np.arange(width, dtype=np.uint8) // 4
    image[..., 2] += np.arange(height, dtype=np.uint8)[:, None] // 2
    return image


@pytest.mark.parametrize("coding", [{}, TEN_BITS], ids=["8 bits", "10 bits"])
def test_a_part_of_any_size_has_its_colours_up_to_its_edges(tmp_path, coding):
    picture = second_picture(
        make_clip(tmp_path / "a.mp4", ticks=range(3), size=(320, 192), draw=smooth_colours, **coding)
    )
    assert in_planes(picture)
    for left, top in ((0, 0), (2, 4), (46, 30), (47, 31)):
        for width, height in ((64, 64), (66, 66), (118, 70), (120, 98), (70, 162 - top)):
            part = Window(left, top, width, height)
            scaled = picture.scaled(width // 2, height // 2, part=part)
            expected = RgbPicture(picture.image).scaled(width // 2, height // 2, part=part)
            apart = np.abs(scaled.astype(int) - expected)
            assert scaled.shape == expected.shape and apart.max() <= 8, part


@pytest.mark.parametrize("coding", [CODINGS[name] for name in CODINGS if name.startswith("10")], ids=str)
def test_a_scaled_part_of_10_bits_has_the_colours_of_the_picture(tmp_path, coding):
    picture = second_picture(make_clip(tmp_path / "a.mp4", ticks=range(3), size=(320, 192), **coding))
    scaled = picture.scaled(60, 40, part=Window(48, 20, 120, 80))
    expected = RgbPicture(picture.image).scaled(60, 40, part=Window(48, 20, 120, 80))
    assert in_planes(picture) and np.abs(scaled.astype(int) - expected).mean() < 4
