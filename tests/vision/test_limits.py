import numpy as np
import pytest

from vision import limits_of_agreement, proportional_bias
from vision.limits import FEW_GROUPS, FEW_PAIRS


def test_bias_and_limits_are_those_of_bland_and_altman():
    """Differences 1 to 5: mean 3, SD sqrt(2.5); t of 4 degrees of freedom is 2.776."""
    found = limits_of_agreement([11, 22, 33, 44, 55], [10, 20, 30, 40, 50])
    sd = np.sqrt(2.5)
    reach = 2.776445 * sd / np.sqrt(5)
    assert (found.n, found.bias, found.sd) == (5, 3.0, pytest.approx(sd))
    assert (found.bias_low, found.bias_high) == pytest.approx((3 - reach, 3 + reach), rel=1e-5)
    assert (found.lower, found.upper) == pytest.approx((3 - 1.96 * sd, 3 + 1.96 * sd))
    assert found.upper_high - found.upper > found.upper - found.upper_low > 0
    assert (found.lower_low, found.lower_high) == pytest.approx((6 - found.upper_high, 6 - found.upper_low))


@pytest.mark.parametrize("pairs", [8, 30])
def test_the_limits_hold_19_of_20_differences_and_their_intervals_the_true_limits(pairs):
    rng, held, cases, within = np.random.default_rng(3), 0, 1500, []
    for _ in range(cases):
        other = rng.normal(250, 20, pairs)
        found = limits_of_agreement(other + rng.normal(4, 6, pairs), other)
        held += found.upper_low <= 4 + 1.96 * 6 <= found.upper_high
        within.append(np.mean(np.abs(rng.normal(4, 6, 100) - found.bias) < 1.96 * found.sd))
    assert held / cases == pytest.approx(0.95, abs=0.015)
    if pairs == 30:
        assert np.mean(within) == pytest.approx(0.95, abs=0.015)


def test_pairs_of_one_runner_do_not_make_the_limits_look_surer():
    """Bias of a runner scatters by 5, of a clip by 2: a pair of any runner by sqrt(29)."""
    rng, held, bias, alone = np.random.default_rng(4), [], [], []
    many = [2, 3, 4, 6, 2, 5, 3, 3]
    groups = np.repeat(np.arange(len(many)), many)
    for _ in range(1000):
        apart = 1 + rng.normal(0, 5, len(many))[groups] + rng.normal(0, 2, len(groups))
        found = limits_of_agreement(apart, np.zeros(len(apart)), groups.tolist())
        true = 1 + 1.96 * np.sqrt(29)
        held.append(found.upper_low <= true <= found.upper_high)
        bias.append(found.bias_low <= 1 <= found.bias_high)
        single = limits_of_agreement(apart, np.zeros(len(apart)))
        alone.append(single.bias_low <= 1 <= single.bias_high)
    assert np.mean(held) == pytest.approx(0.95, abs=0.025)
    assert np.mean(bias) == pytest.approx(0.95, abs=0.025)
    assert np.mean(alone) < 0.8


@pytest.mark.parametrize(("n", "bias"), [(0, None), (1, 2.0), (4, 2.0)])
def test_few_pairs_have_no_limits(n, bias):
    found = limits_of_agreement([5.0] * n, [3.0] * n)
    assert (found.n, found.bias, found.sd, found.lower, found.upper) == (n, bias, None, None, None)
    assert found.why_missing == FEW_PAIRS


def test_a_bias_that_grows_with_the_value_is_told():
    rng = np.random.default_rng(6)
    true = rng.normal(250, 20, 40)
    grown = proportional_bias(1.1 * true + rng.normal(0, 2, 40), true)
    assert grown.low < 0.1 / 1.05 < grown.high
    assert grown.low > 0
    steady = proportional_bias(true + rng.normal(3, 2, 40), true + rng.normal(0, 2, 40))
    assert steady.low < 0 < steady.high


@pytest.mark.parametrize("n", [0, 4, 6])
def test_pairs_without_a_spread_have_no_slope(n):
    assert proportional_bias([1.0] * n, [1.0] * n).value is None


@pytest.mark.parametrize("runners", [6, 12])
def test_a_slope_from_several_pairs_of_each_runner_is_no_surer_than_the_runners_make_it(runners):
    """Without any slope 0 lies in the interval 19 times of 20, though runners have biases of their own."""
    rng, held, alone = np.random.default_rng(9), [], []
    groups = np.repeat(np.arange(runners), 6)
    for _ in range(1000):
        true = rng.normal(250, 20, runners)[groups] + rng.normal(0, 3, len(groups))
        apart = rng.normal(0, 6, runners)[groups] + rng.normal(0, 3, len(groups))
        found = proportional_bias(true + apart / 2, true - apart / 2, groups.tolist())
        held.append(found.low <= 0 <= found.high)
        single = proportional_bias(true + apart / 2, true - apart / 2)
        alone.append(single.low <= 0 <= single.high)
    assert np.mean(held) == pytest.approx(0.95, abs=0.025)
    assert np.mean(alone) < 0.7
    assert found.n == runners


def test_a_slope_needs_one_runner_or_five():
    ours, theirs = np.arange(12.0), np.arange(12.0) * 0.9
    assert proportional_bias(ours, theirs, ["a"] * 12).value == pytest.approx(0.1 / 0.95)
    assert proportional_bias(ours, theirs, list("aaabbbcccddd")).why_missing == FEW_GROUPS
