"""`midstance export`, as somebody calls it."""

import shutil
import sys
from pathlib import Path

import builders
import pytest
from synthetic_runner import Runner, analysis_of, source

from service.cli import main
from vision import EXPORTS, Settings, analyze_landmarks, write_outputs

RUNNER = Runner(duration_s=4.0)


@pytest.fixture
def export(monkeypatch, capsys, tmp_path):
    """Runs the command in an empty folder; gives its exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["midstance", "export", *map(str, arguments)])
        with pytest.raises(SystemExit) as caught:
            main()
        return caught.value.code or 0, *capsys.readouterr()

    return run


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The folders of reports with a scale and without."""
    landmarks = RUNNER.landmarks()
    untold = analyze_landmarks(landmarks, source=source(landmarks), settings=Settings())
    folders = [tmp_path_factory.mktemp(name) for name in ("scaled", "unscaled")]
    for folder, analysis in zip(folders, (analysis_of(RUNNER), untold), strict=True):
        write_outputs(analysis, None, folder)
    return folders


@pytest.fixture
def report(written, tmp_path):
    return Path(shutil.copytree(written[0], tmp_path / "report"))


@pytest.fixture
def unscaled(written, tmp_path):
    return Path(shutil.copytree(written[1], tmp_path / "report"))


def test_all_writes_every_format_and_says_where(export, report, tmp_path):
    code, out, err = export(report, "--format", "all", "--out", tmp_path / "files")
    assert (code, err) == (0, "")
    assert out.splitlines() == [str(tmp_path / "files" / each.name) for each in EXPORTS.values()]
    assert {path.name for path in (tmp_path / "files").iterdir()} == {each.name for each in EXPORTS.values()}


def test_several_formats_go_beside_the_report(export, report):
    code, out, _ = export(report, "--format", "mot", "--format", "trc")
    assert code == 0
    assert out.splitlines() == [str(report / "exports" / name) for name in ("markers.trc", "angles.mot")]


def test_what_needs_metres_says_what_to_give(export, unscaled):
    code, out, err = export(unscaled, "--format", "trc")
    assert (code, out) == (2, "")
    assert err == (
        "midstance: Nothing tells how many metres a pixel is, so there are no places in metres; "
        "analyse the clip again with the runner's height or speed.\n"
    )


def test_all_leaves_out_what_cannot_be_and_says_why(export, unscaled):
    code, out, err = export(unscaled, "--format", "all")
    assert (code, err) == (0, "")
    assert "trc is left out. Nothing tells how many metres a pixel is" in out
    assert str(unscaled / "exports" / "angles.mot") in out.splitlines()
    assert not (unscaled / "exports" / "markers.trc").exists()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["."], "Missing option '--format'"),
        ([".", "--format", "trc"], "name a report.json or the folder of a report."),
        ([".", "--format", "bvh"], "--format bvh is none of trc, mot, c3d"),
    ],
)
def test_a_mistake_is_one_line(export, arguments, complaint):
    code, out, err = export(*arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert complaint in err


def test_a_refused_clip_is_one_line(export, tmp_path):
    write_outputs(builders.refused_analysis(), None, tmp_path / "report")
    code, _, err = export("report", "--format", "all")
    assert (code, err.count("\n")) == (2, 1)
    assert "refused" in err


def test_a_folder_that_cannot_be_written_is_one_line(export, report, tmp_path):
    (tmp_path / "taken").write_text("")
    code, _, err = export(report, "--format", "trc", "--out", tmp_path / "taken")
    assert (code, err.count("\n")) == (2, 1)
    assert "taken (File exists); name another folder with --out." in err
