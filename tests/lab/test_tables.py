import polars as pl
import pytest

from lab import UnusableTable
from lab.tables import read_table


def table(tmp_path, content):
    path = tmp_path / "t.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(path)


def test_semicolons_decimal_commas_and_byte_order_marks_are_read(tmp_path):
    found = table(tmp_path, "\ufeffClip; Value\na;1,5\n;\n")
    assert found.columns == ["clip", "value"]
    assert [found.number(row, "value") for row in found.rows] == [1.5]


def test_an_empty_cell_is_unknown(tmp_path):
    found = table(tmp_path, "clip,value\na,\nb\n")
    assert [found.number(row, "value") for row in found.rows] == [None, None]


@pytest.mark.parametrize("text", ["x", "nan", "inf"])
def test_what_is_no_number_is_said(tmp_path, text):
    found = table(tmp_path, f"clip,value\na,{text}\n")
    with pytest.raises(UnusableTable, match="write a number"):
        found.number(found.rows[0], "value")


@pytest.mark.parametrize(
    "content",
    [b"clip,clip\n1,2\n", b"a,b\n1,2,3\n", b"\xff\x00\xfa", b'a,b\n"1,2\n'],
    ids=["a column twice", "more cells than columns", "no text", "an open quote"],
)
def test_damaged_tables_are_refused(tmp_path, content):
    with pytest.raises(UnusableTable):
        table(tmp_path, content)


def test_damaged_parquet_is_refused(tmp_path):
    path = tmp_path / "t.parquet"
    path.write_bytes(b"PAR1nothing")
    with pytest.raises(UnusableTable):
        read_table(path)


def test_rows_keep_the_number_that_they_have_in_the_file(tmp_path):
    found = table(tmp_path, "clip,value\n,\na,1\n")
    assert found.numbered == [(2, {"clip": "a", "value": "1"})]


def test_nan_in_parquet_is_unknown(tmp_path):
    pl.DataFrame({"value": [float("nan"), 1.5]}).write_parquet(tmp_path / "t.parquet")
    found = read_table(tmp_path / "t.parquet")
    assert [found.number(row, "value") for row in found.rows] == [None, 1.5]
