"""What a client gets, which is the same from a folder and from a bucket."""

import asyncio
from pathlib import Path

import pytest
from starlette.datastructures import Headers

from service.blobs import blobs_at
from service.problems import Problem
from service.seekable import seekable

BODY = bytes(range(256)) * 4


@pytest.fixture(params=["folder", "bucket"])
def blobs(request, tmp_path):
    folder = request.param == "folder"
    blobs = blobs_at(str(tmp_path / "clips") if folder else request.getfixturevalue("bucket"))
    blobs.create()
    Path(tmp_path, "body").write_bytes(BODY)
    blobs.put(tmp_path / "body", "clip.mp4")
    return blobs


def get(blobs, **asked):
    """Status, headers and body."""

    async def answer():
        headers = Headers({name.replace("_", "-"): value for name, value in asked.items()})
        response = await seekable(blobs, "clip.mp4", headers, headers={"Vary": "Accept"})
        body = getattr(response, "body_iterator", None)
        content = b"".join([chunk async for chunk in body]) if body else response.body
        return response.status_code, response.headers, content

    return asyncio.run(answer())


def test_without_a_range_all_of_it_comes(blobs):
    status, headers, body = get(blobs)
    assert (status, body) == (200, BODY)
    assert headers["content-type"] == "video/mp4"
    assert headers["content-length"] == str(len(BODY))
    assert headers["accept-ranges"] == "bytes"
    assert headers["last-modified"].endswith("GMT")
    assert headers["vary"] == "Accept"


@pytest.mark.parametrize(
    ("asked", "first", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=100-199", 100, 200),
        ("Bytes = 1000-", 1000, 1024),
        ("bytes=-24", 1000, 1024),
        ("bytes=-9999", 0, 1024),
        ("bytes=1000-9999999", 1000, 1024),
    ],
)
def test_a_part_comes_as_it_was_asked_for(blobs, asked, first, end):
    status, headers, body = get(blobs, range=asked)
    assert (status, body) == (206, BODY[first:end])
    assert headers["content-range"] == f"bytes {first}-{end - 1}/1024"
    assert headers["content-length"] == str(end - first)


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=9999-10000", "bytes=-0"])
def test_a_part_beyond_the_end_is_a_problem(blobs, asked):
    with pytest.raises(Problem) as caught:
        get(blobs, range=asked)
    assert (caught.value.status_code, caught.value.headers) == (416, {"Content-Range": "bytes */1024"})


@pytest.mark.parametrize(
    "asked", ["bytes", "bytes=", "bytes=-", "bytes=9-3", "items=0-5", "bytes=0-1,5-6", "\u0664"]
)
def test_a_range_that_means_nothing_or_more_than_one_is_ignored(blobs, asked):
    assert get(blobs, range=asked.encode("utf-8").decode("latin-1"))[0] == 200


def test_a_part_of_another_version_is_not_sent(blobs):
    _, headers, _ = get(blobs)
    for same in (headers["etag"], headers["last-modified"]):
        assert get(blobs, range="bytes=0-9", if_range=same)[0] == 206
    for other in ('"another"', f"W/{headers['etag']}", "Sat, 01 Jan 2022 00:00:00 GMT"):
        assert get(blobs, range="bytes=0-9", if_range=other)[0] == 200


def test_who_has_it_already_is_told_so(blobs):
    tag = get(blobs)[1]["etag"]
    for known in (tag, f'"old", {tag}', f"W/{tag}", "*"):
        status, headers, body = get(blobs, if_none_match=known)
        assert (status, body, headers["etag"]) == (304, b"", tag)
    assert get(blobs, if_none_match='"old"')[0] == 200


def test_an_empty_file_has_no_parts(blobs, tmp_path):
    Path(tmp_path, "body").unlink()
    Path(tmp_path, "body").write_bytes(b"")
    blobs.put(tmp_path / "body", "clip.mp4")
    assert get(blobs)[2] == b""
    with pytest.raises(Problem):
        get(blobs, range="bytes=0-")
