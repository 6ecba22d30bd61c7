"""Rails and posts before the runner, and the same things behind."""

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest
from synthetic_runner import Runner

from vision.datatypes import Frame, Image, Landmarks, Region, Regions
from vision.occlusion import STILLS, Stills, hidden_parts
from vision.pictures import RgbPicture

WIDTH, HEIGHT = 1280, 720
RUNNER = Runner(fps=25.0, duration_s=3.0, noise_px=1.0)
FROM_BEHIND = replace(RUNNER, yaw_deg=90.0)
LIMBS = (("shoulder", "hip", 62), ("hip", "knee", 42), ("knee", "ankle", 28), ("ankle", "toe", 20))
Bar = tuple[int, int, int, int]
"""Left, top, right and bottom in pixels."""


@cache
def landmarks_of(runner: Runner) -> Landmarks:
    return runner.landmarks()


def around(landmarks: Landmarks) -> Regions:
    n = len(landmarks.time_s)
    center = np.nanmean(landmarks.position_px, axis=1)
    return Regions(landmarks.time_s, center, np.full(n, 560.0), np.zeros(n))


@cache
def gym(seed: int) -> Image:
    """A wall with a dark floor, a stripe behind the hips, a pole behind the body, and a camera's noise."""
    wall = np.full((HEIGHT, WIDTH, 3), 170, np.uint8)
    wall[640:] = 60
    wall[380:400] = 90
    wall[:, 630:660] = 210
    noise = np.random.default_rng(seed).normal(0, 2, wall.shape)
    return np.clip(wall + noise, 0, 255).astype(np.uint8)


def painted(landmarks: Landmarks, row: int, bars: tuple[Bar, ...]) -> Image:
    image = gym(row % 8).copy()
    index, position = landmarks.skeleton.index, landmarks.position_px[row]
    for side, shade in (("left", 110), ("right", 130)):
        for start, end, width in LIMBS:
            ends = [np.round(position[index(f"{side}_{p}")]).astype(int).tolist() for p in (start, end)]
            cv2.line(image, *ends, (shade, shade - 20, shade - 30), width)
    for left, top, right, bottom in bars:
        image[top:bottom, left:right] = 40
    return image


def hidden(
    *bars: Bar, runner: Runner = RUNNER, moving: bool = False, landmarks: Landmarks | None = None
) -> tuple[str, ...]:
    shown = landmarks or landmarks_of(runner)
    runner = around(shown)
    kept = filled(Stills.of(runner, np.isfinite(runner.size_px)), shown, bars).within(runner)
    assert len(kept) <= STILLS
    return hidden_parts(kept, shown, camera="moving" if moving else "static")


def filled(stills: Stills, shown: Landmarks, bars: tuple[Bar, ...]) -> Stills:
    frames = (Frame(i, float(t), RgbPicture(painted(shown, i, bars))) for i, t in enumerate(shown.time_s))
    assert sum(1 for _ in stills.frames(frames)) == len(shown.time_s)
    return stills


def height_of(part: str) -> int:
    shown = landmarks_of(RUNNER)
    return int(np.median(shown.position_px[:, shown.skeleton.index(f"right_{part}"), 1]))


def rail_at(part: str, thickness: int = 20) -> Bar:
    return (0, height_of(part) - thickness // 2, WIDTH, height_of(part) + thickness // 2)


@pytest.mark.parametrize("runner", [RUNNER, FROM_BEHIND], ids=["side", "behind"])
def test_what_stands_behind_the_runner_hides_nothing(runner):
    assert hidden(runner=runner) == ()


@pytest.mark.parametrize("part", ["shoulder", "hip", "knee"])
def test_a_rail_hides_the_joint_that_is_behind_it(part):
    assert part in hidden(rail_at(part))


def test_a_rail_leaves_distant_joints_alone():
    assert set(hidden(rail_at("hip"))) == {"hip"}


def test_a_post_hides_the_joints_that_are_behind_it():
    assert {"hip", "shoulder"} <= set(hidden((620, 0, 670, HEIGHT)))


def test_a_post_beside_the_runner_hides_nothing():
    assert hidden((280, 0, 330, HEIGHT)) == ()


def test_a_camera_that_moves_tells_nothing():
    assert hidden(rail_at("hip"), moving=True) == ()


def test_few_pictures_tell_nothing():
    some = landmarks_of(replace(RUNNER, duration_s=0.6))
    assert hidden(rail_at("hip"), landmarks=some) == ()


def test_edges_of_an_empty_picture_hide_nobody():
    """After the runner has left, the network goes on placing landmarks, of which it is not sure."""
    shown = landmarks_of(replace(RUNNER, duration_s=6.0))
    n = len(shown.time_s)
    gone = (np.arange(n) >= n // 2)[:, None]
    beside = np.where(gone[..., None], shown.position_px + np.array([170.0, 0.0]), shown.position_px)
    sure = replace(shown, position_px=beside)
    doubted = replace(sure, confidence=np.where(gone, 0.2, shown.confidence))

    def found(placed: Landmarks, *bars: Bar) -> tuple[str, ...]:
        pictures = replace(shown, position_px=np.where(gone[..., None], -2000.0, shown.position_px))
        runner = around(shown)
        stills = filled(Stills.of(runner, np.ones(n, dtype=bool)), pictures, bars)
        return hidden_parts(stills.within(runner), placed, camera="static")

    assert found(sure) != ()
    assert found(doubted) == ()
    assert found(doubted, rail_at("hip")) == ("hip",)


def test_a_runner_who_is_never_seen_leaves_no_stills():
    n = 5
    nowhere = Regions(np.arange(n) / 30, np.full((n, 2), np.nan), np.full(n, np.nan), np.full(n, np.nan))
    stills = Stills.of(nowhere, np.ones(n, dtype=bool))
    assert len(list(stills.frames(Frame(i, i / 30, RgbPicture(gym(i))) for i in range(n)))) == n
    assert stills.within(nowhere) == ()


@pytest.mark.parametrize("growth", [1 / 1.25, 1.0, 1.25])
def test_who_is_seen_first_at_another_size_leaves_the_same_stills(growth):
    shown, bars = landmarks_of(RUNNER), (rail_at("hip"),)
    runner, everywhere = around(shown), np.ones(len(shown.time_s), dtype=bool)
    x, y = runner.center_px[0]
    home = Region((float(x), float(y)), growth * 560.0, 0.0, 0.9)
    kept = (Stills.of(runner, everywhere), Stills.near(home, everywhere, roam=0.25))
    first, second = (filled(stills, shown, bars).within(runner) for stills in kept)
    assert first[0].scale == second[0].scale
    for one, other in zip(first, second, strict=True):
        low = np.round((np.array(other.corner_px) - one.corner_px) * one.scale).astype(int)
        assert one.row == other.row and (np.abs(low) <= 1).all()
        height, width = np.minimum(one.image.shape, other.image.shape) - 2
        apart = cv2.absdiff(one.image[:height, :width], other.image[:height, :width])
        assert np.mean(apart) < 3
    assert hidden_parts(second, shown, camera="static") == ("hip",)
