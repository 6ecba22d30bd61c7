"""The thresholds that the sweep moves are the product's own."""

from importlib import import_module

import pytest
from sweep import THRESHOLDS, moved


@pytest.mark.parametrize("threshold", THRESHOLDS, ids=lambda t: t.name)
def test_the_first_value_is_the_products_and_it_is_put_back(threshold) -> None:
    module = import_module(f"vision.{threshold.module}")
    assert getattr(module, threshold.name) == threshold.values[0]
    with moved(threshold, threshold.values[1]):
        assert getattr(module, threshold.name) == threshold.values[1]
    assert getattr(module, threshold.name) == threshold.values[0]
