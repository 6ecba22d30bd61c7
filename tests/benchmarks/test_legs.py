"""Frames whose legs lie on each other's truth."""

from dataclasses import replace

import numpy as np
from legs import exchanged_frames
from synthetic_runner import SIDES, Runner

from vision.skeletons import LEG_CHAIN


def test_a_frame_counts_once_whether_both_legs_are_exchanged_or_one_lies_on_the_other() -> None:
    exact = Runner(duration_s=1.0).landmarks()
    index = exact.skeleton.index
    points = {f"{s}_{p}": exact.position_px[:, index(f"{s}_{p}")] for s in SIDES for p in LEG_CHAIN}
    left, right = ([index(f"{s}_{p}") for p in LEG_CHAIN] for s in SIDES)
    position = exact.position_px.copy()
    position[5, left], position[5, right] = exact.position_px[5, right], exact.position_px[5, left]
    position[9, left] = exact.position_px[9, right]
    position[12, left] = np.nan
    assert list(np.flatnonzero(exchanged_frames(replace(exact, position_px=position), points))) == [5, 9]
