import pytest

from service.folders import OUTPUTS, report_folder


def test_a_report_replaces_the_one_before(tmp_path):
    out = tmp_path / "report"
    for names in (OUTPUTS[1:], ("report.json",)):
        with report_folder(out) as partial:
            for name in names:
                (partial / name).write_text("new")
            (partial / "frames").mkdir()
    assert sorted(path.name for path in out.iterdir()) == ["frames", "report.json"]


def test_other_files_in_the_folder_stay(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with report_folder(tmp_path) as partial:
        (partial / "report.json").write_text("{}")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes.txt", "report.json"]


def test_an_interrupted_run_leaves_no_trace(tmp_path):
    with pytest.raises(KeyboardInterrupt), report_folder(tmp_path / "a" / "report") as partial:
        (partial / "annotated.mp4").write_text("half")
        raise KeyboardInterrupt
    assert not (tmp_path / "a" / "report").exists()


def test_an_interrupted_run_leaves_the_report_before_it(tmp_path):
    (tmp_path / "report.json").write_text("old")
    with pytest.raises(KeyboardInterrupt), report_folder(tmp_path) as partial:
        (partial / "report.json").write_text("new")
        raise KeyboardInterrupt
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


def test_a_users_own_file_among_the_frames_is_kept(tmp_path):
    frames = tmp_path / "frames"
    frames.mkdir()
    for name in ("000012.jpg", "near_toe_off.jpg", "mine.jpg"):
        (frames / name).write_text("old")
    with report_folder(tmp_path) as partial:
        (partial / "frames").mkdir()
        (partial / "frames" / "000034.jpg").write_text("new")
    assert sorted(file.name for file in frames.iterdir()) == ["000034.jpg", "mine.jpg"]
