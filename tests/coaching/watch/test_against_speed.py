import numpy as np
import pytest
import recorded

from coaching.watch.summary import summarise_run


def slope(columns):
    return summarise_run(recorded.recording(columns)).cadence_against_speed


def test_the_slope_of_an_exact_line_is_found():
    speed = np.repeat(np.tile([2.6, 2.9, 3.1, 3.4, 2.8], 24), 30)
    found = slope(recorded.steady(len(speed), speed=speed, cadence=147 + np.pi + 6.0 * speed))
    assert found.value == pytest.approx(6.0) and found.high - found.low < 0.01


def test_what_rounding_hides_of_a_slope_is_in_its_interval():
    speed = np.repeat(np.tile([2.9, 3.0, 3.1], 40), 30)
    found = slope(recorded.steady(len(speed), speed=speed, cadence=164.0))  # 163.4 to 164.6 in whole strides
    assert found.value == 0 and found.low < -6 and found.high > 6


def test_a_few_wild_blocks_do_not_move_it():
    rng = np.random.default_rng(7)
    speed = np.repeat(rng.normal(3.0, 0.3, 120), 30)
    cadence = 147 + 6.0 * speed
    cadence[:180] += 40
    assert slope(recorded.steady(3600, speed=speed, cadence=cadence)).value == pytest.approx(6.0, abs=0.3)


def test_the_interval_holds_the_slope():
    rng = np.random.default_rng(8)
    found = [slope(recorded.varied(3600, rng)) for _ in range(40)]
    told = [each for each in found if each.value is not None]
    assert len(told) >= 35 and sum(each.low <= 6 <= each.high for each in told) >= 0.87 * len(told)


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        (recorded.steady(1800, cadence=168), "did not vary"),
        (recorded.steady(1800, cadence=168, speed=np.nan), "not known"),
        (recorded.steady(60, speed=np.linspace(2.5, 3.5, 60)), "too short"),
    ],
)
def test_without_speeds_to_compare_there_is_none(columns, why):
    found = slope(columns)
    assert found.value is None and why in found.why_missing
