import re

import polars as pl
import pytest
from studies import FIRST, report, study_table

from lab import TooFewClips, read_reported_clips
from service.batches.ledger import Row, table
from vision import Reason, UnreadableReport, UnusableTable, write_table


def test_a_table_says_runner_and_session(tmp_path):
    found = read_reported_clips([study_table(tmp_path)]).clips
    assert len(found) == 12
    assert (found[-1].runner, found[-1].session) == ("runner 2", "1")
    assert found[0].values["cadence_spm"] == 170.0
    told = [each["contact_time_s"] for each in FIRST["steps"] if "contact_time_s" not in each["withheld"]]
    assert found[0].steps["contact_time_s"].values.tolist() == [each for each in told if each is not None]


def test_report_folders_alone_are_of_one_runner_in_one_session(tmp_path):
    folders = [report(tmp_path / name, sha256=name) for name in "ab"]
    by_name, by_folder = read_reported_clips(folders), read_reported_clips([tmp_path])
    assert {(clip.runner, clip.session) for clip in by_name.clips} == {("", "")}
    assert [clip.name for clip in by_folder.clips] == ["a", "b"]


def test_a_clip_counts_once(tmp_path):
    for name, sha256 in (("a", "1"), ("b", "1"), ("c", "2")):
        report(tmp_path / name, sha256=sha256)
    found = read_reported_clips([tmp_path, tmp_path / "a"])
    assert [clip.name for clip in found.clips] == ["a", "c"]
    assert found.left_out[0] == "b: it is the same clip as a."


def ledger(folder, *rows):
    columns = ("file", "athlete", "tags", "sha256", "verdict", "report", "cadence_spm", "cadence_spm_low")
    pl.DataFrame([dict(zip(columns, row, strict=True)) for row in rows]).write_csv(folder / "ledger.csv")


def test_a_ledger_says_it_by_athlete_and_tags(tmp_path):
    report(tmp_path / "reports" / "a-1", sha256="a", cadence_spm=168.0)
    ledger(
        tmp_path,
        ("a.mp4", "anna", "monday", "a", "done", "reports/a-1", 168.0, 167.0),
        ("b.mp4", "anna", "friday", "b", "limited", "/v1/analyses/b/report", 170.0, 168.0),
        ("c.mp4", "anna", "friday", "c", "refused", None, None, None),
        ("d.mp4", None, "friday", "d", "done", "reports/d-1", 150.0, 149.0),
    )
    found = read_reported_clips([tmp_path])
    assert [(c.name, c.runner, c.session, c.values["cadence_spm"]) for c in found.clips] == [
        ("a.mp4", "anna", "monday", 168.0),
        ("b.mp4", "anna", "friday", 170.0),
    ]
    assert found.clips[0].steps
    assert not found.clips[1].steps
    assert found.left_out == ("d.mp4: nobody says which runner it shows.",)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_the_ledger_that_a_batch_writes_is_read(tmp_path, kind):
    """Its reports are not at hand: all that is known of the clips is what the ledger says."""
    measures = {"cadence_spm": (168.5, 167.0, 170.0), "contact_time_s": (0.25, 0.24, 0.26)}
    known = {"verdict": "done", "report": "reports/gone", "measures": measures}
    rows = [
        Row("a, b.mp4", athlete="Anna", tags="monday", sha256="1a", **known),
        Row("c.mp4", athlete="Anna", tags="friday", sha256="2b", **known),
        Row("d.mp4", "refused", (Reason("dark", "It is too dark."),), athlete="Anna"),
    ]
    write_table(table(rows), tmp_path / f"ledger.{kind}", kind)
    values = {name: value for name, (value, *_) in measures.items()}
    assert [
        (c.name, c.runner, c.session, c.sha256, c.values) for c in read_reported_clips([tmp_path]).clips
    ] == [
        ("a, b.mp4", "Anna", "monday", "1a", values),
        ("c.mp4", "Anna", "friday", "2b", values),
    ]


@pytest.mark.parametrize(
    ("many", "least", "sentence"),
    [
        (0, 1, "No clip with measures is named; name one."),
        (0, 2, "No clip with measures is named; name 2 of one runner or more."),
        (1, 2, "Only 1 clip with measures is named; name 2 of one runner or more."),
    ],
)
def test_too_few_clips_are_refused_with_how_many_are_needed(tmp_path, many, least, sentence):
    folders = [report(tmp_path / "a", sha256="a")][:many]
    with pytest.raises(TooFewClips, match=f"^{re.escape(sentence)}$"):
        read_reported_clips(folders, least=least)


def test_one_clip_is_enough_where_one_is_wanted(tmp_path):
    assert len(read_reported_clips([report(tmp_path / "a", sha256="a")], least=1).clips) == 1


def test_what_is_no_study_is_refused(tmp_path):
    with pytest.raises(UnusableTable, match="holds no reports"):
        read_reported_clips([tmp_path])
    with pytest.raises(UnreadableReport):
        read_reported_clips([tmp_path / "nowhere"])
    (tmp_path / "table.csv").write_text("a,b\n1,2\n")
    with pytest.raises(UnusableTable, match="columns report, runner and session"):
        read_reported_clips([tmp_path / "table.csv"])
    (tmp_path / "table.csv").write_text("report,runner\nx,\n")
    with pytest.raises(UnusableTable, match="row 1"):
        read_reported_clips([tmp_path / "table.csv"])


def test_clips_of_one_name_in_several_folders_are_told_apart(tmp_path):
    folders = [report(tmp_path / day / "out", sha256=day) for day in ("day1", "day2")]
    found = read_reported_clips(folders).clips
    assert [clip.name for clip in found] == [str(folder) for folder in folders]
    assert all("out" in clip.names for clip in found)
