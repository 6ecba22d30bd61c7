"""Freed memory goes back to the system, also where something above it is still in use."""

import sys
from pathlib import Path

import pytest

from vision.memory import give_back

STATUS = Path("/proc/self/status")


def resident_kib() -> int:
    return next(int(line.split()[1]) for line in STATUS.read_text().splitlines() if line.startswith("VmRSS"))


@pytest.mark.skipif(sys.platform != "linux", reason="reads what Linux says of a process")
def test_what_was_let_go_is_given_back():
    blocks = [b"x" * 100_000 for _ in range(1000)]
    topmost = blocks[-1]
    del blocks
    before = resident_kib()
    give_back()
    assert resident_kib() < before - 50_000, len(topmost)
