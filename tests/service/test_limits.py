import pytest


def chunks(mib):
    yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n'
    for _ in range(mib):
        yield bytes(2**20)


@pytest.mark.parametrize("declared", [False, True], ids=["chunked", "declared"])
def test_a_body_over_the_limit_is_turned_away(serve, declared):
    headers = {"content-type": "multipart/form-data; boundary=b"}
    body = b"".join(chunks(3)) if declared else chunks(3)
    with serve(None, upload_limit_mib=1) as client:
        answer = client.post("/v1/analyses", content=body, headers=headers)
        assert answer.status_code == 413
        assert answer.json()["type"] == "urn:midstance:problem:too-large"
        assert "larger than 1 MiB" in answer.json()["detail"]
        assert client.get("/v1/analyses").json() == []


def test_what_is_no_clip_is_small(serve):
    with serve(None) as client:
        for path in ("/v1/session", "/v1/athletes", "/v1/analyses/0/shares"):
            answer = client.post(path, content=bytes(2**20 + 1), headers={"content-type": "application/json"})
            assert answer.status_code == 413
            assert "larger than 1 MiB" in answer.json()["detail"]
