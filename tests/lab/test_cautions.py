import polars as pl
import pytest
from studies import report

from lab import read_reported_clips, study


def said(folder, code):
    """The sentences of one kind of caution, of the study of a folder."""
    return [each.message for each in study(read_reported_clips([folder]), {}).cautions if each.code == code]


def ledger(folder, **columns):
    """Of clips whose reports lie elsewhere, as those of a server."""
    rows = {
        "file": ["a.mp4", "b.mp4", "c.mp4"],
        "athlete": ["anna", "anna", "ben"],
        "verdict": ["done"] * 3,
        "report": ["/v1/analyses/x/report"] * 3,
        "cadence_spm": [168.0, 170.0, 180.0],
        "cadence_spm_low": [167.0, 169.0, 179.0],
    }
    pl.DataFrame(rows | columns).write_csv(folder / "ledger.csv")


def test_clips_of_a_ledger_without_tags_are_said_to_count_as_one_session(tmp_path):
    ledger(tmp_path)
    assert said(tmp_path, "unnamed_session") == [
        "Nobody says in which session some clips of anna were made: those count as one session."
    ]


@pytest.mark.parametrize(
    ("tags", "runners"),
    [(["monday", "friday", None], 0), (["monday", None, "monday"], 1), ([None, None, "friday"], 1)],
)
def test_a_session_that_a_repeat_lacks_is_said(tmp_path, tags, runners):
    ledger(tmp_path, tags=tags)
    assert len(said(tmp_path, "unnamed_session")) == runners


def test_folders_alone_say_neither_runner_nor_session(tmp_path):
    for name in "ab":
        report(tmp_path / name, sha256=name)
    assert said(tmp_path, "unnamed") == ["Nobody says whose clips these are: they count as one runner's."]
    assert said(tmp_path, "unnamed_session") == [
        "Nobody says in which session some clips were made: those count as one session."
    ]
