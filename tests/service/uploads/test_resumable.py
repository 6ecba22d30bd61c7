import base64
import hashlib
import logging
import socket

import httpx
import pytest
from serving import CLIP, serving, wait_until

CONTENT = CLIP.read_bytes()
SHA256 = hashlib.sha256(CONTENT).hexdigest()
MEDIA_TYPE = "application/offset+octet-stream"


def base64_of(value):
    return base64.b64encode(value if isinstance(value, bytes) else value.encode()).decode()


def metadata(**pairs):
    return ",".join(f"{key} {base64_of(value)}" for key, value in pairs.items())


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    with serving(data, None, upload_limit_mib=8, unfinished_uploads=100) as client:
        client.headers["Tus-Resumable"] = "1.0.0"
        yield client


@pytest.fixture
def start(client):
    def start(length=None, **pairs):
        headers = {"Upload-Length": str(length or len(CONTENT)), "Upload-Metadata": metadata(**pairs)}
        answer = client.post("/v1/uploads", headers=headers)
        assert answer.status_code == 201, answer.text
        return answer.headers["location"]

    return start


@pytest.fixture
def send(client):
    def send(address, data, offset=0, **headers):
        known = {"Upload-Offset": str(offset), "Content-Type": MEDIA_TYPE}
        return client.patch(address, content=data, headers=known | headers)

    return send


@pytest.fixture
def offset(client):
    return lambda address: int(client.head(address).headers["Upload-Offset"])


def name_of(answer):
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    return answer.status_code, answer.json()["type"].rpartition(":")[2]


def test_the_server_says_what_it_can_do(client):
    answer = client.options("/v1/uploads")
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == answer.headers["Tus-Resumable"] == "1.0.0"
    assert "creation-with-upload" in answer.headers["Tus-Extension"]
    assert answer.headers["Tus-Max-Size"] == str(8 << 20)
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"


def test_a_clip_in_pieces_becomes_an_analysis_once(client, start, send):
    address = start(filename="läuft.mp4", sha256=SHA256)
    half = len(CONTENT) // 2
    assert send(address, CONTENT[:half]).status_code == 204
    asked = client.head(address)
    assert (asked.status_code, asked.headers["Upload-Offset"]) == (200, str(half))
    assert asked.headers["Upload-Length"] == str(len(CONTENT))
    assert asked.headers["Cache-Control"] == "no-store"
    assert asked.headers["Upload-Metadata"] == metadata(filename="läuft.mp4", sha256=SHA256)
    assert asked.headers["Upload-Expires"].endswith(" GMT")
    order = {"upload": address.rpartition("/")[2], "speed_mps": 4.2}
    early = client.post("/v1/analyses", json=order)
    assert (early.status_code, early.json()["type"]) == (409, "urn:midstance:problem:unfinished-upload")

    assert send(address, CONTENT[half:], half).headers["Upload-Offset"] == str(len(CONTENT))
    assert client.get(address).json()["sha256"] == SHA256
    answer = client.post("/v1/analyses", json=order)
    assert answer.status_code == 202, answer.text
    assert answer.json()["sha256"] == SHA256
    assert answer.json()["file_name"] == "läuft.mp4"
    assert answer.json()["settings"]["speed_mps"] == 4.2

    assert client.post("/v1/analyses", json=order).status_code == 409
    assert name_of(send(address, b"", len(CONTENT))) == (409, "used-upload")
    assert name_of(client.delete(address)) == (409, "used-upload")
    assert client.get(address).json()["analysis"] == answer.json()["id"]
    assert client.delete(answer.headers["location"]).status_code == 204
    assert name_of(client.get(address)) == (404, "unknown-upload")


def test_the_same_clip_again_is_told_and_analysed_again(client):
    with CLIP.open("rb") as file:
        first = client.post("/v1/analyses", files={"file": file}, data={"sha256": SHA256.upper()}).json()
    with CLIP.open("rb") as file:
        again = client.post("/v1/analyses", files={"file": file}).json()
    assert again["duplicate_of"] == first["id"]
    assert again["id"] != first["id"]
    for analysis in (first, again):
        client.delete(f"/v1/analyses/{analysis['id']}")


def test_a_clip_that_did_not_arrive_whole_is_not_analysed(client):
    answer = client.post("/v1/analyses", files={"file": CONTENT[:-1]}, data={"sha256": SHA256})
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:midstance:problem:wrong-checksum")


def test_an_upload_that_is_no_video_is_gone_with_the_answer(client, start, send):
    address = start(length=9, filename="notes.mp4")
    send(address, b"not video")
    answer = client.post("/v1/analyses", json={"upload": address.rpartition("/")[2]})
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:midstance:problem:unreadable-video")
    assert answer.json()["detail"].startswith("notes.mp4 is damaged or is not a video")
    assert client.get(address).status_code == 404


def test_the_first_piece_may_come_with_the_start(client):
    headers = {"Upload-Length": "5", "Content-Type": MEDIA_TYPE}
    answer = client.post("/v1/uploads", headers=headers, content=b"abc")
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, "3")


def test_a_deleted_upload_is_gone(client, start, send):
    address = start()
    send(address, b"abc")
    assert client.delete(address).status_code == 204
    assert name_of(send(address, b"def", 3)) == (404, "unknown-upload")
    assert client.head(address).status_code == 404


def test_a_proxy_that_knows_no_patch_is_got_around(client, start, offset):
    address = start()
    headers = {"Upload-Offset": "0", "Content-Type": MEDIA_TYPE, "X-HTTP-Method-Override": "PATCH"}
    assert client.post(address, content=b"abc", headers=headers).status_code == 204
    assert offset(address) == 3


