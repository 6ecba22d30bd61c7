"""The thresholds that the sweep moves are the product's own."""

import sys
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

from sweep import THRESHOLDS, moved  # noqa: E402


@pytest.mark.parametrize("threshold", THRESHOLDS, ids=lambda t: t.name)
def test_the_first_value_is_the_products_and_it_is_put_back(threshold) -> None:
    module = import_module(f"vision.{threshold.module}")
    assert getattr(module, threshold.name) == threshold.values[0]
    with moved(threshold, threshold.values[1]):
        assert getattr(module, threshold.name) == threshold.values[1]
    assert getattr(module, threshold.name) == threshold.values[0]
