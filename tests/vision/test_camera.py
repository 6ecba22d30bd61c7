"""A camera that stands and one that follows, told by synthetic pictures with texture."""

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import pytest

from vision.camera import Backdrop, BackgroundStep, background_motion, background_step, camera_of
from vision.datatypes import Frame, Region
from vision.pictures import RgbPicture
from vision.video import open_video

WIDTH, HEIGHT = 960, 540
FRAME_S = 1 / 30


def scenery(seed: int = 0) -> np.ndarray:
    """A wide wall with blocks of random brightness, (HEIGHT, 2 * WIDTH, 3)."""
    rng = np.random.default_rng(seed)
    blocks = rng.integers(0, 255, (HEIGHT // 20 + 1, WIDTH // 10 + 1), dtype=np.uint8)
    wall = np.kron(blocks, np.ones((20, 20), np.uint8))[:HEIGHT, : 2 * WIDTH]
    return np.repeat(wall[..., None], 3, axis=-1)


WALL = scenery()
PERSON = Region(center_px=(480.0, 270.0), size_px=260.0, rotation_rad=0.0, score=0.9)


class FramePair(NamedTuple):
    first: Frame
    second: Frame
    persons: tuple[Region, ...]


def frame(number: int, *, shift_px: int = 0, person_px: int | None = None) -> Frame:
    """The wall seen by a camera that has panned `shift_px`; a checkered person stands in it."""
    image = WALL[:, 100 + shift_px : 100 + shift_px + WIDTH].copy()
    if person_px is not None:
        image[150:390, 430 + person_px : 530 + person_px] = scenery(7)[:240, :100]
    return Frame(number, number * FRAME_S, RgbPicture(image))


def pair(
    shift_px: int, *, person_moves_px: int | None = None, persons: tuple[Region, ...] = (PERSON,)
) -> FramePair:
    person = None if person_moves_px is None else 0
    return FramePair(
        frame(0, person_px=person), frame(1, shift_px=shift_px, person_px=person_moves_px), persons
    )


def step_of(pair: FramePair) -> BackgroundStep | None:
    return background_step(Backdrop.of(pair.first), Backdrop.of(pair.second), pair.persons)


def speed_of(pair: FramePair) -> float:
    step = step_of(pair)
    return step.speed if step else float("nan")


def test_a_camera_on_a_shelf_does_not_move():
    assert speed_of(pair(0)) == pytest.approx(0.0, abs=1e-3)


@pytest.mark.parametrize("shift_px", [2, 6, 14])
def test_a_pan_has_its_speed_in_picture_widths_a_second(shift_px):
    assert speed_of(pair(shift_px)) == pytest.approx(shift_px / WIDTH / FRAME_S, rel=0.05)


def test_the_runner_in_front_does_not_count():
    moving = pair(0, person_moves_px=12)
    assert speed_of(moving) == pytest.approx(0.0, abs=2e-3)


def test_nothing_to_follow_is_unknown():
    still = RgbPicture(np.full((HEIGHT, WIDTH, 3), 128, np.uint8))
    assert step_of(FramePair(Frame(0, 0.0, still), Frame(1, FRAME_S, still), ())) is None


def test_a_person_who_fills_the_picture_leaves_no_background():
    close = Region(center_px=(480.0, 270.0), size_px=2000.0, rotation_rad=0.0, score=0.9)
    assert step_of(pair(4, persons=(close,))) is None


def test_a_person_half_outside_the_picture_hides_only_what_is_inside():
    beside = Region(center_px=(-40.0, 270.0), size_px=300.0, rotation_rad=0.0, score=0.9)
    assert speed_of(pair(6, persons=(beside,))) == pytest.approx(6 / WIDTH / FRAME_S, rel=0.05)


def test_two_frames_of_one_instant_have_no_speed():
    assert step_of(FramePair(frame(0), frame(0, shift_px=5), ())) is None


@pytest.mark.parametrize(
    "speeds, camera",
    [
        ([], "static"),
        ([float("nan")] * 3, "static"),
        ([0.001, 0.004, 0.009], "static"),
        ([0.2, 0.25, float("nan"), 0.3], "moving"),
        ([0.001, 0.002, 0.9], "static"),
    ],
    ids=["nothing seen", "nothing followed", "on a shelf", "following", "one jolt"],
)
def test_the_median_speed_tells_whether_the_camera_stands(speeds, camera):
    assert camera_of(speeds) == camera


def test_pictures_of_both_kinds_are_told_apart():
    standing = [pair(0, person_moves_px=m) for m in (3, 7, -5)]
    following = [pair(shift, person_moves_px=0) for shift in (8, 10, 12)]
    assert camera_of([speed_of(pair) for pair in standing]) == "static"
    assert camera_of([speed_of(pair) for pair in following]) == "moving"


def test_the_camera_of_the_sample_clip_stands():

    path = Path(__file__).parents[2] / "sample_videos" / "treadmill_right_60fps.mp4"
    frames = list(open_video(path).sample([0, 1, 120, 121, 300, 301]))
    runner = Region(center_px=(480.0, 300.0), size_px=450.0, rotation_rad=0.0, score=0.9)
    pairs = [FramePair(a, b, (runner,)) for a, b in zip(frames[::2], frames[1::2], strict=True)]
    assert camera_of([speed_of(pair) for pair in pairs]) == "static"


def lit(frame: Frame, light: np.ndarray) -> Frame:
    """The frame in a light that differs from row to row."""
    image = np.clip(frame.image * light[:, None, None], 0, 255).astype(np.uint8)
    return replace(frame, picture=RgbPicture(image))


@pytest.mark.parametrize("bands", [0.0, 1.5])
@pytest.mark.parametrize("shift_px", [0, 6])
def test_light_that_flickers_does_not_move_the_camera(bands, shift_px):
    """Mains light beats with the shutter: the whole picture at once, or in bands that wander down."""
    rows = 2 * np.pi * bands * np.arange(HEIGHT) / HEIGHT
    steady = pair(shift_px)
    flickering = FramePair(
        lit(steady.first, 0.8 + 0.15 * np.sin(rows + 1.5)),
        lit(steady.second, 0.8 + 0.15 * np.sin(rows - 1.5)),
        steady.persons,
    )
    assert speed_of(flickering) == pytest.approx(shift_px / WIDTH / FRAME_S, abs=4e-3)


@pytest.mark.parametrize("shift_px", [0, 6])
def test_points_that_noise_moves_each_its_own_way_do_not_move_the_camera(shift_px):
    steady, rng = pair(shift_px), np.random.default_rng(1)

    def grainy(frame: Frame) -> Frame:
        faint = 100 + 0.1 * frame.image + rng.normal(0, 25, frame.image.shape)
        return replace(frame, picture=RgbPicture(np.clip(faint, 0, 255).astype(np.uint8)))

    noisy = FramePair(grainy(steady.first), grainy(steady.second), steady.persons)
    assert speed_of(noisy) == pytest.approx(shift_px / WIDTH / FRAME_S, abs=0.012)


def test_a_camera_that_pans_zooms_and_rolls_is_followed_at_every_place():
    middle, place = np.divide((WIDTH, HEIGHT), 2), np.array([600.0, 200.0])
    change = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), 1.0, 1.01)
    change[:, 2] += (3.0, -2.0)
    first = frame(0)
    image = cv2.warpAffine(first.image, change, (WIDTH, HEIGHT), flags=cv2.INTER_CUBIC)
    step = step_of(FramePair(first, Frame(1, FRAME_S, RgbPicture(image)), (PERSON,)))
    assert step is not None
    motion = background_motion([step], (WIDTH / 2, HEIGHT / 2))
    for where in (middle, place):
        expected = (change @ (*where, 1) - where) / FRAME_S
        assert motion.at(where)[0] == pytest.approx(expected, abs=0.1 / FRAME_S)
    assert motion.growth_per_s[0] * FRAME_S == pytest.approx(0.01, abs=5e-4)


def test_no_moments_are_a_motion_without_moments():
    assert background_motion([], (480.0, 270.0)).at(np.array([1.0, 2.0])).shape == (0, 2)
