from datetime import UTC, datetime

import pytest
from admitting import record
from serving import serving

from service.analyses import Analyses
from service.database import connect
from service.settings import Settings


@pytest.fixture(scope="module")
def client_and_add(tmp_path_factory):
    """A client of a server without workers, and what adds analyses to it, older than all but five."""
    data = tmp_path_factory.mktemp("data")
    with serving(data, None) as client:
        engine = connect(Settings(data=data).database_url)

        def add(id, **fields):
            with engine.begin() as connection:
                created_at = datetime(2026, 5, int(id, 16), tzinfo=UTC)
                Analyses(engine).add(connection, record(id, created_at=created_at, **fields), f"{id}-job")

        for id in ("01", "02", "03", "04", "05"):
            add(id, status="done" if id == "03" else "refused")
        yield client, add
        engine.dispose()


def ids(answer):
    return [record["id"] for record in answer.json()]


def next_page(answer):
    address, relation = answer.headers["link"].split("; ")
    assert relation == 'rel="next"'
    return address.strip("<>")


def test_pages_stay_as_they_are_while_new_ones_arrive(client_and_add):
    client, add = client_and_add
    first = client.get("/v1/analyses?limit=2")
    assert ids(first) == ["05", "04"]
    add("06")
    second = client.get(next_page(first))
    assert ids(second) == ["03", "02"]
    client.delete("/v1/analyses/02")  # the last of a page may go: the next begins where it would have
    last = client.get(next_page(second))
    assert ids(last) == ["01"]
    assert "link" not in last.headers


def test_filters_hold_on_every_page(client_and_add):
    client, _ = client_and_add
    asked = {"status": ["refused", "failed"], "created_before": "2026-05-05T00:00:00+00:00", "limit": "1"}
    first = client.get("/v1/analyses", params=asked)
    assert ids(first) == ["04"]
    assert ids(client.get(next_page(first))) == ["01"]
    assert ids(client.get("/v1/analyses?status=done&created_after=2026-05-03T00:00:00Z")) == ["03"]
    assert ids(client.get("/v1/analyses?status=done&created_after=2026-05-03T00:00:01Z")) == []


@pytest.mark.parametrize(
    "asked",
    ["cursor=x", "cursor=", "cursor=Li4v", "cursor=%C3%A9", "cursor=" + "A" * 65, "created_after=2026-05-04",
     "created_after=2026-05-04T00:00:00", "created_before=0001-01-01T00:00:00%2B14:00", "status=over"],
)  # fmt: skip
def test_what_no_page_can_begin_with_is_a_problem(client_and_add, asked):
    client, _ = client_and_add
    answer = client.get(f"/v1/analyses?{asked}")
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:midstance:problem:invalid-request"
    assert asked.partition("=")[0] in answer.json()["detail"]
