import time

import pytest
import works
from serving import finished, serving, upload, wait_until


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A client, the address of a finished analysis and the folder of the data."""
    data = tmp_path_factory.mktemp("data")
    with serving(data, works.report) as client:
        finished(client, address := upload(client))
    with serving(data, None) as client:  # there can be one worker in a process, and another test has its own
        yield client, address, data


def test_head_answers_what_get_answers_without_a_body(done):
    client, address, _ = done
    files = [f"{address}/{name}" for name in ("report.json", "annotated.mp4")]
    for path in ("/healthz", "/v1/analyses", address, *files):
        head, get = client.head(path), client.get(path)
        assert (head.status_code, head.content) == (200, b""), path
        for name in ("content-type", "content-length"):
            assert head.headers.get(name) == get.headers.get(name), path


def test_head_of_a_file_of_many_megabytes_reads_none_of_it(done):
    client, address, data = done
    large = next(data.glob("analyses/*/runs/*")) / "annotated.mp4"
    content = large.read_bytes()
    with large.open("wb") as file:
        file.truncate(2**33)
    start = time.process_time()
    try:
        assert client.head(f"{address}/annotated.mp4").headers["content-length"] == str(2**33)
        assert time.process_time() - start < 1  # the server is in this process
    finally:
        large.write_bytes(content)


def test_head_of_the_events_does_not_wait_for_the_last_one(serve):
    with serve(works.hang) as client:
        address = upload(client)
        wait_until(lambda: client.get(address).json()["status"] == "running")
        assert client.head(f"{address}/events", timeout=5).status_code == 200


@pytest.mark.parametrize(("path", "status"), [("/v1/analyses/0", 404), ("/nothing", 404)])
def test_head_of_what_is_not_there_says_so(done, path, status):
    assert done[0].head(path).status_code == status
