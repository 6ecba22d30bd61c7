import pytest
from fastapi.routing import APIRoute, iter_route_contexts

from service.app import create_app
from service.queries import names
from service.settings import Settings


@pytest.fixture
def server(serve):
    with serve(None) as client:
        yield client


@pytest.mark.parametrize(
    ("address", "name"),
    [("plans?today=abc", "today"), ("analyses?limit=5&stauts=done", "stauts"), ("clicks.mp3?spn=160", "spn")],
)
def test_what_an_address_does_not_take_is_said(server, address, name):
    answer = server.get(f"/v1/{address}")
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:midstance:problem:invalid-request")
    assert answer.json()["detail"].startswith(f"{name} is nothing that this address takes")


def test_a_link_that_was_sent_may_carry_what_others_added(server):
    assert server.get("/v1/shared/nothing?fbclid=1").json()["status"] == 404


def test_a_day_that_is_none_is_said_on_a_page(server):
    answer = server.get("/plans?today=abc")
    assert answer.status_code == 422 and "must be a day such as" in answer.text


def test_all_that_is_documented_is_taken(tmp_path):
    app = create_app(Settings(data=tmp_path))
    documented = {
        (path, each["name"])
        for path, methods in app.openapi()["paths"].items()
        for operation in methods.values()
        for each in operation.get("parameters", ())
        if each["in"] == "query"
    }
    taken = {
        (route.path, name)
        for route in iter_route_contexts(app.routes)
        if isinstance(route.original_route, APIRoute)
        for name in names(route.original_route.dependant)
    }
    assert len(documented) > 20 and documented <= taken
