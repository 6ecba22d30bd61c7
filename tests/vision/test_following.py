"""One pass over a video where the runner stays in place, and what two give where not."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from time import sleep
from weakref import ReferenceType, ref

import numpy as np
import pytest
from av.video.frame import VideoFrame
from made_clips import make_clip

from vision import following, opening
from vision.datatypes import Frame, Image, Landmarks, Region, Regions, Window
from vision.errors import CannotMeasure
from vision.following import FOLLOWING_BYTES, Sight, look_again, look_at
from vision.landmarks.rows import in_step
from vision.opening import Opening
from vision.progress import silent
from vision.skeletons import BLAZEPOSE_33
from vision.survey import survey_video
from vision.video import Video, open_video
from vision.video.upright import Upright

FPS, SECONDS, WIDTH, HEIGHT = 30, 6, 320, 240
Sighted = Callable[[float], tuple[Region, ...]]


class Telling:
    """Sees at each time whom it is told; the landmarks lie beside the middle of the region."""

    name, network, precision = "blazepose", "heavy", "f32"

    def __init__(self, sighted: Sighted, *, whole_pictures: bool = False) -> None:
        self._sighted, self.whole_pictures = sighted, whole_pictures
        self.looked = 0

    def detect(self, image: Image, **_: bool) -> tuple[Region, ...]:
        return self._sighted(time_shown(image))

    def landmarks(self, frames: Iterable[Frame], regions: Regions) -> Landmarks:
        position = np.full((len(regions.time_s), 33, 2), np.nan)
        for row, _ in in_step(frames, regions):
            self.looked += 1
            position[row] = regions.center_px[row] + 2 * np.indices((33, 2)).sum(axis=0)
        return Landmarks(BLAZEPOSE_33, regions.time_s, position, np.ones(position.shape[:2]))


def time_shown(image: Image) -> float:
    """A bar at the top is as long as the time."""
    return float((image[:8, :, 1].mean(axis=0) > 128).sum()) / WIDTH * SECONDS


def clock(index: int, width: int, height: int) -> Image:
    image = np.zeros((height, width, 3), np.uint8)
    image[:8, : round(index / FPS / SECONDS * width)] = 255
    image[60:] = np.random.default_rng(0).integers(0, 255, (height - 60, width, 1), dtype=np.uint8)
    return image


def filmed(path: Path, pix_fmt: str = "yuv420p") -> Video:
    ticks = range(FPS * SECONDS)
    return open_video(make_clip(path, ticks=ticks, size=(WIDTH, HEIGHT), pix_fmt=pix_fmt, draw=clock))


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Video:
    return filmed(tmp_path_factory.mktemp("film") / "run.mp4")


def person(x: float, y: float = 120.0, size: float = 230.0) -> Region:
    return Region(center_px=(x, y), size_px=size, rotation_rad=0.0, score=0.9)


def swaying(time_s: float) -> tuple[Region, ...]:
    return (
        person(160 + 8 * np.sin(3 * time_s), 120 + 3 * np.sin(17 * time_s), 230 + 4 * np.cos(5 * time_s)),
    )


def both_ways(
    video: Video, sighted: Sighted, *, held_bytes: float = FOLLOWING_BYTES
) -> tuple[Sight, Sight, int]:
    """In one pass if that works, and in two; and how many frames the landmark network saw in the first."""
    once, twice = Telling(sighted), Telling(sighted)
    first = look_at(Opening.of(video), once, progress=silent, held_bytes=held_bytes)
    second = look_again(video, survey_video(video, twice, progress=silent), twice, progress=silent)
    return first, second, once.looked


def assert_same(first: Sight, second: Sight) -> None:
    """In everything, to the last bit."""
    np.testing.assert_equal(asdict(first), asdict(second))


def test_one_who_stays_in_place_is_seen_in_one_pass_as_in_two(film):
    first, second, looked = both_ways(film, swaying)
    assert_same(first, second)
    assert looked == film.info.frames


@pytest.mark.parametrize("place", [(40.0, 100.0), (280.0, 150.0)], ids=["upper left", "lower right"])
@pytest.mark.parametrize("pix_fmt", ["yuv420p", "yuv444p", "yuv420p10le"])
def test_a_square_may_reach_over_the_edge_in_every_pixel_format(tmp_path, pix_fmt, place):
    video = filmed(tmp_path / "run.mp4", pix_fmt)
    first, second, looked = both_ways(video, lambda _: (person(*place, size=260),))
    assert_same(first, second)
    assert looked == video.info.frames


@pytest.mark.parametrize(
    ("whole_pictures", "window"),
    [
        pytest.param(True, None, id="held whole"),
        pytest.param(False, Window(20, 20, 280, 200), id="within a larger picture"),
    ],
)
def test_pictures_that_are_held_are_not_held_in_colours_too(tmp_path, monkeypatch, whole_pictures, window):
    converted: list[ReferenceType[Image]] = []
    convert = Upright.image

    def noted(self: Upright, frame: VideoFrame, **size: tuple[int, int]) -> Image:
        image = convert(self, frame, **size)
        converted.append(ref(image))
        return image

    monkeypatch.setattr(Upright, "image", noted)
    monkeypatch.setattr(opening, "inner_window", lambda _: window)
    alive = []
    watch = Telling(swaying, whole_pictures=whole_pictures)
    look_at(
        Opening.of(filmed(tmp_path / "run.mp4", "yuv444p")),
        watch,
        progress=lambda *_: alive.append(sum(image() is not None for image in converted)),
    )
    assert len(converted) > FPS * SECONDS
    assert max(alive) < 8  # 26 frames are held
    assert watch.looked == FPS * SECONDS


def test_where_memory_is_short_a_slow_look_is_waited_for(film, monkeypatch):
    held = []
    hold = following._Following._hold

    def noted(self: following._Following, frame: Frame) -> None:
        hold(self, frame)
        held.append(len(self._held))

    def slowly(time_s: float) -> tuple[Region, ...]:
        sleep(0.03)  # as long as it takes to decode a second of this clip
        return swaying(time_s)

    monkeypatch.setattr(following._Following, "_hold", noted)
    look_at(Opening.of(film), Telling(slowly), progress=silent, held_bytes=64 * 1.5 * WIDTH * HEIGHT)
    assert max(held) <= np.ceil(following.SLACK * following.HELD_S * FPS)


def test_frames_are_decoded_once(film, monkeypatch):
    decoded = []
    frames = Video.frames
    monkeypatch.setattr(Video, "frames", lambda self, start=0: decoded.append(start) or frames(self, start))
    monkeypatch.setattr(Video, "sample", lambda *_: pytest.fail("decoded again"))
    look_at(Opening.of(film), Telling(swaying), progress=silent)
    assert decoded == [0]


@pytest.mark.parametrize(
    "sighted",
    [
        pytest.param(lambda t: (person(60 + 33 * t),), id="who passes"),
        pytest.param(lambda t: (person(160, size=180 + 15 * t),), id="who comes nearer"),
        pytest.param(lambda t: swaying(t) if t > 2 else (), id="who comes late"),
        pytest.param(lambda t: swaying(t) if not 2 < t < 4 else (), id="who is away for a while"),
        pytest.param(
            lambda t: (person(40, size=200), *((person(200, size=330),) if t > 1.5 else ())),
            id="second, who is nearer",
        ),
    ],
)
def test_one_is_seen_in_two_passes_like_in_one(film, sighted):
    first, second, _ = both_ways(film, sighted)
    assert_same(first, second)


def test_a_clip_that_is_read_again_does_not_tell_of_less_than_before(film):
    told: list[tuple[str, float]] = []
    away = Telling(lambda t: swaying(t) if not 3 < t < 5 else ())
    look_at(Opening.of(film), away, progress=lambda *call: told.append(call))
    shares = [share for stage, share in told if stage == "landmarks"]
    assert shares == sorted(shares) and shares[-1] == 1.0


def test_one_who_leaves_what_is_held_is_seen_all_the_same(film, monkeypatch):
    monkeypatch.setattr(following, "NEAR", -0.1)
    first, second, looked = both_ways(film, swaying)
    assert_same(first, second)
    assert looked > film.info.frames  # some of them twice


def test_nobody_is_refused(film):
    with pytest.raises(CannotMeasure, match="Nobody"):
        look_at(Opening.of(film), Telling(lambda _: ()), progress=silent)


def test_a_clip_too_short_to_follow_is_seen_all_the_same(tmp_path):
    video = open_video(make_clip(tmp_path / "short.mp4", ticks=range(20), size=(WIDTH, HEIGHT), draw=clock))
    first, second, _ = both_ways(video, swaying)
    assert_same(first, second)


@pytest.mark.parametrize(
    ("pictures", "passes"),
    [
        pytest.param(20, 2, id="more than fits"),
        pytest.param(32, 2, id="no room for those that are decoded meanwhile"),
        pytest.param(60, 1, id="fitting"),
    ],
)
def test_frames_too_large_to_be_held_are_decoded_twice(film, monkeypatch, pictures, passes):
    sampled = []
    sample = Video.sample
    monkeypatch.setattr(Video, "sample", lambda self, at: sampled.append(len(at)) or sample(self, at))
    first, second, _ = both_ways(film, swaying, held_bytes=pictures * 1.5 * WIDTH * HEIGHT)
    assert_same(first, second)
    assert len(sampled) == passes


def test_an_opening_is_let_go_of_where_nobody_is_followed_from_it_on(film, monkeypatch):
    frames, sample, given, alive = Video.frames, Video.sample, [], []

    def noted(self: Video, start: int = 0) -> Iterator[Frame]:
        for frame in frames(self, start):
            given.append(ref(frame.picture))
            yield frame

    def counting(self: Video, indices: Iterable[int]) -> Iterator[Frame]:
        alive.append(sum(picture() is not None for picture in given))
        return sample(self, indices)

    monkeypatch.setattr(Video, "frames", noted)
    monkeypatch.setattr(Video, "sample", counting)
    opening = Opening.of(film)
    assert sum(picture() is not None for picture in given) > FPS
    look_at(opening, Telling(lambda t: swaying(t) if t > 2 else ()), progress=silent)
    assert alive and alive[0] < 4
