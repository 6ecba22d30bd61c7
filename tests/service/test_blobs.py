"""What both kinds of store promise."""

import asyncio
import os
import stat

import pytest

from service.blobs import Bucket, Folder, StoreGone, blobs_at

LARGE = bytes(range(256)) * 4096 * 11  # 11 MiB: three parts


@pytest.fixture(params=["folder", "bucket"])
def address(request, tmp_path):
    if request.param == "folder":
        return str(tmp_path / "store" / "clips")
    return f"{request.getfixturevalue('bucket')}/club/clips"


@pytest.fixture
def blobs(address):
    blobs = blobs_at(address)
    blobs.create()
    return blobs


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(LARGE)
    return path


@pytest.fixture
def scratch(tmp_path):
    (tmp_path / "scratch").mkdir()
    return tmp_path / "scratch"


def found(blobs, key):
    return asyncio.run(blobs.find(key))


def part(blobs, key, start, end):
    async def read():
        return b"".join([chunk async for chunk in await blobs.read(key, start, end)])

    return asyncio.run(read())


def test_what_was_put_is_read_back_whole_and_in_parts(blobs, file, scratch):
    blobs.put(file, "018e/video")
    assert found(blobs, "018e/video").size == len(LARGE)
    assert part(blobs, "018e/video", 0, len(LARGE)) == LARGE
    assert part(blobs, "018e/video", 5_000_000, 7_000_001) == LARGE[5_000_000:7_000_001]
    assert blobs.fetch("018e/video", scratch).read_bytes() == LARGE
    assert file.read_bytes() == LARGE


def test_a_copy_outlives_what_it_was_made_of(blobs, file, scratch):
    blobs.put(file, "018e/video")
    blobs.copy("018e/video", "018f/video")
    blobs.remove("018e")
    assert blobs.fetch("018f/video", scratch).read_bytes() == LARGE
    with pytest.raises(FileNotFoundError):
        blobs.copy("018e/video", "0190/video")
    assert blobs.keys("0190") == []


def test_a_tag_tells_contents_apart_and_stays(blobs, file):
    blobs.put(file, "a")
    tag = found(blobs, "a").tag
    assert tag[0] == tag[-1] == '"' and len(tag) > 8
    assert found(blobs, "a").tag == tag
    other = file.with_name("other")
    other.write_bytes(b"other")
    blobs.put(other, "a")
    assert found(blobs, "a").tag != tag
    assert part(blobs, "a", 0, 5) == b"other"


def test_an_empty_file_is_a_blob_too(blobs, file):
    file.write_bytes(b"")
    blobs.put(file, "018e/events.csv")
    assert found(blobs, "018e/events.csv").size == 0


def test_what_lies_under_a_prefix_is_removed_and_nothing_else(blobs, file):
    file.write_bytes(b"clip")
    for key in ("a/video", "a/runs/1/report.json", "a/runs/2/frames/1.jpg", "ab/video"):
        blobs.put(file, key)
    assert sorted(blobs.folders("a/runs")) == ["1", "2"]
    blobs.remove("a/runs/1")
    assert blobs.folders("a/runs") == ["2"]
    for _ in range(2):
        blobs.remove("a")
    assert blobs.folders("a/runs") == []
    with pytest.raises(FileNotFoundError):
        found(blobs, "a/video")
    assert found(blobs, "ab/video").size == 4


def test_what_is_not_there_is_not_found(blobs, scratch):
    for look in (found, lambda *_: part(blobs, "a", 0, 1), lambda *_: blobs.fetch("a", scratch)):
        with pytest.raises(FileNotFoundError):
            look(blobs, "a")
    assert blobs.folders("a") == []


def test_a_bucket_that_does_not_answer_is_gone_and_comes_back(bucket, bucket_server, file, scratch):
    blobs = Bucket(f"{bucket}/club")
    file.write_bytes(b"clip")
    blobs.put(file, "a")
    bucket_server.stop()
    try:
        _is_gone(blobs, file, scratch)
    finally:
        bucket_server.start()
    assert part(blobs, "a", 0, 4) == b"clip"


def test_the_key_to_a_bucket_may_lie_in_a_file(bucket, file, scratch, tmp_path, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    keys = tmp_path / "credentials"
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(keys))
    file.write_bytes(b"clip")
    for content in (None, "[other]\n", "no key"):
        if content:
            keys.write_text(content)
        with pytest.raises(StoreGone, match="names no key"):
            Bucket(bucket).put(file, "a")
    keys.write_text("[default]\naws_access_key_id = tests\naws_secret_access_key = te%sts\n")
    Bucket(bucket).put(file, "a")
    assert Bucket(bucket).fetch("a", scratch).read_bytes() == b"clip"


def test_a_folder_whose_disk_is_not_mounted_is_gone_and_nothing_is_put_in_its_place(tmp_path, file, scratch):
    blobs = Folder(tmp_path / "mounted")
    blobs.create()
    blobs.put(file, "a")
    (tmp_path / "mounted").rename(tmp_path / "elsewhere")
    _is_gone(blobs, file, scratch)
    assert not (tmp_path / "mounted").exists()
    (tmp_path / "elsewhere").rename(tmp_path / "mounted")
    assert found(blobs, "a").size == len(LARGE)


def _is_gone(blobs, file, scratch):
    for use in (
        lambda: found(blobs, "a"),
        lambda: part(blobs, "a", 0, 1),
        lambda: blobs.fetch("a", scratch),
        lambda: blobs.put(file, "b"),
        lambda: blobs.folders("a"),
        lambda: blobs.remove("a"),
    ):
        with pytest.raises(StoreGone):
            use()


def test_others_on_this_machine_cannot_look_into_a_folder(tmp_path, file):
    blobs = Folder(tmp_path / "clips")
    blobs.create()
    blobs.put(file, "018e/runs/1/report.json")
    folders = [tmp_path / "clips", *(path for path in tmp_path.glob("clips/**/") if path.is_dir())]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}


def test_a_file_from_another_disk_is_copied_whole(tmp_path, file, monkeypatch):
    def refuse(*_):
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)
    blobs = Folder(tmp_path / "clips")
    blobs.create()
    blobs.put(file, "a/video")
    assert part(blobs, "a/video", 0, len(LARGE)) == LARGE
    assert [path.name for path in (tmp_path / "clips" / "a").iterdir()] == ["video"]


def test_what_cannot_be_put_leaves_nothing(tmp_path, file, monkeypatch):
    def fill(_, target):
        target.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("service.blobs._link_or_copy", fill)
    blobs = Folder(tmp_path / "clips")
    blobs.create()
    with pytest.raises(OSError, match="No space"):
        blobs.put(file, "video")
    assert list((tmp_path / "clips").iterdir()) == []
