import polars as pl
import pytest

from vision import UnusableTable, read_table


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
    ("content", "why"),
    [
        (b"clip,clip\n1,2\n", "has the column clip twice; leave one out"),
        (b"a,b\n1,2,3\n", "row 1, has more cells than there are columns"),
        (b"\xff\x00\xfa", "is not in UTF-8; save it as CSV UTF-8"),
        (b'a,b\n"1,2\n', "is no CSV that can be read"),
    ],
)
def test_damaged_tables_are_refused(tmp_path, content, why):
    with pytest.raises(UnusableTable, match=why):
        table(tmp_path, content)


def test_damaged_parquet_is_refused(tmp_path):
    path = tmp_path / "t.parquet"
    path.write_bytes(b"PAR1nothing")
    with pytest.raises(UnusableTable):
        read_table(path)


def test_rows_keep_the_number_that_they_have_in_the_file(tmp_path):
    found = table(tmp_path, "clip,value\n,\na,1\n")
    assert found.numbered == [(2, {"clip": "a", "value": "1"})]
    pl.DataFrame({"clip": [None, "a"], "value": [None, 1]}).write_parquet(tmp_path / "t.parquet")
    assert read_table(tmp_path / "t.parquet").numbered == found.numbered


def test_columns_without_a_name_are_left_out_and_told_where_they_have_cells(tmp_path):
    found = table(tmp_path, "clip,value,,,\na,1,,,\nb,2,,x,\n")
    assert (found.columns, found.unnamed) == (["clip", "value"], [4])
    assert found.rows == [{"clip": "a", "value": "1"}, {"clip": "b", "value": "2"}]
    pl.DataFrame({"": ["x"], "clip": ["a"], " ": [None]}).write_parquet(tmp_path / "t.parquet")
    found = read_table(tmp_path / "t.parquet")
    assert (found.columns, found.unnamed, found.rows) == (["clip"], [1], [{"clip": "a"}])


def test_nan_in_parquet_is_unknown(tmp_path):
    pl.DataFrame({"clip": ["a", "b"], "value": [float("nan"), 1.5]}).write_parquet(tmp_path / "t.parquet")
    found = read_table(tmp_path / "t.parquet")
    assert [found.number(row, "value") for row in found.rows] == [None, 1.5]
