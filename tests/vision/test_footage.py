"""Pictures are looked at once, on their way to the network."""

from dataclasses import replace
from time import perf_counter

import cv2
import numpy as np
import pytest

from vision.datatypes import Floats, Frame, Image, Regions
from vision.footage import Watch, blur, thumbnail, unlikeness
from vision.pictures import RgbPicture


def scene(seed: int, shape: tuple[int, int] = (270, 480)) -> Image:
    """Soft blobs of light, sharp edges and some grain."""
    rng = np.random.default_rng(seed)
    blobs = cv2.resize(
        rng.integers(0, 255, (6, 9, 3), dtype=np.uint8), shape[::-1], interpolation=cv2.INTER_CUBIC
    )
    for _ in range(12):
        x, y, w, h = rng.integers(0, 200, 4)
        cv2.rectangle(blobs, (int(x), int(y)), (int(x + w), int(y + h)), rng.integers(0, 255, 3).tolist(), -1)
    return np.asarray(blobs, dtype=np.uint8)


def grainy(image: Image, seed: int, sd: float = 2.0) -> Image:
    noisy = image + np.random.default_rng(seed).normal(0, sd, image.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8)


def walking(n: int) -> list[Image]:
    """A bright figure that moves a little every frame."""
    pictures = []
    for i in range(n):
        image = scene(1).copy()
        cv2.rectangle(image, (180 + 4 * i, 80), (220 + 4 * i, 220), (250, 240, 30), -1)
        pictures.append(grainy(image, i))
    return pictures


def regions(n: int, size_px: float = 200.0) -> Regions:
    return Regions(np.arange(n) / 30, np.tile((240.0, 150.0), (n, 1)), np.full(n, size_px), np.zeros(n))


def watched(pictures: list[Image], runner: Regions | None = None) -> dict[str, Floats]:
    watch = Watch(runner or regions(len(pictures)))
    frames = [Frame(i, i / 30, RgbPicture(picture)) for i, picture in enumerate(pictures)]
    assert [f.index for f in watch.frames(frames)] == list(range(len(pictures)))
    seen = watch.footage
    return {name: getattr(seen, name) for name in ("novelty", "change", "brightness", "blur")}


@pytest.mark.parametrize("light", [0, 40, 255])
def test_frames_of_one_colour_show_no_picture(light):
    pictures = walking(8)
    pictures[:2] = [grainy(np.full_like(pictures[0], light), i) for i in range(2)]
    watch = Watch(regions(8))
    for _ in watch.frames(Frame(i, i / 30, RgbPicture(picture)) for i, picture in enumerate(pictures)):
        pass
    assert watch.footage.blank_share == pytest.approx(0.25)


def colour_of(pictures: list[Image], runner: Regions | None = None) -> float:
    watch = Watch(runner or regions(len(pictures)))
    for _ in watch.frames(Frame(i, i / 30, RgbPicture(picture)) for i, picture in enumerate(pictures)):
        pass
    return watch.footage.color


def test_a_grey_picture_and_one_of_a_single_tint_have_no_colours():
    pictures = walking(4)
    grays = [cv2.cvtColor(cv2.cvtColor(p, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB) for p in pictures]
    pale = [
        (gray * 0.75 + picture * 0.25).astype(np.uint8) for gray, picture in zip(grays, pictures, strict=True)
    ]
    tinted = [cv2.add(gray // 2, np.full_like(gray, (40, 10, 0))) for gray in grays]
    assert colour_of(grays) == 0
    assert colour_of(tinted) < 1.5
    assert colour_of(pictures) > 20
    assert colour_of(pale) == pytest.approx(colour_of(pictures) / 4, rel=0.15)


def test_colours_are_those_of_the_runners_square():
    pictures = walking(4)
    for picture in pictures:
        picture[50:250, 140:340] = 128
    assert colour_of(pictures) < 1.5


def test_without_a_runner_nothing_is_known_of_colours():
    assert np.isnan(colour_of(walking(3), regions(3, size_px=np.nan)))


def test_a_repeated_picture_changes_nothing():
    pictures = walking(8)
    pictures[5] = pictures[4]
    change = watched(pictures)["change"]
    assert np.isnan(change[0])
    assert change[5] == 0
    assert np.delete(change, [0, 5]).min() > 1.0


def test_only_a_cut_shows_a_new_view():
    pictures = [*walking(5), *(grainy(scene(2), i) for i in range(5))]
    novelty = watched(pictures)["novelty"]
    assert novelty[5] > 0.4
    assert np.nanmax(np.delete(novelty, 5)) < 0.1


def test_light_is_no_cut():
    bright = scene(3)
    dim, dark = (bright * 0.5).astype(np.uint8), np.zeros_like(bright)
    views = [thumbnail(RgbPicture(image), 96) for image in (bright, dim, dark)]
    assert unlikeness(views[0], views[1]) < 0.02
    assert unlikeness(views[0], views[2]) == 0.0


def test_darkness_and_blur_are_those_of_the_runner():
    pictures = walking(2)
    dark = [(p * 0.1).astype(np.uint8) for p in pictures]
    soft = [np.asarray(cv2.GaussianBlur(p, (0, 0), 5)) for p in pictures]
    plain = watched(pictures)
    assert watched(dark)["brightness"][0] == pytest.approx(0.1 * plain["brightness"][0], rel=0.1)
    assert watched(soft)["blur"][0] > plain["blur"][0] + 0.2


def test_blur_runs_from_sharp_to_nothing():
    sharp = thumbnail(RgbPicture(grainy(scene(4), 1)), 128)
    levels = [blur(sharp), *(blur(np.asarray(cv2.GaussianBlur(sharp, (0, 0), sd))) for sd in (1, 2, 4))]
    assert levels == sorted(levels)
    assert levels[0] < 0.6
    assert levels[-1] > 0.8
    assert blur(np.full((64, 64), 9, np.uint8)) == 1.0


def test_where_nobody_is_nothing_is_known_of_the_runner():
    runner = regions(6)
    size_px = runner.size_px.copy()
    size_px[3] = np.nan
    seen = watched(walking(6), replace(runner, size_px=size_px))
    assert np.isnan(seen["brightness"][3])
    assert np.isnan(seen["change"][3])
    assert np.isfinite(seen["novelty"][1:]).all()


def test_a_region_that_leaves_the_picture_is_cut_off():
    away = replace(regions(3), center_px=np.tile((-500.0, 100.0), (3, 1)))
    assert np.isnan(watched(walking(3), away)["brightness"]).all()
    edge = replace(regions(3), center_px=np.tile((0.0, 0.0), (3, 1)))
    assert np.isfinite(watched(walking(3), edge)["brightness"]).all()


@pytest.mark.slow
def test_a_full_hd_frame_takes_about_a_millisecond():
    picture = scene(1, (1080, 1920))
    watch = Watch(regions(60, 900.0))
    frames = [Frame(i, i / 30, RgbPicture(picture)) for i in range(60)]
    start = perf_counter()
    for _ in watch.frames(frames):
        pass
    assert (perf_counter() - start) / 60 < 0.010, "with room for a busy machine"
