import asyncio
import errno
import json

import pytest
import works
from serving import CLIP, finished, serving

from service.access.callers import LOCAL
from service.idempotency import HEADER, Idempotency
from service.jobs import Jobs


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("data"), works.report) as client:
        yield client


def send(client, key, speed_mps="3"):
    with CLIP.open("rb") as file:
        return client.post(
            "/v1/analyses", files={"file": file}, data={"speed_mps": speed_mps}, headers={HEADER: key}
        )


def problem(answer):
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["type"].rpartition(":")[2]


def test_a_repeated_upload_makes_no_second_analysis(client):
    first = send(client, '"one"')
    again = send(client, '"one"')  # with another boundary, as every client draws its own
    assert (first.status_code, again.status_code) == (202, 202)
    assert again.headers["location"] == first.headers["location"]
    assert again.json()["id"] == first.json()["id"]
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert send(client, "one").json()["id"] == first.json()["id"]  # quotes are the draft's, not everybody's


def test_the_key_of_another_request_is_refused(client):
    assert send(client, '"two"').status_code == 202
    assert problem(send(client, '"two"', speed_mps="4")) == (422, "key-of-another-request")


def test_a_refused_request_does_not_use_up_its_key(client):
    assert problem(send(client, '"three"', speed_mps="40")) == (422, "invalid-request")
    assert send(client, '"three"', speed_mps="4").status_code == 202


def test_what_was_deleted_is_not_made_anew(client):
    address = send(client, '"four"').headers["location"]
    finished(client, address)
    client.delete(address)
    assert problem(send(client, '"four"')) == (404, "unknown-analysis")


@pytest.mark.parametrize("key", ['""', '"', "a b", '"a"b', "x" * 256, b"\xff"])
def test_a_key_that_is_none_is_refused(client, key):
    assert problem(client.post("/v1/analyses", headers={HEADER: key})) == (400, "bad-key")


def test_a_request_whose_key_is_under_way_is_told_to_wait(engine):
    async def two_at_once():
        begun, go_on = asyncio.Event(), asyncio.Event()

        async def app(*_):
            begun.set()
            await go_on.wait()

        async def answer(into):
            headers = [(b"idempotency-key", b"five")]
            scope = {"type": "http", "method": "POST", "path": "/v1/analyses", "query_string": b""}
            state = {"caller": LOCAL}
            await once({**scope, "headers": headers, "state": state}, None, into)

        once = Idempotency(app, engine=engine, keep_h=1)
        first = asyncio.create_task(answer(None))
        await begun.wait()
        messages = []

        async def told(message):
            messages.append(message)

        await answer(told)
        go_on.set()
        await first
        return messages

    start, body = asyncio.run(two_at_once())
    assert start["status"] == 409
    assert (b"retry-after", b"5") in start["headers"]
    assert json.loads(body["body"])["type"].endswith("key-under-way")


def test_an_answer_that_was_lost_costs_no_second_analysis(serve, monkeypatch):
    submit = Jobs.submit

    def submit_and_fail(*given):
        submit(*given)
        raise OSError(errno.ENOSPC, "No space left on device")

    with serve(None) as client:
        with monkeypatch.context() as patch:
            patch.setattr(Jobs, "submit", submit_and_fail)
            assert send(client, "six").status_code == 507
        answer = send(client, "six")
        assert answer.status_code == 202
        assert [answer.json()] == client.get("/v1/analyses").json()
