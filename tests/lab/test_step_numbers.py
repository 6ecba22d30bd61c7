import numpy as np
import pytest

from lab import ReportedClip, Steps, repeatability, step_numbers
from lab.repeatability import ALL_ALIKE
from lab.step_numbers import NO_NEIGHBOURS, TOO_SHORT, about_leg, scatter_of, sequential_average


def runs_of(r, steps, clips, rng, sd=1.0):
    """Steps of an autoregressive process of order one, the legs apart by much."""
    for _ in range(clips):
        x = np.zeros(steps + 100)
        for i in range(1, len(x)):
            x[i] = r * x[i - 1] + rng.normal(0, sd * np.sqrt(1 - r**2))
        right = np.arange(steps) % 2 == 0
        yield Steps(right, x[100:] + np.where(right, 5 * sd, 0.0), np.arange(steps))


@pytest.mark.parametrize("r", [-0.3, 0.0, 0.3, 0.6])
@pytest.mark.parametrize("steps", [20, 60])
def test_scatter_and_autocorrelation_are_found_though_means_hide_some(r, steps):
    rng = np.random.default_rng(3)
    found = scatter_of(list(runs_of(r, steps, 500, rng)))
    assert found.sd == pytest.approx(1.0, rel=0.04)
    assert found.autocorrelation == pytest.approx(r, abs=0.04)


@pytest.mark.parametrize("r", [0.0, 0.5])
def test_so_many_steps_do_make_the_mean_as_sure_as_was_wanted(r):
    rng, wanted = np.random.default_rng(4), 0.3
    needed = scatter_of(list(runs_of(r, 60, 300, rng))).needed(wanted)
    means = [clip.values.mean() - 2.5 for clip in runs_of(r, needed // 2 * 2, 1500, rng)]
    assert np.quantile(np.abs(means), 0.95) == pytest.approx(wanted, rel=0.08)


def clip(name, steps, value=0.25):
    return ReportedClip(name, "", "", {"contact_time_s": value}, steps={"contact_time_s": steps})


def test_the_half_width_is_half_of_the_smallest_detectable_change_unless_told():
    rng = np.random.default_rng(5)
    clips = [
        clip(str(i), steps, 0.25 + 0.001 * i) for i, steps in enumerate(runs_of(0.0, 40, 4, rng, sd=0.006))
    ]
    known = repeatability(clips)
    (found,) = step_numbers(clips, known, {})
    assert found.half_width == pytest.approx(known[0].within_session.sdc95.value / 2)
    assert found.half_width_from.endswith("within a session")
    (told,) = step_numbers(clips, known, {"contact_time_s": 0.001})
    assert (told.half_width, told.half_width_from) == (0.001, "as told")
    assert told.steps == pytest.approx((1.96 * 6) ** 2, rel=0.4)


def test_the_quotient_of_legs_does_not_count_as_scatter():
    right = np.arange(40) % 2 == 0
    assert about_leg(Steps(right, np.where(right, 0.25, 0.2), np.arange(40))) == pytest.approx(np.zeros(40))


def test_short_clips_tell_nothing():
    (found,) = step_numbers([clip("a", Steps(np.ones(9, bool), np.arange(9.0), np.arange(9)))], (), {})
    assert (found.steps, found.why_missing) == (None, TOO_SHORT)


def test_the_sequential_average_is_the_last_way_into_the_band():
    assert sequential_average(np.array([1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0])) == 4
    assert sequential_average(np.zeros(12)) == 1


def kept(steps, which):
    return Steps(steps.right[which], steps.values[which], steps.number[which])


def test_of_one_leg_alone_no_difference_of_legs_is_taken_out():
    rng = np.random.default_rng(7)
    found = scatter_of([kept(each, each.right) for each in runs_of(0.0, 30, 500, rng)])
    assert found.autocorrelation == pytest.approx(0.0, abs=0.04)
    assert found.sd == pytest.approx(1.0, rel=0.04)


def test_steps_that_lack_the_measure_do_not_make_others_neighbours():
    rng = np.random.default_rng(8)
    found = scatter_of([kept(each, rng.random(60) > 0.4) for each in runs_of(0.6, 60, 500, rng)])
    assert found.autocorrelation == pytest.approx(0.6, abs=0.05)


def test_without_two_steps_in_a_row_nobody_knows_how_alike_they_are():
    (steps,) = runs_of(0.0, 60, 1, np.random.default_rng(9))
    (found,) = step_numbers([clip("a", kept(steps, steps.number % 3 == 0))], (), {})
    assert (found.autocorrelation, found.steps, found.why_missing) == (None, None, NO_NEIGHBOURS)


def test_steps_that_are_all_alike_need_no_number():
    (found,) = step_numbers(
        [clip("a", Steps(np.ones(12, bool), np.full(12, 0.25), 2 * np.arange(12)))], (), {}
    )
    assert (found.steps, found.why_missing) == (None, ALL_ALIKE)
