"""Middle, spread and weights that outliers do not move."""

import numpy as np
import pytest

from vision.robust import MAD_TO_SD, cauchy_weight, known_median


def test_the_median_distance_of_normal_noise_gives_its_standard_deviation():
    noise = np.random.default_rng(3).normal(0, 2.5, 200_000)
    assert MAD_TO_SD * np.median(np.abs(noise)) == pytest.approx(2.5, rel=0.01)


def test_the_mean_under_its_weights_keeps_95_percent_efficiency_on_normal_noise():
    samples = np.random.default_rng(4).normal(0, 1, (40_000, 25))
    center = np.zeros(len(samples))
    for _ in range(6):
        weight = cauchy_weight(samples - center[:, None])
        center = (weight * samples).sum(axis=1) / weight.sum(axis=1)
    assert samples.mean(axis=1).var() / center.var() == pytest.approx(0.95, abs=0.02)
    assert cauchy_weight(np.array([0.0, 50.0, np.nan]))[:2] == pytest.approx([1.0, 0.0], abs=0.01)


def test_the_median_is_that_of_what_is_known():
    assert known_median(np.array([np.nan, 3.0, 1.0, np.inf, 2.0])) == 2.0
    assert np.isnan(known_median(np.array([np.nan]))) and np.isnan(known_median(np.array([])))
