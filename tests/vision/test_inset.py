"""Where a clip lies that was laid into a larger picture."""

import cv2
import numpy as np
import pytest

from vision.datatypes import Window
from vision.inset import inner_window

WIDE, TALL = (320, 180), (360, 640)


def gym(i: int, size: tuple[int, int] = WIDE) -> np.ndarray:
    """A wall, a floor and a mat from side to side, and somebody who swings in front of them."""
    width, height = size
    image = np.full((height, width, 3), (180, 175, 160), np.uint8)
    image[height // 2 :] = (90, 80, 85)
    image[int(0.8 * height) :] = (40, 60, 40)
    grain = np.random.default_rng(1).normal(0, 4, image.shape)
    image = np.clip(image + grain, 0, 255).astype(np.uint8)
    left = int(width * (0.45 + 0.04 * np.sin(2.1 * i)))
    image[int(0.15 * height) : int(0.55 * height), left : left + width // 10] = (200, 30, 40)
    foot = int(width * (0.48 + 0.09 * np.sin(1.3 * i)))
    image[int(0.55 * height) : int(0.9 * height), foot : foot + width // 16] = (60, 50, 190)
    return image


def laid(inner: np.ndarray, surround: np.ndarray, top: int) -> np.ndarray:
    out = surround.copy()
    out[top : top + inner.shape[0]] = cv2.resize(inner, (surround.shape[1], inner.shape[0]))
    return out


def enlarged(inner: np.ndarray, *, dim: float = 1.0) -> np.ndarray:
    """The middle of the inner picture, blurred, over all of the outer one."""
    width, height = TALL
    half = round(inner.shape[0] * width / height / 2)
    middle = inner.shape[1] // 2
    copy = cv2.resize(inner[:, middle - half : middle + half], TALL)
    return (cv2.GaussianBlur(copy, (0, 0), 6) * dim).astype(np.uint8)


def written(picture: np.ndarray, text: str) -> np.ndarray:
    return cv2.putText(picture.copy(), text, (20, 80), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (255, 255, 0), 3)


def clip(make, n: int = 8) -> list[np.ndarray]:
    return [make(i) for i in range(n)]


def scaled(i: int) -> np.ndarray:
    return cv2.resize(gym(i), (360, 202), interpolation=cv2.INTER_AREA)


@pytest.mark.parametrize("dim", [1.0, 0.5])
@pytest.mark.parametrize("top", [219, 160])
def test_a_clip_before_a_blurred_copy_of_itself_is_found(dim, top):
    images = clip(lambda i: laid(scaled(i), enlarged(gym(i), dim=dim), top))
    assert inner_window(images) == Window(0, top, 360, 202)


def test_writing_that_changes_does_not_hide_it():
    words = ["RUN", "EASY", "NOW"]
    images = clip(lambda i: written(laid(scaled(i), enlarged(gym(i)), 219), words[i % 3]))
    assert inner_window(images) == Window(0, 219, 360, 202)


@pytest.mark.parametrize("color", [0, 250])
def test_a_clip_between_bars_is_found(color):
    bars = np.full((640, 360, 3), color, np.uint8)
    images = clip(lambda i: written(laid(scaled(i), bars, 219), "week 6"))
    assert inner_window(images) == Window(0, 219, 360, 202)


def test_a_tall_clip_in_a_wide_picture_is_found():
    bars = np.zeros((360, 640, 3), np.uint8)

    def make(i):
        out = bars.copy()
        out[:, 220:420] = gym(i, (200, 360))
        return out

    assert inner_window(clip(make)) == Window(220, 0, 200, 360)


@pytest.mark.parametrize("size", [WIDE, TALL])
def test_a_picture_with_straight_edges_of_its_own_is_whole(size):
    assert inner_window(clip(lambda i: gym(i, size))) is None


def test_light_that_flickers_makes_no_copy():
    light = [0.7, 1.2, 0.9, 1.3, 0.8, 1.1, 0.6, 1.0]
    images = clip(lambda i: np.clip(gym(i, TALL) * light[i], 0, 255).astype(np.uint8))
    assert inner_window(images) is None


def test_a_flash_makes_no_copy():
    images = clip(
        lambda i: np.clip(gym(i, TALL).astype(int) + (150 if i == 3 else 0), 0, 255).astype(np.uint8)
    )
    assert inner_window(images) is None


def test_another_blurred_picture_that_moves_is_no_copy():
    images = clip(lambda i: laid(scaled(i), enlarged(gym(3 * i * i + 5)), 219))
    assert inner_window(images) is None


def test_a_clip_of_which_nothing_can_be_decoded_there_is_taken_whole():
    assert inner_window([]) is None
