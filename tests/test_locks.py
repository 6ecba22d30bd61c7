"""The two lock files, of which one is installed by users and the other by these tests."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PIN = re.compile(r"^[a-z0-9_.\-\[\]]+==[^ ;\\]+", re.MULTILINE)


def pins(name):
    return set(PIN.findall((ROOT / name).read_text()))


def test_what_is_shipped_is_what_is_tested():
    shipped = pins("requirements.lock")
    assert len(shipped) > 50
    assert shipped <= pins("requirements-dev.lock")
