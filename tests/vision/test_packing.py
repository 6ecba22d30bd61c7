from dataclasses import dataclass

import numpy as np
import pytest

from vision.datatypes import Floats, Reason
from vision.errors import UnreadableLandmarks
from vision.packing import pack, unpack


@dataclass(frozen=True)
class Inner:
    place_px: Floats
    again_px: Floats
    why: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Outer:
    inner: Inner
    spread: float
    origin_px: tuple[float, float]
    nothing: Inner | None = None


def test_every_number_comes_back_as_it_was(tmp_path):
    place_px = np.array([[0.1, np.nan], [1 / 3, -np.inf]])
    packed = Outer(Inner(place_px, place_px, (Reason("dark", "Light it."),)), float("nan"), (1e-17, 2.0))
    pack(packed, tmp_path / "it.npz")
    read = unpack(Outer, tmp_path / "it.npz")
    np.testing.assert_array_equal(read.inner.place_px, place_px)
    assert read.inner.again_px is read.inner.place_px  # kept once
    assert (read.inner.why, read.origin_px, read.nothing) == (packed.inner.why, (1e-17, 2.0), None)
    assert np.isnan(read.spread)


@pytest.mark.parametrize("damage", [lambda b: b[: len(b) // 2], lambda b: b[:0], lambda b: b"not" + b])
def test_a_damaged_file_says_what_to_do(tmp_path, damage):
    pack(Inner(np.zeros(3), np.ones(3)), tmp_path / "it.npz")
    (tmp_path / "it.npz").write_bytes(damage((tmp_path / "it.npz").read_bytes()))
    with pytest.raises(UnreadableLandmarks, match="analyse the clip again"):
        unpack(Inner, tmp_path / "it.npz")


def test_a_file_of_something_else_is_told_apart(tmp_path):
    pack(Reason("dark", "Light it."), tmp_path / "it.npz")
    with pytest.raises(UnreadableLandmarks):
        unpack(Outer, tmp_path / "it.npz")
