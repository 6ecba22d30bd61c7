"""`midstance batch`, where it is called with what it cannot use."""

import sys

import pytest
import works

from service.cli import main

TABLES = {"none.csv": "", "none.tsv": "", "folder.csv": "clips,Ann\n"}


@pytest.fixture
def batch(monkeypatch, capsys, tmp_path):
    """Runs the command beside a folder with a clip; gives its exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "clips").mkdir()
    (tmp_path / "clips" / "a.mp4").write_bytes(b"a")
    (tmp_path / "taken").write_text("a file")
    for table, rows in TABLES.items():
        (tmp_path / table).write_text(f"file,athlete\n{rows}")

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["midstance", "batch", *arguments])
        with pytest.raises(SystemExit) as caught:
            main()
        return caught.value.code or 0, *capsys.readouterr()

    return run


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["clips", "--out", "taken"], "Nothing can be written to taken (File exists); name another folder"),
        (["clips", "--out", "taken/below"], "Nothing can be written to taken/below"),
        (["clips", "--out", "/proc/made"], "Nothing can be written to /proc/made"),
        (["clips", "--out", "clips"], "clips is where reports go"),
        (["clips", "gone.mp4", "--out", "made"], "There is no clip gone.mp4; check the path."),
        (["none.csv", "--out", "made"], "none.csv names no clips; put one into each row."),
        (["none.tsv", "--out", "made"], "none.tsv names no clips; put one into each row."),
        (["clips", "--out", "made", "--workers", "0"], "--workers must be at least 1, not 0."),
        (["clips", "--out", "made", "--workers", "many"], "--workers must be a whole number, not many."),
        (["folder.csv", "--out", "made"], "folder.csv has mistakes: row 1: clips is a folder, not a clip;"),
        (["clips"], "Missing option '--out'"),
    ],
)
def test_a_mistake_is_one_plain_line_before_anything_is_made(batch, tmp_path, arguments, complaint):
    code, out, err = batch(*arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert complaint in err
    assert {path.name for path in tmp_path.iterdir()} == {"clips", "taken", *TABLES}
    assert [path.name for path in (tmp_path / "clips").iterdir()] == ["a.mp4"]


def test_a_copy_and_the_reports_of_other_settings_are_told_of(batch, tmp_path, monkeypatch):
    monkeypatch.setattr("service.commands.batch.analyze_upload", works.as_named)
    monkeypatch.setattr("service.commands.batch.bring_networks", lambda: None)
    (tmp_path / "clips" / "b.mp4").write_bytes(b"a")
    (tmp_path / "clips" / "refused.mp4").write_bytes(b"r")
    code, out, _ = batch("clips", "--out", "made")
    assert (code, len(out.splitlines())) == (0, 1)
    page = (tmp_path / "made" / "summary.html").read_text()
    assert "the same clip as clips/a.mp4" in page and "1 clip, median 171.5 spm" in page
    assert "earlier runs" not in page

    code, out, _ = batch("clips/a.mp4", "--out", "made", "--height-cm", "180")
    assert out.splitlines()[-1] == "made/reports holds 2 more reports, of other clips or settings than these."
    page, ledger = ((tmp_path / "made" / name).read_text() for name in ("summary.html", "ledger.csv"))
    assert "The folder reports holds 2 more" in page
    assert ledger.count("\n") == 2 and "refused" not in ledger


def test_a_clip_of_two_athletes_is_told_before_it_is_done_and_on_the_page(batch, tmp_path, monkeypatch):
    monkeypatch.setattr("service.commands.batch.analyze_upload", works.as_named)
    monkeypatch.setattr("service.commands.batch.bring_networks", lambda: None)
    rows = "clips/a.mp4,Ann,\n" * 2 + "clips/a.mp4,Ben & Co,\n"
    (tmp_path / "team.csv").write_text(f"file,athlete,\n{rows}")
    code, out, _ = batch("team.csv", "--out", "made")
    twice = "1 clip was listed twice, and counts once."
    given = "clips/a.mp4 is given to Ann and Ben & Co: see whose it is, and mend the list."
    assert (code, out.splitlines()[:2]) == (0, [f"note: {twice}", f"note: {given}"])
    page = (tmp_path / "made" / "summary.html").read_text()
    assert twice in page and "clips/a.mp4 is given to Ann and Ben &amp; Co" in page
    assert len((tmp_path / "made" / "ledger.csv").read_text().splitlines()) == 3
