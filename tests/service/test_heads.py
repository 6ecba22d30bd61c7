import time

import pytest
import works
from serving import finished, upload, wait_until


def test_head_answers_what_get_answers_without_a_body(serve):
    with serve(works.report) as client:
        address = upload(client)
        finished(client, address)
        files = [f"{address}/{name}" for name in ("report.json", "annotated.mp4")]
        for path in ("/healthz", "/v1/analyses", address, *files):
            head, get = client.head(path), client.get(path)
            assert (head.status_code, head.content) == (200, b""), path
            for name in ("content-type", "content-length"):
                assert head.headers.get(name) == get.headers.get(name), path


def test_head_of_a_file_of_many_megabytes_reads_none_of_it(serve, tmp_path):
    with serve(works.report) as client:
        address = upload(client)
        finished(client, address)
        large = next(tmp_path.glob("analyses/*/runs/*")) / "annotated.mp4"
        with large.open("wb") as file:
            file.truncate(2**33)
        start = time.monotonic()
        assert client.head(f"{address}/annotated.mp4").headers["content-length"] == str(2**33)
        assert time.monotonic() - start < 2


def test_head_of_the_events_does_not_wait_for_the_last_one(serve):
    with serve(works.hang) as client:
        address = upload(client)
        wait_until(lambda: client.get(address).json()["status"] == "running")
        assert client.head(f"{address}/events", timeout=5).status_code == 200


@pytest.mark.parametrize(("path", "status"), [("/v1/analyses/0", 404), ("/nothing", 404)])
def test_head_of_what_is_not_there_says_so(serve, path, status):
    with serve(works.report) as client:
        assert client.head(path).status_code == status
