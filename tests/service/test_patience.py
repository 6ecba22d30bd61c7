"""A PostgreSQL server that stops, or stands still, under a server, its worker and whoever follows."""

import json
import threading
from contextlib import contextmanager

import httpx
import pytest
import works
from receiving import receiving
from serving import finished, serving, upload, wait_until
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from service.access.callers import LOCAL
from service.database import connect
from service.webhooks.endpoints import Webhooks
from service.webhooks.sender import Sender


@pytest.fixture
def impatient(monkeypatch):
    """For a block in which nothing can answer."""

    @contextmanager
    def impatient():
        with monkeypatch.context() as changed:
            changed.setattr("service.patience.ANSWER_S", 0.5)
            changed.setattr("service.patience.CONNECT_S", 1)
            yield

    return impatient


@contextmanager
def stopped(postgres):
    postgres.stop()
    try:
        yield
    finally:
        postgres.start()


@contextmanager
def followed(client, address):
    """What a viewer is told until the end, which comes with the block's."""
    told = []

    def follow():
        with httpx.stream("GET", client.base_url.join(f"{address}/events"), timeout=120) as stream:
            for line in stream.iter_lines():
                if line.startswith("data:"):
                    told.append(json.loads(line.removeprefix("data:"))["status"])

    following = threading.Thread(target=follow)
    following.start()
    wait_until(lambda: told)
    yield told
    following.join()


@pytest.mark.parametrize("away", ["stopped", pytest.param("paused", marks=pytest.mark.slow)])
def test_a_database_that_is_away_is_said_interrupts_nothing_and_is_taken_up_again(
    away, postgres, tmp_path, monkeypatch, impatient
):
    monkeypatch.setattr("service.operations.readiness.FRESH_S", 0.0)
    monkeypatch.setitem(Sender.__init__.__kwdefaults__, "check", lambda _: None)
    known = {"database": postgres.new_database(), "webhooks": True, "webhook_http": True}
    with receiving(204) as (hook, heard), serving(tmp_path, works.wait_for_a_sign, **known) as client:
        engine = connect(known["database"])
        Webhooks(engine).add(LOCAL, hook)
        engine.dispose()
        address = upload(client)
        folder = tmp_path / "analyses" / address.rpartition("/")[2]
        wait_until((folder / "pid").exists)
        with followed(client, address) as told:
            with stopped(postgres) if away == "stopped" else postgres.paused(), impatient():
                (folder / "sign").touch()
                says_so(client, address)
            wait_until(lambda: client.get("/readyz").status_code == 200)
            done = finished(client, address)
        assert (done["status"], done["attempts"]) == ("done", 1)
        assert told[-1] == "done"
        assert told.count("done") == 1
        wait_until(lambda: heard)
        assert [json.loads(body)["data"]["status"] for _, _, body in heard] == ["done"]


def says_so(client, address):
    for path in (address, "/v1/analyses", f"{address}/report", "/metrics"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["type"] == "urn:midstance:problem:database-gone"
        assert int(answer.headers["retry-after"]) > 0
    ready = client.get("/readyz")
    assert (ready.status_code, [reason["code"] for reason in ready.json()["reasons"]]) == (503, ["database"])
    assert client.get("/healthz").status_code == 200


def test_a_connection_that_was_given_up_is_of_no_use_and_the_next_one_is(postgres, impatient):
    engine = connect(postgres.new_database())
    with engine.connect() as connection:
        with impatient(), pytest.raises(OperationalError):
            connection.execute(text("SELECT pg_sleep(10)"))
        assert connection.invalidated
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1
    engine.dispose()
