"""Markers in space as TRC."""

from pathlib import Path

import numpy as np
import pytest
import tracker_files
from synthetic_runner import Runner, analysis_of
from truth import DATA

from vision import analyze_landmarks, import_landmarks
from vision.errors import UnreadableLandmarks
from vision.exports.trc import write_trc
from vision.imports.trc import read_trc

FORCE = DATA / "force"
SHORT = Runner(duration_s=0.2).landmarks()


def changed(folder: Path, old: str, new: str) -> Path:
    path = tracker_files.trc(SHORT, folder)
    path.write_text(path.read_text().replace(old, new, 1))
    return path


def test_a_marker_that_is_not_seen_is_unknown(tmp_path: Path) -> None:
    path = tracker_files.trc(SHORT, tmp_path)
    lines = path.read_text().splitlines()
    cells = lines[7].split("\t")
    cells[2:5] = ["", "", ""]
    lines[7] = "\t".join(cells)
    path.write_text("\n".join(lines))
    assert np.flatnonzero(np.isnan(read_trc(path).position_m[:, 0, 0])).tolist() == [2]
    assert np.isnan(import_landmarks(path).landmarks.point("nose")[2]).all()


def test_up_is_up_in_the_picture(tmp_path: Path) -> None:
    back = import_landmarks(tracker_files.trc(SHORT, tmp_path)).landmarks
    assert (back.point("nose")[:, 1] < back.point("left_ankle")[:, 1]).all()
    assert (back.point("left_toe")[:, 0] > back.point("left_heel")[:, 0]).mean() > 0.9


@pytest.mark.parametrize(
    ("old", "new"),
    [("Units", "Unites"), ("\tm\n", "\tfeet\n"), ("\t0.0\t", "\tsoon\t"), ("0.0\n", "0.0\t1.0\t2.0\n")],
)
def test_what_is_no_trc_is_refused(old: str, new: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableLandmarks, match=r"run\.trc is no whole TRC file"):
        import_landmarks(changed(tmp_path, old, new))


@pytest.mark.parametrize(
    ("unit", "told", "complaint"),
    [
        ("mm", "m", "more than 90 m away; check its units"),
        ("m", "mm", r"within 0\.1 m of height; check its units"),
    ],
)
def test_units_that_cannot_be_right_are_told(unit: str, told: str, complaint: str, tmp_path: Path) -> None:
    path = tracker_files.trc(SHORT, tmp_path, unit=unit)
    path.write_text(path.read_text().replace(f"\t{unit}\n", f"\t{told}\n"))
    with pytest.raises(UnreadableLandmarks, match=complaint):
        import_landmarks(path)


@pytest.mark.skipif(not FORCE.is_dir(), reason="the force-plate recordings are not here")
def test_a_laboratorys_file_is_read_and_its_missing_joints_are_named() -> None:
    markers = read_trc(FORCE / "run300_markers.trc")
    assert markers.time_s[1] - markers.time_s[0] == pytest.approx(0.01)
    assert 0.8 < np.nanmean(markers.position_m[:, markers.names.index("LASI"), 1]) < 1.2
    with pytest.raises(UnreadableLandmarks, match="lacks left_shoulder"):
        import_landmarks(FORCE / "run300_markers.trc")


def test_what_the_project_exports_comes_back_as_the_same_run(tmp_path: Path) -> None:
    runner = Runner(duration_s=6.0)
    write_trc(analysis_of(runner), tmp_path / "own.trc")
    back = import_landmarks(tmp_path / "own.trc")
    again = analyze_landmarks(
        back.landmarks, source=back.source.video, vertical=back.source.vertical, m_per_px=back.source.m_per_px
    )
    for name in ("cadence_spm", "contact_time_s", "foot_hip_distance_m", "trunk_lean_mean_deg"):
        first, second = (one.measures.metrics[name] for one in (analysis_of(runner), again))
        assert first.overall.low is not None and first.overall.high is not None
        assert second.value is not None and first.overall.low <= second.value <= first.overall.high
    assert again.measures.metrics["cadence_spm"].value == pytest.approx(runner.cadence_spm, abs=0.3)
