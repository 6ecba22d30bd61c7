"""Tables for other tools."""

import csv
import errno
import os
from dataclasses import replace
from pathlib import Path
from typing import Literal

import builders
import exported
import numpy as np
import polars as pl
import pytest

from vision.datatypes import GaitEvents, Measures
from vision.exports import (
    write_events_csv,
    write_landmarks,
    write_steps_csv,
    write_strides_csv,
    write_table,
)
from vision.skeletons import BLAZEPOSE_33

K = len(BLAZEPOSE_33.landmarks)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


# ---- CSV -------------------------------------------------------------------------------------------


def test_events_are_one_row_each(tmp_path: Path) -> None:
    events = builders.gait_events()
    write_events_csv(events, tmp_path / "events.csv")
    written = rows(tmp_path / "events.csv")
    assert len(written) == len(events.events) == 44
    assert list(written[0]) == ["side", "leg", "kind", "time_s", "frame", "uncertainty_s"]
    for row, event in zip(written, events.events, strict=True):
        assert (row["side"], row["leg"], row["kind"]) == (event.side, event.leg, event.kind)
        assert (float(row["time_s"]), int(row["frame"])) == (event.time_s, event.frame)


def test_steps_are_one_row_each_with_every_measure(tmp_path: Path) -> None:
    measures = builders.analysis().measures
    write_steps_csv(measures, tmp_path / "steps.csv")
    written = rows(tmp_path / "steps.csv")
    assert [row["step"] for row in written] == [str(number) for number in range(1, 23)]
    for row, measured in zip(written, measures.steps, strict=True):
        assert float(row["next_contact_s"]) == measured.step.next_contact_s
        assert float(row["contact_time_s"]) == measured.values["contact_time_s"]


def test_an_unknown_number_is_an_empty_cell(tmp_path: Path) -> None:
    steps = builders.analysis().measures.steps
    only_first = replace(steps[0], values={**steps[0].values, "landing_share": 0.4})
    write_steps_csv(Measures(metrics={}, steps=(only_first, steps[1])), tmp_path / "steps.csv")
    near, far = rows(tmp_path / "steps.csv")
    assert (near["foot_strike_angle_deg"], far["foot_strike_angle_deg"]) == ("11.8", "")
    assert (near["landing_share"], far["landing_share"]) == ("0.4", "")


def test_no_events_and_no_steps_leave_the_header(tmp_path: Path) -> None:
    write_events_csv(GaitEvents((), (), np.nan), tmp_path / "events.csv")
    write_steps_csv(Measures(metrics={}), tmp_path / "steps.csv")
    assert (tmp_path / "events.csv").read_text() == "side,leg,kind,time_s,frame,uncertainty_s\n"
    assert rows(tmp_path / "steps.csv") == []


def test_a_stride_is_two_steps_that_follow_one_another(tmp_path: Path) -> None:
    analysis = exported.measured()
    write_strides_csv(analysis, tmp_path / "strides.csv")
    written, steps = rows(tmp_path / "strides.csv"), [each.step for each in analysis.measures.steps]
    assert [row["stride"] for row in written] == [str(number) for number in range(1, 22)]
    assert [row["side"] for row in written] == [step.side for step in steps[:-1]]
    for row, own, other in zip(written, steps, steps[1:], strict=False):
        assert float(row["other_contact_s"]) == other.initial_contact_s == pytest.approx(own.next_contact_s)
        assert float(row["next_contact_s"]) == other.next_contact_s
        stride_s, contact_s, swing_s = (float(row[f"{n}_time_s"]) for n in ("stride", "contact", "swing"))
        assert stride_s == pytest.approx(2 * builders.STEP_TIME_S)
        assert contact_s + swing_s == pytest.approx(stride_s)
        assert float(row["duty_factor"]) == pytest.approx(contact_s / stride_s)


def test_there_is_no_stride_across_a_step_that_was_left_out(tmp_path: Path) -> None:
    analysis = exported.measured()
    steps = analysis.measures.steps[:5] + analysis.measures.steps[6:]
    analysis = replace(analysis, measures=replace(analysis.measures, steps=steps))
    write_strides_csv(analysis, tmp_path / "strides.csv")
    written = rows(tmp_path / "strides.csv")
    assert len(written) == 22 - 3
    assert max(float(row["stride_time_s"]) for row in written) == pytest.approx(2 * builders.STEP_TIME_S)


def test_times_of_strides_are_withheld_with_their_measures(tmp_path: Path) -> None:
    analysis = exported.measured()
    withheld = {"contact_time_s": "too few frames", "shank_angle_deg": "hidden"}
    analysis = replace(analysis, measures=replace(analysis.measures, withheld=withheld))
    write_strides_csv(analysis, tmp_path / "strides.csv")
    assert {row["withheld"] for row in rows(tmp_path / "strides.csv")} == {"contact_time_s swing_time_s"}


def test_an_unknown_toe_off_leaves_its_times_empty(tmp_path: Path) -> None:
    analysis = exported.measured()
    first, *rest = analysis.measures.steps
    unseen = replace(first, step=replace(first.step, toe_off_s=np.nan))
    analysis = replace(analysis, measures=replace(analysis.measures, steps=(unseen, *rest)))
    write_strides_csv(analysis, tmp_path / "strides.csv")
    row = rows(tmp_path / "strides.csv")[0]
    assert (row["toe_off_s"], row["contact_time_s"], row["swing_time_s"], row["duty_factor"]) == ("",) * 4
    assert row["stride_time_s"] != ""


# ---- Parquet ---------------------------------------------------------------------------------------


@pytest.fixture
def table(tmp_path: Path) -> pl.DataFrame:
    write_landmarks(builders.track(5), tmp_path / "own.parquet")
    return pl.read_parquet(tmp_path / "own.parquet")


def test_one_row_per_frame_and_landmark_names_its_point(table: pl.DataFrame) -> None:
    track = builders.track(5)
    knee = table.filter(pl.col("landmark").cast(pl.String) == "left_knee", frame=3)
    assert table.height == 5 * K
    assert knee.select("x_px", "y_px").row(0) == tuple(track.point("left_knee")[3])
    assert knee.select("raw_x_px", "raw_y_px").row(0) == tuple(track.point("left_knee", raw=True)[3])
    assert knee["exchanged"].item() == track.exchanged[3]


def test_unknown_positions_are_nulls(tmp_path: Path) -> None:
    track = builders.track(60)
    write_landmarks(track, tmp_path / "own.parquet")
    written = pl.read_parquet(tmp_path / "own.parquet")
    assert written["raw_x_px"].null_count() == np.isnan(track.raw_px[..., 0]).sum() > 0
    assert not written["raw_x_px"].is_nan().any()


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_table_on_a_full_disk_is_an_error_of_the_disk(
    kind: Literal["csv", "parquet"], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (tmp_path / "ledger").write_text("of yesterday")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="ledger") as caught:
        write_table(pl.DataFrame({"a": [1.0]}), tmp_path / "ledger", kind)
    assert caught.value.errno == errno.ENOSPC
    assert (tmp_path / "ledger").read_text() == "of yesterday"
