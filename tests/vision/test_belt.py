"""The ground's speed from a standing shoe's pixels: painted shoes of known speed."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import cv2
import numpy as np
import pytest

from vision.belt import ground_speed_px_s
from vision.datatypes import Floats, Frame, GaitEvents, Scene, Side, Step, Track, Vertical
from vision.kinematics import upright_px
from vision.pictures import RgbPicture
from vision.skeletons import BLAZEPOSE_33

FPS, STRIDE_S, STANCE_S, STRIDES = 60.0, 0.7, 0.25, 8
WIDTH, HEIGHT, SHOE_PX, LEG_PX = 640, 240, 60, 200
TIME_S = np.arange(int(STRIDES * STRIDE_S * FPS)) / FPS
TEXTURE = cv2.GaussianBlur(
    np.random.default_rng(3).integers(0, 255, (40, SHOE_PX), dtype=np.uint8), (0, 0), 1.2
)


def heel_x_px(side: Side, direction: Side, speed_px_s: float, body_px_s: float) -> Floats:
    """Heel of a foot that stands still on the belt for the first quarter second of each stride."""
    sign = -1.0 if direction == "left" else 1.0
    since = (TIME_S - (0.0 if side == "left" else STRIDE_S / 2)) % STRIDE_S
    ahead = np.where(since < STANCE_S, 60 - speed_px_s * since, 0.0)
    return 320 + sign * (ahead + body_px_s * TIME_S)


def track_of(direction: Side, speed_px_s: float, body_px_s: float) -> Track:
    position = np.full((len(TIME_S), 33, 2), np.nan)
    sign = -1.0 if direction == "left" else 1.0
    for side, y_px in (("left", 80.0), ("right", 180.0)):
        heel = heel_x_px(side, direction, speed_px_s, body_px_s)  # type: ignore[arg-type]
        position[:, BLAZEPOSE_33.index(f"{side}_heel")] = np.column_stack([heel, np.full_like(heel, y_px)])
        position[:, BLAZEPOSE_33.index(f"{side}_toe")] = np.column_stack(
            [heel + sign * SHOE_PX, np.full_like(heel, y_px)]
        )
        hip = np.column_stack([320 + sign * body_px_s * TIME_S, np.full_like(TIME_S, 20.0)])
        position[:, BLAZEPOSE_33.index(f"{side}_hip")] = hip
    confidence, unchanged = np.ones(position.shape[:2]), np.zeros(len(TIME_S), dtype=bool)
    return Track(BLAZEPOSE_33, TIME_S, position, position, confidence, unchanged)


def events_in(*, faster: float = 1.0) -> GaitEvents:
    """The steps, played so many times faster."""
    steps = []
    for half in range(round((2 * STRIDES - 2) / faster)):
        start_s = half * STRIDE_S / 2 / faster
        side: Side = "left" if half % 2 == 0 else "right"
        end_s, next_s = start_s + STANCE_S / faster, start_s + STRIDE_S / 2 / faster
        steps.append(Step(side, "near", start_s, end_s, next_s))
    return GaitEvents((), tuple(steps), STRIDE_S / faster)


def painted(track: Track, direction: Side, *, textured: bool = True):  # type: ignore[no-untyped-def]
    """A sampler of pictures with both shoes painted at sub-pixel places."""

    def sample(indices: Iterable[int]) -> Iterator[Frame]:
        for index in indices:
            image = np.full((HEIGHT, WIDTH), 128, dtype=np.uint8)
            for side in ("left", "right") if textured else ():
                heel, y_px = track.point(f"{side}_heel")[index]
                left = heel - (SHOE_PX if direction == "left" else 0)
                shift = np.array([[1.0, 0.0, left], [0.0, 1.0, y_px - 20]])
                cv2.warpAffine(TEXTURE, shift, (WIDTH, HEIGHT), dst=image, borderMode=cv2.BORDER_TRANSPARENT)
            yield Frame(index, float(TIME_S[index]), RgbPicture(np.repeat(image[..., None], 3, axis=2)))

    return sample


def scene(direction: Side) -> Scene:
    nan = float("nan")
    return Scene("side", direction, direction, "static", nan, nan, LEG_PX, 130.0, 0.0, None)


@pytest.mark.parametrize("direction", ["left", "right"])
@pytest.mark.parametrize("speed_px_s", [300.0, 620.0])
def test_a_belt_of_known_speed_is_read_within_one_per_cent(direction: Side, speed_px_s: float) -> None:
    track = track_of(direction, speed_px_s, 0.0)
    measured = ground_speed_px_s(track, scene(direction), events_in(), sample=painted(track, direction))
    assert measured == pytest.approx(speed_px_s, rel=0.01)


def test_a_clip_converted_from_another_frame_rate_has_the_same_belt() -> None:
    """Every sixth picture is left out: the shoe goes two frames' way there, and one elsewhere."""
    track = track_of("right", 400.0, 0.0)
    rows = np.minimum((np.arange(len(TIME_S)) * 6 / 5).astype(int), len(TIME_S) - 1)
    quick = replace(track, time_s=TIME_S, position_px=track.position_px[rows], raw_px=track.raw_px[rows])
    shown = painted(quick, "right")
    events = events_in(faster=6 / 5)
    measured = ground_speed_px_s(quick, scene("right"), events, sample=shown)
    assert measured == pytest.approx(400.0 * 6 / 5, rel=0.04)


def test_a_runner_who_passes_a_still_camera_has_the_bodys_speed() -> None:
    """The standing shoe does not move in the picture; the body does."""
    track = track_of("right", 40.0, 40.0)
    measured = ground_speed_px_s(track, scene("right"), events_in(), sample=painted(track, "right"))
    assert measured == pytest.approx(40.0, rel=0.02)


def test_a_shoe_without_texture_gives_no_speed() -> None:
    track = track_of("right", 500.0, 0.0)
    sample = painted(track, "right", textured=False)
    assert np.isnan(ground_speed_px_s(track, scene("right"), events_in(), sample=sample))


def test_hidden_feet_give_no_speed() -> None:
    track = track_of("right", 500.0, 0.0)
    track.position_px[:, BLAZEPOSE_33.index("left_toe")] = np.nan
    assert np.isnan(ground_speed_px_s(track, scene("right"), events_in(), sample=painted(track, "right")))


@pytest.mark.parametrize("direction", ["left", "right"])
def test_the_speed_is_that_of_the_picture_set_upright(direction: Side) -> None:
    """Both shoes are drawn larger than they are at the hip's height; the belt runs level in the picture."""
    vertical = Vertical("lines", 0.4, lean_deg=10.0, keystone_per_px=-0.001, origin_px=(320.0, 20.0))
    track = track_of(direction, 400.0, 0.0)
    turned = replace(scene(direction), vertical=vertical)
    measured = ground_speed_px_s(track, turned, events_in(), sample=painted(track, direction))
    lengths = []
    for y_px in (80.0, 180.0):
        ends = upright_px(np.array([[319.0, y_px], [321.0, y_px]]), vertical)
        lengths.append((ends[1, 0] - ends[0, 0]) / 2)
    assert measured == pytest.approx(400.0 * float(np.mean(lengths)), rel=0.02)
    assert np.mean(lengths) < 0.9
