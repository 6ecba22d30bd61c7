"""From the folder of a report to files for other tools."""

import json
import resource
import shutil
from dataclasses import replace
from pathlib import Path

import builders
import exported
import numpy as np
import pytest
from synthetic_runner import Runner, analysis_of

from vision import (
    EXPORTS,
    CannotExport,
    FactsCorrected,
    UnreadableLandmarks,
    UnreadableReport,
    export_analysis,
    import_landmarks,
    read_analysis,
    revise,
)
from vision.exports.markers import markers_of
from vision.exports.measured import Measured
from vision.outputs import write_outputs
from vision.packing import pack
from vision.report import write_json
from vision.report.document import report_json
from vision.revision import Kept
from vision.skeletons import SKELETONS

RUNNER = Runner(duration_s=5.0, fps=120)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The folder that an analysis of a runner made of arithmetic leaves."""
    folder = tmp_path_factory.mktemp("written")
    write_outputs(analysis_of(RUNNER), None, folder)
    return folder


@pytest.fixture
def report(written, tmp_path):
    """The same, for one test."""
    return Path(shutil.copytree(written, tmp_path / "report"))


@pytest.fixture(scope="module")
def analysis(written):
    return read_analysis(written)


def test_it_is_the_very_analysis_that_was_reported(report):
    told = json.loads((report / "report.json").read_text())
    again = report_json(read_analysis(report))
    assert again["metrics"] == told["metrics"]
    assert again["events"] == told["events"]


@pytest.mark.parametrize("end", ["value", "low", "high"])
def test_a_report_with_a_number_that_was_not_measured_is_not_exported(report, end):
    told = json.loads((report / "report.json").read_text())
    told["metrics"]["cadence_spm"][end] += 0.001
    (report / "report.json").write_text(json.dumps(told))
    with pytest.raises(UnreadableReport, match="other numbers than its"):
        read_analysis(report)


def test_the_report_may_be_named_by_its_file(report):
    assert read_analysis(report / "report.json").source == read_analysis(report).source


@pytest.mark.parametrize("kind", EXPORTS)
def test_every_format_is_written_where_it_says(kind, analysis, tmp_path):
    written = export_analysis(analysis, kind, tmp_path / "new" / "folder")
    assert written == tmp_path / "new" / "folder" / EXPORTS[kind].name
    assert [path.name for path in written.parent.iterdir()] == [written.name]
    assert written.is_dir() or written.stat().st_size > 100


@pytest.fixture
def files_end_early():
    """A file takes half a kB and no more, as on a full disk, from the call on."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (512, hard))
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("kind", EXPORTS)
def test_a_disk_that_fills_is_an_error_and_leaves_the_earlier_file_alone(
    kind, analysis, tmp_path, files_end_early
):
    earlier = content(export_analysis(analysis, kind, tmp_path))
    files_end_early()
    with pytest.raises(OSError):
        export_analysis(analysis, kind, tmp_path)
    assert content(tmp_path / EXPORTS[kind].name) == earlier
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("kind", EXPORTS)
def test_every_format_is_the_same_each_time(kind, analysis, tmp_path):
    first, second = (export_analysis(analysis, kind, tmp_path / name) for name in "ab")
    assert content(first) == content(second)


def content(path):
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    return [file.read_bytes() for file in files]


@pytest.mark.parametrize("skeleton", SKELETONS.values(), ids=lambda skeleton: skeleton.name)
@pytest.mark.parametrize("kind", EXPORTS)
def test_every_format_takes_what_other_trackers_draw(kind, skeleton, analysis, tmp_path):
    other = exported.with_skeleton(analysis, skeleton)
    ground_unknown = replace(other, scene=replace(other.scene, ground_y_px=np.nan))
    assert export_analysis(ground_unknown, kind, tmp_path).exists()


def test_the_poses_come_back_by_the_reading_of_other_trackers(analysis, tmp_path):
    folder = export_analysis(analysis, "openpose", tmp_path)
    back = import_landmarks(folder, fps=RUNNER.fps).landmarks
    shared = [name for name in back.skeleton.landmarks if np.isfinite(back.point(name)).all()]
    assert {"left_ankle", "right_toe", "nose"} <= set(shared)
    for name in shared:
        np.testing.assert_allclose(back.point(name), analysis.track.point(name, raw=True), atol=1e-4)


def test_the_markers_come_back_by_the_reading_of_other_trackers(analysis, tmp_path):
    imported = import_landmarks(export_analysis(analysis, "trc", tmp_path))
    back, markers = imported.landmarks, markers_of(Measured.of(analysis))
    np.testing.assert_allclose(back.time_s, markers.time_s, atol=1e-6)
    for name in ("left_hip", "right_ankle", "left_toe"):
        place_m = markers.position_m[:, markers.names.index(name), :2]
        moved_m = imported.source.m_per_px * back.point(name) * (1, -1) - place_m
        assert np.nanmax(np.ptp(moved_m, axis=0)) < 1e-4


def test_markers_are_where_the_runner_was_put(analysis, tmp_path):
    """The soles of the runner made of arithmetic stand on the ground, and the hips above them."""
    path = export_analysis(analysis, "trc", tmp_path)
    names, _, place_mm = exported.read_trc(path)
    hip, heel = (np.nanmean(place_mm[:, names.index(f"left_{part}")], axis=0) for part in ("hip", "heel"))
    assert abs(hip[0]) < 30
    assert 700 < hip[1] < 1100
    assert np.nanpercentile(place_mm[:, names.index("left_toe"), 1], 2) == pytest.approx(0, abs=60)
    assert heel[1] < hip[1] / 2


def test_a_folder_without_a_report_is_told_so(tmp_path):
    with pytest.raises(UnreadableReport, match=r"name a report\.json"):
        read_analysis(tmp_path)


def test_a_report_that_lacks_its_quality_is_told_so(tmp_path):
    (tmp_path / "report.json").write_text('{"schema_version": 1}')
    with pytest.raises(UnreadableReport):
        read_analysis(tmp_path)


def test_a_refused_clip_has_nothing_to_export(tmp_path):
    write_json(builders.refused_analysis(), tmp_path / "report.json")
    with pytest.raises(CannotExport, match="refused"):
        read_analysis(tmp_path)


def test_a_report_alone_is_not_enough(report):
    (report / "observed.npz").unlink()
    with pytest.raises(UnreadableLandmarks, match=r"There is no observed\.npz beside the report"):
        read_analysis(report)


def test_a_corrected_report_is_not_exported_without_its_corrections(report, analysis, tmp_path):
    revised = revise(analysis, [FactsCorrected(height_cm=190)])
    write_outputs(revised, None, report)
    assert (report / "observed.npz").exists()  # of the first report
    with pytest.raises(CannotExport, match="was corrected"):
        read_analysis(report)
    assert export_analysis(revised, "trc", tmp_path).exists()


def test_a_report_that_says_other_numbers_is_not_exported(report):
    kept = Kept.of(analysis_of(RUNNER))
    other = kept.said["cadence_spm"].replace("value=", "value=1")
    pack(replace(kept, said={**kept.said, "cadence_spm": other}), report / "observed.npz")
    with pytest.raises(UnreadableReport, match="another version; analyse the clip again"):
        read_analysis(report)
