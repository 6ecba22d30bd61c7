"""How the accuracy bench matches events, reads truth and marks what is beyond a limit."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scoring import joined, score_times
from tables import Column, Row, coverage_table, events_table, measures_table
from truth import DATA, TrueEvent, Truth, read_labelled, read_rendered

from vision.datatypes import (
    Analysis,
    Estimate,
    GaitEvent,
    GaitEvents,
    Measures,
    Metric,
    Network,
    Provenance,
    Quality,
    VideoInfo,
)

needs_clips = pytest.mark.skipif(not DATA.is_dir(), reason="the test clips are not here")
SPAN = (0.0, 5.0)


def test_matched_events_leave_signed_errors() -> None:
    score = score_times(np.array([1.01, 1.98]), np.array([1.0, 2.0]), SPAN)
    assert sorted(score.errors_s) == pytest.approx([-0.02, 0.01])
    assert (score.precision, score.recall) == (1.0, 1.0)


def test_an_event_is_matched_only_once() -> None:
    score = score_times(np.array([0.99, 1.02]), np.array([1.0]), SPAN)
    assert score.errors_s == pytest.approx([-0.01])
    assert (score.missed, score.extra, score.precision) == (0, 1, 0.5)


def test_events_beyond_the_tolerance_are_both_missed_and_extra() -> None:
    score = score_times(np.array([1.07]), np.array([1.0]), SPAN)
    assert (len(score.errors_s), score.missed, score.extra) == (0, 1, 1)


def test_events_near_the_ends_need_not_be_found() -> None:
    assert score_times(np.array([]), np.array([0.05, 4.95]), SPAN).missed == 0
    assert score_times(np.array([0.05, 4.95, 6.0]), np.array([]), SPAN).extra == 0


def test_joined_scores_count_everything() -> None:
    one, two = (
        score_times(np.array([1.0]), np.array([1.0]), SPAN),
        score_times(np.array([]), np.array([2.0]), SPAN),
    )
    assert joined([one, two]).recall == 0.5
    assert joined([]).missed == 0


@needs_clips
def test_rendered_truth_comes_in_the_units_of_the_product() -> None:
    truth = read_rendered(DATA / "rendered" / "dev07.json")
    assert (truth.near_side, truth.fps, truth.height_cm) == ("left", 240, pytest.approx(175))
    assert truth.times_s("left", "initial_contact")[0] == pytest.approx(0.46944)
    assert truth.measures["foot_hip_distance_m"] == pytest.approx(0.199, abs=0.001)
    assert truth.measures["foot_hip_distance_pct_leg"] == pytest.approx(22.9, abs=0.1)
    assert truth.measures["cadence_spm"] == pytest.approx(181.4, abs=0.2)


@needs_clips
def test_labelled_truth_uses_the_instants_between_frames() -> None:
    truth = read_labelled(DATA / "real" / "treadmill_side_30fps.mp4", fps=30, cadence_spm=168.9)
    assert truth.times_s("right", "initial_contact")[0] == pytest.approx(5.4 / 30)
    assert truth.near_side == "left"
    assert truth.measures == {"cadence_spm": 168.9}


# ---- tables ----------------------------------------------------------------------------------------

TRUTH = Truth(
    name="made_up",
    video=Path("made_up.mp4"),
    fps=60,
    span_s=SPAN,
    near_side="left",
    height_cm=None,
    speed_mps=None,
    events=(TrueEvent("left", "initial_contact", 1.0), TrueEvent("right", "initial_contact", 1.35)),
    measures={"shank_angle_deg": 5.0},
)
SHANK = Column("shank_angle_deg", "shank", limit=4.0)


def analysis(value: float | None, half_width: float = 1.0, *, landing_s: float = 1.01) -> Analysis:
    low, high = (None, None) if value is None else (value - half_width, value + half_width)
    metric = Metric("shank_angle_deg", "deg", Estimate(value, low, high, 10))
    event = GaitEvent("left", "near", "initial_contact", landing_s, 61, 0.007)
    return Analysis(
        VideoInfo("made_up.mp4", "", 640, 360, 300, 5.0, 60.0, 0, False),
        Quality("ok", (), "running", "true", None, 1.0),
        Provenance("0", Network(), {}, ""),
        events=GaitEvents((event,), (), 0.7),
        measures=Measures({"shank_angle_deg": metric}),
    )


def cells(lines: list[str], row: int = 2) -> list[str]:
    return [cell.strip() for cell in lines[row].strip("|").split("|")]


@pytest.mark.parametrize(
    ("values", "shown"),
    [([5.5], "+0.5"), ([3.0], "-2.0\\*"), ([9.5], "**+4.5**\\*"), ([5.5, 4.2], "-0.8"), ([None], "-")],
)
def test_table_marks_errors_beyond_the_limit_and_intervals_that_miss(
    values: list[float | None], shown: str
) -> None:
    row = Row(TRUTH, 60, tuple(analysis(value) for value in values))
    assert cells(measures_table([row], [SHANK]))[2] == shown


def test_event_table_tells_missed_events_and_timing() -> None:
    found = cells(events_table([Row(TRUTH, 60, (analysis(5.0, landing_s=1.008),))]))
    assert found[2:] == ["1.00", "**0.50**", "1 / 0", "+8 ± 0; 8", "-", "-", "-"]
    late = cells(events_table([Row(TRUTH, 60, (analysis(5.0, landing_s=1.02),))]))
    assert late[5] == "+20 ± 0; **20**"


def test_coverage_counts_intervals_that_hold_the_truth() -> None:
    rows = [Row(TRUTH, 60, (analysis(5.5), analysis(9.0))), Row(TRUTH, 30, (analysis(None),))]
    filled = np.sqrt((0.5**2 + 4.0**2) / 2)
    assert cells(coverage_table(rows, [SHANK]))[1:] == ["1 of 2", "-", "-", "± 1.0", f"{filled:.2f}"]


def test_coverage_judges_either_leg_by_its_own_truth() -> None:
    known = replace(TRUTH, by_leg={"near": {"shank_angle_deg": 6.0}, "far": {"shank_angle_deg": 4.0}})
    made = analysis(5.5)
    metric = made.metrics["shank_angle_deg"]
    sided = replace(metric, near=Estimate(6.5, 5.5, 7.5, 5), far=Estimate(5.5, 4.5, 6.5, 5))
    row = Row(known, 60, (replace(made, measures=Measures({metric.name: sided})),))
    assert cells(coverage_table([row], [SHANK]))[1:4] == ["1 of 1", "1 of 1", "0 of 1"]
