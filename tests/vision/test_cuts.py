"""Pictures that do not follow one another are told from a run that goes on."""

from dataclasses import replace

import numpy as np
import pytest

from vision.cuts import ALONE_CHANGE, ALONE_OF_LIGHT, find_cuts
from vision.datatypes import Footage

N, SPACING_S = 240, 1 / 30


def run(seed: int = 0, brightness: float = 110.0) -> Footage:
    """One take, as a runner on a treadmill changes from picture to picture."""
    rng = np.random.default_rng(seed)
    step = 1 + 0.3 * np.sin(2 * np.pi * np.arange(N) / 10.7)
    change = 6.4 * step * rng.uniform(0.9, 1.1, N)
    novelty = 0.022 * step * rng.uniform(0.9, 1.1, N)
    change[0] = novelty[0] = np.nan
    return Footage(novelty, change, np.full(N, brightness), np.full(N, 0.3))


def at(row: int | list[int], footage: Footage, *, novelty: float, change: float) -> Footage:
    """The same with other values in some frames."""
    novelties, changes = footage.novelty.copy(), footage.change.copy()
    novelties[row], changes[row] = novelty, change
    return replace(footage, novelty=novelties, change=changes)


def cuts(footage: Footage, spacing_s: float = SPACING_S) -> list[int]:
    return find_cuts(footage, spacing_s).tolist()


@pytest.mark.parametrize("seed", range(5))
def test_one_take_has_no_cut(seed):
    assert cuts(run(seed)) == []


def test_a_cut_to_another_place_is_found():
    assert cuts(at(100, run(), novelty=0.4, change=25.0)) == [100]


def test_a_cut_to_another_runner_in_the_same_room_is_found():
    assert cuts(at([60, 160], run(), novelty=0.15, change=20.0)) == [60, 160]


@pytest.mark.parametrize(
    "footage",
    [
        at([100, 101], run(), novelty=0.15, change=30.0),
        at(100, run(), novelty=0.05, change=8.5),
        at(100, run(), novelty=0.03, change=20.0),
        at(list(range(0, N, 5)), run(), novelty=0.2, change=30.0),
    ],
    ids=["a flash and back", "a frame was lost", "a light goes on", "light that beats"],
)
def test_what_passes_or_comes_again_is_no_cut(footage):
    assert cuts(footage) == []


def test_an_encoder_that_starts_afresh_cuts_nothing():
    """At 240 frames a second little moves from one to the next, and a key frame changes more than that."""
    calm = run()
    slow = replace(calm, novelty=calm.novelty / 10, change=calm.change / 6)
    fresh = at(100, slow, novelty=0.02, change=0.9 * ALONE_OF_LIGHT * 110.0)
    assert fresh.change[100] > ALONE_CHANGE * np.nanmax(slow.change)
    assert cuts(fresh, 1 / 240) == []


def test_movement_that_begins_after_a_freeze_is_no_cut():
    frozen = run()
    frozen.novelty[80:100], frozen.change[80:100] = 0.0, 0.0
    assert cuts(at(100, frozen, novelty=0.1, change=15.0)) == []


def test_nothing_known_is_no_cut():
    unknown = np.full(N, np.nan)
    assert cuts(Footage(unknown, unknown, unknown, unknown)) == []
