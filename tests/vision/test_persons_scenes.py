"""The runner among bystanders, in pictures put together from clips."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from linking import link_persons

from tests.vision.estimators import RENDERED, SAMPLE, frames_of, loaded
from vision.datatypes import Frame, Image, Landmarks, Regions
from vision.errors import CannotMeasure
from vision.persons import choose_runner, sample_frames
from vision.pictures import RgbPicture

FPS, SECONDS = 15, 3.0
TIMES = np.arange(round(SECONDS * FPS)) / FPS
WIDTH, HEIGHT = 1920, 1080
MAN = (330, 30, 680, 540)  # where the sample clips show their person: left, top, right, bottom
STATURE = 0.73  # of the height of the clip

Actor = Callable[[int], Image]


def clip(path, *, every: int = 60 // FPS) -> Actor:
    frames = frames_of(path, every=every, count=len(TIMES))
    return lambda k: frames[k].image


def frozen(actor: Actor) -> Actor:
    return lambda _: actor(9)


def draw(picture: Image, actor: Image, *, x: float, height_px: float) -> None:
    """Put the part of a clip with its person into the picture, feet at 1000, `height_px` tall."""
    left, top, right, bottom = MAN
    part = actor[top:bottom, left:right]
    scale = height_px / (STATURE * actor.shape[0])
    part = cv2.resize(
        part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    )
    part = part[-1040:]
    height, width = part.shape[:2]
    start = round(x - width / 2)
    shown = slice(min(max(0, start), WIDTH), max(0, min(WIDTH, start + width)))
    if shown.start < shown.stop:
        picture[1040 - height : 1040, shown] = part[:, shown.start - start : shown.stop - start]


def scene(*actors: tuple[Actor, Callable[[float], float] | float, float]) -> Callable[[int], Frame]:
    """Pictures with these actors: who, where (a place or a way over time), how tall."""

    def frame(k: int) -> Frame:
        picture = np.full((HEIGHT, WIDTH, 3), 105, np.uint8)
        for actor, x, height_px in actors:
            draw(picture, actor(k), x=x(TIMES[k]) if callable(x) else x, height_px=height_px)
        return Frame(k, float(TIMES[k]), RgbPicture(picture))

    return frame


def runner_in(frame: Callable[[int], Frame]) -> Regions:
    estimator = loaded()
    detections = [(TIMES[k], estimator.detect(frame(int(k)).image)) for k in sample_frames(TIMES)]

    def probe(regions: Regions) -> Landmarks:
        rows = np.searchsorted(TIMES, regions.time_s - 1e-9)
        return estimator.landmarks((frame(int(k)) for k in rows), regions)

    return choose_runner(link_persons(detections), time_s=TIMES, width=WIDTH, probe=probe)


def middle(regions: Regions) -> float:
    return float(np.nanmedian(regions.center_px[:, 0]))


@pytest.fixture
def runner() -> Actor:
    return clip(SAMPLE)


def test_a_large_bystander_who_stands_is_not_the_runner(runner):
    chosen = runner_in(scene((frozen(runner), 500, 950), (runner, 1450, 400)))
    assert middle(chosen) == pytest.approx(1450, abs=60)
    assert np.isfinite(chosen.size_px).all()


def test_a_large_walker_is_not_the_runner(runner):
    walker = clip(RENDERED / "dev06.mp4")
    chosen = runner_in(scene((walker, 500, 950), (runner, 1450, 400)))
    assert middle(chosen) == pytest.approx(1450, abs=60)


def test_of_two_runners_the_larger_one_is_taken(runner):
    chosen = runner_in(scene((runner, 450, 450), (runner, 1300, 800)))
    assert middle(chosen) == pytest.approx(1300, abs=80)


def test_a_runner_is_followed_through_the_picture_and_unknown_outside(runner):
    """In from the left after half a second, out at the right half a second before the end."""

    def way(t: float) -> float:
        return -300 + 2500 * (t - 0.3) / (SECONDS - 0.6)

    chosen = runner_in(scene((runner, way, 600)))
    known = np.isfinite(chosen.size_px)
    expected = way(TIMES)
    assert known[(expected > 300) & (expected < 1600)].all()
    assert not known[(expected < -200) | (expected > WIDTH + 200)].any()
    inside = known & (expected > 300) & (expected < 1600)
    assert np.abs(chosen.center_px[inside, 0] - expected[inside]).max() < 60


def test_a_runner_of_185_px_is_enough_and_one_of_100_px_is_not(runner):
    assert middle(runner_in(scene((runner, 1000, 185)))) == pytest.approx(1000, abs=30)
    with pytest.raises(CannotMeasure) as error:
        runner_in(scene((runner, 1000, 105)))
    assert error.value.code in ("too_small", "no_person")


def test_an_empty_room_has_no_runner():
    with pytest.raises(CannotMeasure) as error:
        runner_in(scene())
    assert error.value.code == "no_person"