@pytest.mark.parametrize(
    ("headers", "problem"),
    [
        ({"Upload-Offset": "5"}, (409, "wrong-offset")),
        ({"Upload-Offset": "-1"}, (400, "bad-header")),
        ({"Upload-Offset": "9" * 400}, (400, "bad-header")),
        ({"Upload-Offset": "\u0663".encode()}, (400, "bad-header")),
        ({"Content-Type": "video/mp4"}, (415, "wrong-media-type")),
        ({"Tus-Resumable": "0.2.2"}, (412, "unknown-version")),
        ({"Upload-Checksum": "crc32 AAAA"}, (400, "bad-header")),
        ({"Upload-Checksum": "sha256 not base64"}, (400, "bad-header")),
        ({"Upload-Checksum": f"sha256 {base64_of(bytes(32))}"}, (460, "wrong-checksum")),
    ],
)
def test_a_piece_that_does_not_fit_leaves_the_offset_as_it_was(start, send, offset, headers, problem):
    address = start()
    assert name_of(send(address, b"abc", **headers)) == problem
    assert offset(address) == 0
    right = f"sha1 {base64_of(hashlib.sha1(b'abc').digest())}"
    assert send(address, b"abc", **{"Upload-Checksum": right}).status_code == 204
    assert offset(address) == 3


@pytest.mark.parametrize(
    ("headers", "problem"),
    [
        ({}, (400, "bad-header")),
        ({"Upload-Length": "0"}, (400, "bad-header")),
        ({"Upload-Length": "1e3"}, (400, "bad-header")),
        ({"Upload-Length": str((8 << 20) + 1)}, (413, "too-large")),
        ({"Upload-Length": "5", "Upload-Metadata": "filename"}, None),
        ({"Upload-Length": "5", "Upload-Metadata": "filename @@@"}, (400, "bad-header")),
        ({"Upload-Length": "5", "Upload-Metadata": "a YQ==,a YQ=="}, (400, "bad-header")),
        ({"Upload-Length": "5", "Upload-Metadata": "a " + "YWFh" * 2000}, (400, "bad-header")),
        ({"Upload-Length": "5", "Upload-Metadata": metadata(sha256="short")}, (400, "bad-header")),
        ({"Upload-Length": "5", "Tus-Resumable": ""}, (412, "unknown-version")),
    ],
)
def test_a_start_that_says_nonsense_is_told_so(client, headers, problem):
    answer = client.post("/v1/uploads", headers=headers)
    assert answer.status_code == 201 if problem is None else name_of(answer) == problem


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\0b.mp4", "\u202egpj.exe", "🏃" * 400, " ", "C:\\a.mp4"]
)
def test_a_hostile_name_stays_harmless_text(client, start, name):
    shown = client.get(start(filename=name)).json()["file_name"]
    assert 0 < len(shown) <= 100
    assert shown.isprintable()
    assert not set(shown) & set("/\\")


def test_more_than_was_announced_is_refused_and_does_not_count(start, send, offset):
    address = start(length=5)
    assert name_of(send(address, b"abcdef")) == (413, "beyond-length")
    assert offset(address) == 0


def test_a_whole_that_is_not_what_was_told_starts_anew(start, send, offset):
    address = start(length=3, sha256=SHA256)
    assert name_of(send(address, b"abc")) == (460, "wrong-checksum")
    assert offset(address) == 0


def test_what_came_before_the_client_was_lost_counts_and_nothing_is_said_to_be_wrong(
    client, start, send, offset, caplog
):
    caplog.set_level(logging.INFO)
    address = start(sha256=SHA256)
    half = len(CONTENT) // 2
    url = httpx.URL(str(client.base_url))
    with socket.create_connection((url.host, url.port)) as connection:
        head = (
            f"PATCH {address} HTTP/1.1\r\nHost: localhost\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
            f"Content-Type: {MEDIA_TYPE}\r\nContent-Length: {len(CONTENT)}\r\n\r\n"
        )
        connection.sendall(head.encode() + CONTENT[:half])
    wait_until(lambda: offset(address) == half)
    told = "PATCH /v1/uploads/{id} none in "
    wait_until(lambda: [record for record in caplog.records if record.getMessage().startswith(told)])
    assert [record for record in caplog.records if record.levelno > logging.INFO] == []
    assert send(address, CONTENT[half:], half).status_code == 204
    assert client.get(address).json()["sha256"] == SHA256


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 60_000,
        b'{"upload": ' + b'{"a": ' * 9_000,
        b'{"upload": "x", "upload": "y"}',
        b'{"upload": "x", "speed_mps": NaN}',
        b'{"upload": "x", "speed_mps": 1e999}',
        b'{"upload": "x", "speed_mps": ' + b"9" * 6_000 + b"}",
        b'{"upload": "\xff"}',
        b'{"upload": 5}',
        b'{"upload": "' + b"x" * 70_000 + b'"}',
        b'{"upload": "../../etc/passwd"}',
        b'{"upload": "\\u0000"}',
        b'{"upload": "\\ud800"}',
        b'{"upload": "x", "speed_mps": "\\ud800"}',
        b'{"upload": "x", "\\ud800": 1}',
        b"null",
        b"",
    ],
)
def test_hostile_json_is_a_mistake_of_the_client(client, body):
    answer = client.post("/v1/analyses", content=body, headers={"Content-Type": "application/json"})
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_body_of_another_kind_is_told_what_to_be(client):
    answer = client.post("/v1/analyses", content=b"file=a", headers={"Content-Type": "text/plain"})
    assert (answer.status_code, answer.json()["type"]) == (415, "urn:midstance:problem:wrong-media-type")
