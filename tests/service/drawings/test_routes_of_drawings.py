"""Drawings over HTTP, on either database: what is kept, and who may."""

import pytest
import works
from serving import finished, upload

from service.access.callers import Caller

ANGLE = {"frame": 12, "shape": "angle", "points_px": [[10, 10.5], [20, 30], [40, 31]], "text": "knee"}
TYPE = "urn:midstance:problem:"


@pytest.fixture
def drawn_on(serve, database):
    """A client, and where the drawings of its analysis lie."""
    with serve(works.report, database=database) as client:
        address = upload(client)
        assert finished(client, address)["status"] == "done"
        yield client, f"{address}/drawings"


def test_what_is_drawn_stays_on_its_frame_until_it_is_deleted(drawn_on):
    client, place = drawn_on
    assert client.get(place).json() == []
    made = client.post(place, json=ANGLE)
    assert made.status_code == 201, made.text
    assert made.json() | ANGLE == made.json() and made.json()["author"] == "local"
    assert client.get(made.headers["location"]).json() == made.json()
    plumb = client.post(place, json={"frame": 13, "shape": "plumb_line", "points_px": [[7, 8]]}).json()
    assert client.get(place).json() == [made.json(), plumb]
    assert client.get(place, params={"frame": 13}).json() == [plumb]
    assert client.delete(made.headers["location"]).status_code == 204
    gone = client.delete(made.headers["location"])
    assert (gone.status_code, gone.json()["type"]) == (404, f"{TYPE}unknown-drawing")
    assert client.get(place).json() == [plumb]
    assert client.delete(place.removesuffix("/drawings")).status_code == 204
    assert client.get(place).json()["type"] == f"{TYPE}unknown-analysis"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_cannot_be_drawn_is_said_and_strangers_know_of_nothing(drawn_on, monkeypatch):
    client, place = drawn_on
    for wrong in (
        {"points_px": [[1, 2]]},
        {"points_px": [[1, 2], [3, 4], [5, -6]]},
        {"points_px": [[1, 2], [3, 4], [5, "NaN"]]},
        {"shape": "text", "points_px": [[1, 2]], "text": "  "},
        {"shape": "circle"},
        {"frame": -1},
        {"text": "x" * 301},
    ):
        answer = client.post(place, json=ANGLE | wrong)
        assert (answer.status_code, answer.json()["type"]) == (422, f"{TYPE}invalid-request"), wrong
    made = client.post(place, json=ANGLE).headers["location"]
    monkeypatch.setattr("service.access.gate.LOCAL", Caller("somebody", "coach"))
    for method, path in (("GET", place), ("POST", place), ("GET", made), ("DELETE", made)):
        answer = client.request(method, path, json=ANGLE if method == "POST" else None)
        assert (answer.status_code, answer.json()["type"]) == (404, f"{TYPE}unknown-analysis")
