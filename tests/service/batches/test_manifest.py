import csv
import io
import os

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.batches.manifest import read_manifest
from service.models import AnalysisSettings
from vision import UnusableTable


@pytest.fixture
def read(tmp_path):
    def read(content, common=(), name="list.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_manifest(path, dict(common))

    return read


def mistake(read, content, **options):
    with pytest.raises(UnusableTable) as told:
        read(content, **options)
    return str(told.value).partition("list.")[2].partition(" ")[2]


def test_a_row_is_a_clip_with_what_is_known_of_it(read, tmp_path):
    rows = 'File,athlete,speed_mps,height_cm,view,tags\na.mp4,Ann,3.2,,side,"wet, new shoes"\n\nb/c.mov\n'
    first, second = read(rows, {"height_cm": "180", "speed_mps": "4"})
    assert (first.path, first.name, first.athlete, first.tags) == (
        tmp_path / "a.mp4",
        "a.mp4",
        "Ann",
        "wet, new shoes",
    )
    assert first.settings == AnalysisSettings(speed_mps=3.2, height_cm=180, view="side")
    assert (second.athlete, second.settings) == (None, AnalysisSettings(speed_mps=4, height_cm=180))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(("separator", "speed"), [(",", "3.5"), (";", "3,5"), (";", "3.5"), ("\t", "3,5")])
def test_tables_of_any_spreadsheet_are_read(read, encoding, end, separator, speed):
    lines = (separator.join(cells) for cells in (("file", "speed_mps", "athlete"), ("a.mp4", speed, "Jörg")))
    (clip,) = read((end.join(lines) + end).encode(encoding))
    assert (clip.settings.speed_mps, clip.athlete) == (3.5, "Jörg")


def test_a_comma_too_many_at_the_end_of_each_line_is_no_column(read):
    (clip,) = read("file,height_cm,,\nc/a1.mp4,178,,\n")
    assert (clip.name, clip.settings.height_cm) == ("c/a1.mp4", 178)


def test_what_never_will_be_a_clip_is_told_and_what_may_come_later_is_not(read, tmp_path):
    (tmp_path / "c").mkdir()
    os.mkfifo(tmp_path / "pipe.mp4")
    assert mistake(read, "file,height_cm\nlater.mp4,178\nc,178\npipe.mp4,178\n") == (
        "has mistakes: row 2: c is a folder, not a clip; give each clip a row of its own. "
        "row 3: pipe.mp4 is a pipe or a device, not a clip; give each clip a row of its own."
    )
    (clip,) = read("file\nlater.mp4\n")
    assert clip.name == "later.mp4"


def test_a_parquet_file_says_the_same(read, tmp_path):
    rows = {"file": ["a.mp4", "b.mp4"], "speed_mps": [3.2, float("nan")], "capture_fps": [None, 240]}
    pl.DataFrame(rows).write_parquet(tmp_path / "rows")
    first, second = read((tmp_path / "rows").read_bytes(), name="list.parquet")
    assert (first.settings.speed_mps, first.settings.capture_fps) == (3.2, None)
    assert (second.settings.speed_mps, second.settings.capture_fps) == (None, 240)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("", "has no column named file; its first row must name the columns."),
        ("clip,speed_mps\na.mp4,3\n", "has no column named file; its first row must name the columns."),
        ("file\n", "names no clips; put one into each row."),
        ("file,file\na,b\n", "has the column file twice; leave one out."),
        ("file\na.mp4,3,4\n", "row 1, has more cells than there are columns; "),
        ("file,heigth_cm\na.mp4,180\n", "has a column 'heigth_cm', which nobody knows; "),
        ("file,,athlete\na.mp4,,Ann\nb.mp4,178,\n", "column 2 has cells and no name; empty it, or name it: "),
        ("file,athlete\n,Ann\n", "has mistakes: row 1: file is missing."),
        ("file\n../a.mp4\n", "has mistakes: row 1: ../a.mp4 lies outside the manifest's folder; "),
        ("file\n/etc/passwd\n", "has mistakes: row 1: /etc/passwd lies outside the manifest's folder; "),
        ("file\na\0b.mp4\n", "has mistakes: row 1: file holds a character that no name has."),
        (
            "file,speed_mps\na.mp4,3\nb.mp4,fast\n",
            "has mistakes: row 2: speed_mps must be a number from 0.5 to 12 metres a second, not fast.",
        ),
        (b"file\n\xff\xfe\xfa.mp4\n", "is not in UTF-8; save it as CSV UTF-8."),
        ('file\n"a.mp4\n', "is no CSV that can be read "),
    ],
)
def test_what_is_wrong_is_told_with_its_row(read, rows, told):
    assert mistake(read, rows).startswith(told)


def test_many_mistakes_are_told_together(read):
    rows = "file,speed_mps\n" + "a.mp4,fast\n" * 7
    assert mistake(read, rows).count("not fast") == 5
    assert mistake(read, rows).endswith("(2 more)")


def test_what_is_no_parquet_file_is_told(read):
    assert mistake(read, "PAR1", name="list.parquet").startswith("is no Parquet file that can be read; ")


names = st.text(
    st.characters(exclude_categories=["C", "Z"], exclude_characters="/\\"), min_size=1, max_size=20
)


@settings(deadline=None)
@given(
    st.lists(st.tuples(names.filter(lambda n: n not in (".", "..")), names, st.floats(0.5, 12)), min_size=1),
    st.sampled_from(",;\t"),
)
def test_what_is_written_as_csv_is_read_back(tmp_path_factory, rows, separator):
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator)
    writer.writerow(("file", "athlete", "speed_mps"))
    writer.writerows(rows)
    path = tmp_path_factory.mktemp("manifest") / "list.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    found = [(clip.name, clip.athlete, clip.settings.speed_mps) for clip in read_manifest(path, {})]
    assert found == rows


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_manifest_or_told_to_be_none(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("manifest") / "list.csv"
    path.write_bytes(b"file," + content)
    try:
        assert read_manifest(path, {})
    except UnusableTable as error:
        assert "list.csv" in str(error)
