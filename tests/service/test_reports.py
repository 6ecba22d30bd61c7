from dataclasses import replace
from datetime import UTC, datetime

import builders
import pytest

from service.models import AnalysisSettings, Record
from service.reports import analyze_landmark_file, analyze_upload
from tests.vision.synthetic_runner import Runner, analysis_of
from vision import LandmarksSource, Settings, UnreadableLandmarks, UnreadableVideo
from vision.exports import write_landmarks


def test_both_clips_of_an_upload_bear_their_own_names(tmp_path, monkeypatch):
    """Analysis and drawing stand aside: which clip goes where, and under which name, is what counts."""
    side, rear = Runner(duration_s=8.0), Runner(duration_s=8.0, yaw_deg=90.0, parallax=0.0)
    clips = {"video": analysis_of(side), "rear": analysis_of(rear)}
    written, told = [], []

    def analyze(video, *, name, progress, **_):
        progress("landmarks", 0.5)
        analysis = clips[video.name]
        return replace(analysis, source=replace(analysis.source, file=name))

    monkeypatch.setattr("service.reports.analyze", analyze)
    monkeypatch.setattr("service.reports.write_outputs", lambda *what, **more: written.append((what, more)))
    record = Record(
        id="0",
        file_name="side.mp4",
        rear_file_name="behind.mp4",
        settings=AnalysisSettings(),
        created_at=datetime.now(UTC),
    )
    analyze_upload(tmp_path / "video", tmp_path / "outputs", record, lambda *call: told.append(call))
    assert told == [("landmarks", 0.5), ("landmarks from behind", 0.5)]
    [((analysis, video, _), more)] = written
    assert (analysis.source.file, analysis.rear.source.file) == ("side.mp4", "behind.mp4")
    assert (video, more["rear_video"]) == (tmp_path / "video", tmp_path / "rear")


def test_a_clip_that_cannot_be_read_is_told_by_its_own_name(tmp_path):
    (tmp_path / "video").write_bytes(b"no video")
    record = Record(
        id="0", file_name="tuesday.mov", settings=AnalysisSettings(), created_at=datetime.now(UTC)
    )
    with pytest.raises(UnreadableVideo, match=r"^tuesday\.mov is damaged"):
        analyze_upload(tmp_path / "video", tmp_path / "outputs", record, lambda *_: None)
    assert not (tmp_path / "outputs").exists()


def test_a_rolling_shutter_is_taken_out_once(tmp_path):
    path = tmp_path / "landmarks.parquet"
    source = LandmarksSource(builders.video_info(), readout_ms=12.5)
    write_landmarks(builders.track(60), path, source=source)
    with pytest.raises(UnreadableLandmarks, match=r"12\.5 ms is already taken out .* leave --readout-ms out"):
        analyze_landmark_file(path, None, Settings(readout_ms=12.5))
    assert analyze_landmark_file(path, None, Settings()).source.sha256 == source.video.sha256
