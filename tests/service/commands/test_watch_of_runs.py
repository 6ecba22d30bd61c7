import copy
import json

import builders
import recorded

from service.commands.watch import watch
from vision.report import report_json


def test_runs_are_told_and_written_beside_a_video(tmp_path, capsys):
    columns = recorded.steady(900, speed=3.0, cadence=168)
    (tmp_path / "a.fit").write_bytes(recorded.fit_file(columns))
    (tmp_path / "b.gpx").write_bytes(recorded.gpx_file(columns))
    report = copy.deepcopy(report_json(builders.analysis()))
    report["provenance"]["settings"]["speed_mps"] = 3.0
    (tmp_path / "report.json").write_text(json.dumps(report))
    files = [tmp_path / "a.fit", tmp_path / "b.gpx"]
    assert watch(files, report=tmp_path / "report.json", out=tmp_path / "told") == 0
    told, complaints = capsys.readouterr()
    assert "a.fit" in told and "b.gpx" in told and told.count("watch less video") == 2 and not complaints
    assert told.count("is doubled to steps") == 2 and "spm, median 168" in told
    assert {file.name for file in (tmp_path / "told").iterdir()} == {"watch.json", "watch.html"}


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_read(tmp_path, capsys):
    (tmp_path / "a.tcx").write_bytes(recorded.tcx_file(recorded.steady(120)))
    (tmp_path / "b.tcx").write_bytes(b"<TrainingCenterDatabase><Act")
    assert watch([tmp_path / "b.tcx", tmp_path / "a.tcx"]) == 2
    told, complaints = capsys.readouterr()
    assert "a.tcx" in told and complaints == (
        "midstance: b.tcx is damaged or not complete; export it once more.\n"
    )
