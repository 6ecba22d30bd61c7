"""Runs of True, wherever they lie."""

import numpy as np
import pytest

from vision.stretches import stretches


@pytest.mark.parametrize(
    ("holds", "expected"),
    [
        ("", []),
        ("...", []),
        ("###", [(0, 3)]),
        ("#..", [(0, 1)]),
        ("..#", [(2, 3)]),
        (".##.#.", [(1, 3), (4, 5)]),
    ],
)
def test_every_run_is_found_once(holds, expected):
    rows = np.array([mark == "#" for mark in holds], dtype=bool)
    assert [(run.start, run.stop) for run in stretches(rows)] == expected
