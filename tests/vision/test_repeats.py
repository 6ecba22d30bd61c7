"""Pictures that only repeat the one before are told from those of a run, in any light."""

from dataclasses import replace

import numpy as np
import pytest
from bad_twins import taken
from synthetic_runner import Runner

from vision.datatypes import Bools, Floats, Footage
from vision.repeats import repeated, retimed, without
from vision.tracks import repair_legs

N = 180
RUNNER = Runner(noise_px=1.0, duration_s=6.0)


def footage(change: Floats, brightness: Floats | None = None) -> Footage:
    light = np.full(len(change), 110.0) if brightness is None else brightness
    change = np.concatenate([[np.nan], change[1:]])
    return Footage(np.full(len(change), 0.02), change, light, np.full(len(change), 0.3))


def moving(n: int = N, seed: int = 0) -> Floats:
    """How a runner's square changes from picture to picture."""
    return np.random.default_rng(seed).uniform(4.5, 9.0, n)


def with_still(still: Bools, noise: float = 0.0) -> Footage:
    """Some pictures come again, with what a camera's or an encoder's noise puts on them."""
    return footage(np.where(still, noise, moving(len(still))))


@pytest.mark.parametrize("noise", [0.0, 0.5])
@pytest.mark.parametrize(
    "still",
    [np.arange(N) % 30 == 7, np.arange(N) % 5 == 3, np.arange(N) % 2 == 1, np.arange(N) // 40 == 2],
    ids=["now and then", "24 shown at 30", "every second", "a freeze"],
)
def test_repeated_pictures_are_found(still, noise):
    np.testing.assert_array_equal(repeated(with_still(still, noise)), still)


def test_every_second_one_is_found_where_compression_has_spoilt_it():
    still = np.arange(N) % 2 == 1
    np.testing.assert_array_equal(repeated(with_still(still, 2.2)), still)


def test_a_run_repeats_nothing():
    assert not repeated(footage(moving())).any()


def test_too_few_pictures_tell_nothing():
    assert not repeated(footage(np.array([np.nan, 5.0, 0.0, 6.0]))).any()


@pytest.mark.parametrize("every", [7, 9, 12])
def test_a_strobe_light_repeats_nothing(every):
    """The dark picture and the one after it change by all the light there is."""
    light = np.where(np.arange(N) % every == 0, 13.0, 110.0)
    by_light = np.abs(np.diff(light, prepend=light[0]))
    assert not repeated(footage(np.fmax(moving(), by_light), light)).any()


def test_what_repeats_under_a_strobe_light_is_still_found():
    light = np.where(np.arange(N) % 9 == 0, 13.0, 110.0)
    still = np.arange(N) % 9 == 5
    change = np.where(still, 0.1, np.fmax(moving(), np.abs(np.diff(light, prepend=light[0]))))
    np.testing.assert_array_equal(repeated(footage(change, light)), still)


def test_light_that_beats_repeats_nothing():
    light = 110 * (1 + 0.3 * np.sin(1.9 * np.arange(N)))
    by_light = np.abs(np.diff(light, prepend=light[0]))
    assert not repeated(footage(np.fmax(moving(), by_light), light)).any()


def test_pictures_left_out_are_unknown_and_the_others_as_they_were():
    landmarks, rows = RUNNER.landmarks(), np.arange(360) % 4 == 0
    left = without(landmarks, rows)
    assert np.isnan(left.position_px[rows]).all()
    assert (left.confidence[rows] == 0).all()
    np.testing.assert_array_equal(left.position_px[~rows], landmarks.position_px[~rows])


def test_what_a_converter_stretched_is_spaced_evenly_again():
    """24 frames a second shown at 30: every fifth picture comes twice, and the others at wrong times."""
    filmed = replace(RUNNER, fps=24.0).landmarks()
    rows = np.arange(170) * 4 // 5
    shown = replace(taken(filmed, rows), time_s=np.arange(170) / 30)
    still = np.diff(rows, prepend=-1) == 0
    mended = retimed(without(shown, still), still, lambda some: repair_legs(some).landmarks)
    np.testing.assert_allclose(np.diff(mended.time_s[~still]), 1 / 24, rtol=0.01)


def test_a_picture_shown_for_one_that_was_missed_leaves_the_times_of_the_others():
    filmed = RUNNER.landmarks()
    still = np.isin(np.arange(360), [40, 131, 222, 305])
    kept = retimed(without(filmed, still), still, lambda some: repair_legs(some).landmarks)
    np.testing.assert_array_equal(kept.time_s, filmed.time_s)
