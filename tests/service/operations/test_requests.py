import asyncio
import logging

import httpx
import pytest
from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from service.operations.requests import Observed, RequestMetrics


@pytest.fixture
def registry():
    return CollectorRegistry()


@pytest.fixture
def ask(registry):
    """Asks a small application for an address; its answer."""
    app = FastAPI()

    @app.get("/clips/{id}")
    def clip(id: str):
        logging.getLogger("midstance").info("looking")
        return 1 / int(id)

    @app.get("/healthz")
    def health():
        return "ok"

    observed = Observed(app, metrics=RequestMetrics(registry))

    async def answer(method, address):
        transport = httpx.ASGITransport(observed, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.request(method, address)

    return lambda address, method="GET": asyncio.run(answer(method, address))


def test_requests_are_counted_by_route_and_never_by_address(ask, registry):
    for address in ("/clips/1", "/clips/2", "/clips/0", "/anna", "/anna2"):
        ask(address)
    ask("/clips/1", method="ANNA")

    def count(method, route, status):
        labels = {"method": method, "route": route, "status": status}
        return registry.get_sample_value("midstance_requests_total", labels)

    assert count("GET", "/clips/{id}", "200") == 2
    assert count("GET", "/clips/{id}", "500") == 1
    assert count("GET", "none", "404") == 2
    assert count("other", "/clips/{id}", "405") == 1
    labels = {"method": "GET", "route": "/clips/{id}"}
    assert registry.get_sample_value("midstance_request_seconds_count", labels) == 3


def test_each_answer_bears_a_number_of_its_own(ask):
    first, second = (ask("/clips/1").headers["x-request-id"] for _ in range(2))
    assert first != second


def test_a_line_of_the_log_names_the_route_and_probes_are_told_only_if_they_fail(ask, caplog):
    caplog.set_level(logging.INFO)
    ask("/clips/7?name=anna")
    ask("/healthz")
    lines = [record.getMessage() for record in caplog.records if record.name == "midstance.requests"]
    assert len(lines) == 1
    assert lines[0].startswith("GET /clips/{id} 200 in ")
