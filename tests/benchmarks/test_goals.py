"""Errors beside what they are to be."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from coach_page import coach_page
from goals import goals_table, rms_error
from tables import Column, Row
from truth import Truth

from vision.datatypes import Estimate, Metric

SHANK = Column("shank_angle_deg", "shank, °")


def row(fps: float, *values: float) -> Row:
    """A clip whose shank is truly 5°, analysed once for every value."""
    truth = Truth("made", Path(), fps, (0, 9), "left", None, None, (), {"shank_angle_deg": 5.0})
    found = [
        SimpleNamespace(
            events=None,
            metrics={"shank_angle_deg": Metric("shank_angle_deg", "deg", Estimate(v, v - 4, v + 4, 9))},
        )
        for v in values
    ]
    return Row(truth, fps, tuple(found))


def test_clips_count_alike_however_many_phases_they_have() -> None:
    rows = [row(30, 6.0, 6.0, 6.0), row(30, 8.0)]
    assert rms_error(rows, SHANK, (0, 50)) == pytest.approx(5**0.5)


def test_frame_rates_are_kept_apart_and_a_miss_is_bold() -> None:
    lines = "\n".join(goals_table([row(30, 6.0), row(240, 9.0)]))
    assert "| shank, ° | 1.0 (2.5) | withheld | **4.0** (2) |" in lines


def test_the_coach_reads_errors_and_intervals() -> None:
    page = "\n".join(coach_page([row(60, 6.5)]))
    assert "| Shank at landing | - | 1.5° | - | ± 4.0° |" in page
