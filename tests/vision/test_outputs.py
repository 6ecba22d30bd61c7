"""What the report folder holds, for a measured clip, one without a video and a refused one."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
from bad_twins import standing_still
from made_clips import make_clip
from synthetic_runner import STATURE_CM, Runner, source

from vision import (
    Analysis,
    Settings,
    UnreadableReport,
    analyze_landmarks,
    outputs,
    picture_names,
    read_landmarks,
    write_outputs,
    write_pictures,
    write_report,
)
from vision.datatypes import Landmarks

RUNNER = Runner(fps=30.0, duration_s=4.0, noise_px=1.0)
PICTURE = (320, 180)
DATA = {"report.json", "report.html", "events.csv", "steps.csv", "landmarks.parquet", "observed.npz"}


def small(landmarks: Landmarks) -> Landmarks:
    """In a picture of 320 by 180."""
    return replace(landmarks, position_px=0.25 * landmarks.position_px)


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    landmarks = small(RUNNER.landmarks())
    info = replace(source(landmarks), width=PICTURE[0], height=PICTURE[1])
    return analyze_landmarks(landmarks, source=info, settings=Settings(height_cm=STATURE_CM, speed_mps=3.0))


@pytest.fixture(scope="module")
def refused() -> Analysis:
    landmarks = standing_still(RUNNER)
    return analyze_landmarks(landmarks, source=source(landmarks))


@pytest.fixture(scope="module")
def folder(analysis, tmp_path_factory) -> Path:
    """Everything, with a video."""
    root = tmp_path_factory.mktemp("outputs")
    video = make_clip(root / "run.mp4", ticks=range(120), size=PICTURE)
    write_outputs(analysis, video, root / "new" / "report")
    return root / "new" / "report"


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def strict_json(path: Path) -> dict:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    return json.loads(path.read_text(encoding="utf-8"), parse_constant=refuse)


def test_what_an_analysis_let_go_goes_back_before_pictures_are_drawn(analysis, tmp_path, monkeypatch):
    done, draw = [], outputs.draw
    monkeypatch.setattr(outputs, "give_back", lambda: done.append("given back"))
    monkeypatch.setattr(outputs, "draw", lambda *given: done.append("drawn") or draw(*given))
    video = make_clip(tmp_path / "run.mp4", ticks=range(120), size=PICTURE)
    write_outputs(analysis, video, tmp_path / "report")
    assert done == ["given back", "drawn"]


def test_what_there_is_to_read_needs_no_picture(analysis, folder, tmp_path):
    write_report(analysis, tmp_path)
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {"report.json", "report.html"}
    assert (tmp_path / "report.json").read_bytes() == (folder / "report.json").read_bytes()
    assert "data:image/jpeg" not in (tmp_path / "report.html").read_text()


def test_pictures_that_are_asked_for_are_those_of_the_whole_report(analysis, folder, tmp_path):
    shown = sorted(path.name for path in (folder / "frames").iterdir())
    number, key = shown[0], next(name for name in shown if name.startswith(("near", "left")))
    names = {f"frames/{number}", f"frames/{key}", "frames/999999.jpg", "report.html"}
    write_pictures(analysis, folder.parents[1] / "run.mp4", tmp_path, names)
    assert number in names_in(tmp_path) and len(names_in(tmp_path)) < len(shown)
    for name in names_in(tmp_path):
        assert (tmp_path / "frames" / name).read_bytes() == (folder / "frames" / name).read_bytes()
    for name in ("report.html", "report.json"):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


def test_a_report_names_the_pictures_that_can_be_drawn_of_it(folder):
    named = picture_names(strict_json(folder / "report.json"))
    assert named == {f"frames/{path.name}" for path in (folder / "frames").iterdir()}
    with pytest.raises(UnreadableReport):
        picture_names({"metrics": {}})


def names_in(folder: Path) -> set[str]:
    return names(folder / "frames")


def test_a_measured_clip_gives_everything(folder):
    assert names(folder) == DATA | {"annotated.mp4", "frames"}
    assert all(path.stat().st_size > 0 for path in folder.iterdir())
    assert list((folder / "frames").glob("*"))


def test_events_and_steps_are_those_of_the_analysis(folder, analysis):
    with (folder / "events.csv").open(encoding="utf-8") as file:
        events = list(csv.DictReader(file))
    with (folder / "steps.csv").open(encoding="utf-8") as file:
        steps = list(csv.DictReader(file))
    assert len(events) == len(analysis.events.events)
    assert len(steps) == len(analysis.measures.steps)


def test_the_report_has_numbers_or_null_and_nothing_else(folder, analysis):
    report = strict_json(folder / "report.json")
    assert report["quality"]["verdict"] == "limited", "thirty frames a second"
    for name, metric in analysis.metrics.items():
        assert report["metrics"][name]["value"] == (pytest.approx(metric.value) if metric.value else None)


def test_the_pictures_that_the_page_shows_are_there(folder):
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "</html>" in page
    assert "file://" not in page


def test_written_landmarks_give_the_same_analysis_again(folder, analysis):
    landmarks = read_landmarks(folder / "landmarks.parquet")
    again = analyze_landmarks(
        landmarks, source=analysis.source, settings=Settings(height_cm=STATURE_CM, speed_mps=3.0)
    )
    for name, metric in analysis.metrics.items():
        assert again.metrics[name].value == (pytest.approx(metric.value, rel=1e-3) if metric.value else None)


def test_without_a_video_there_are_no_pictures(analysis, tmp_path):
    write_outputs(analysis, None, tmp_path)
    assert names(tmp_path) == DATA
    strict_json(tmp_path / "report.json")


def test_a_refused_clip_gives_its_reason_alone(refused, tmp_path):
    write_outputs(refused, None, tmp_path / "made" / "on the way")
    folder = tmp_path / "made" / "on the way"
    assert names(folder) == {"report.json", "report.html"}
    report = strict_json(folder / "report.json")
    assert report["quality"]["verdict"] == "refused"
    assert report["quality"]["reasons"][0]["code"] == "not_running"
    assert report["events"] == report["steps"] == []


def test_progress_ends_with_the_whole_report(analysis, tmp_path):
    calls: list[tuple[str, float]] = []
    video = make_clip(tmp_path / "run.mp4", ticks=range(120), size=PICTURE)
    write_outputs(analysis, video, tmp_path / "out", progress=lambda *call: calls.append(call))
    stages = list(dict.fromkeys(stage for stage, _ in calls))
    assert stages == ["annotated video", "report"]
    assert calls[-1] == ("report", 1.0)
    assert all(0 <= share <= 1 for _, share in calls)
