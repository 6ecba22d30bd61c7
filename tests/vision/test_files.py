"""A file is either the old one or the whole new one."""

import errno
import os

import pytest

from vision.files import whole, write_whole


@pytest.mark.parametrize(
    ("content", "written"), [("Läufer\n", "Läufer\n".encode()), ("\udcff", b"?"), (b"\0\xff", b"\0\xff")]
)
def test_the_content_replaces_what_was_there_and_nothing_else_lies_beside_it(tmp_path, content, written):
    path = tmp_path / "report"
    path.write_text("a longer text of yesterday")
    write_whole(path, content)
    assert path.read_bytes() == written
    assert list(tmp_path.iterdir()) == [path]


def test_a_disk_that_fills_leaves_the_old_file_alone(tmp_path, monkeypatch):
    path = tmp_path / "report"
    path.write_text("of yesterday")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "another name")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match=rf"No space left on device: '{path}'"):
        write_whole(path, "of today")
    assert path.read_text() == "of yesterday"
    assert list(tmp_path.iterdir()) == [path]


def test_what_need_not_last_is_whole_without_waiting_for_the_disk(tmp_path, monkeypatch):
    path = tmp_path / "clicks"
    monkeypatch.setattr(os, "fsync", lambda _: pytest.fail("waited for the disk"))
    with whole(path, lasting=False) as part:
        part.write_bytes(b"tick")
        assert not path.exists()
    assert path.read_bytes() == b"tick"
    assert list(tmp_path.iterdir()) == [path]
