import errno

import httpx
import psycopg
import pytest
import works
from fastapi import FastAPI
from serving import CLIP, upload
from sqlalchemy.exc import OperationalError

from service import answering
from service.blobs import StoreGone


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/v1/nothing", 404), ("PUT", "/v1/analyses", 405), ("GET", "/v1/analyses/0123", 404)],
)
def test_wrong_addresses_are_answered_as_problems(serve, method, path, status):
    with serve(None) as client:
        answer = client.request(method, path)
    assert answer.status_code == answer.json()["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].startswith(("There is", "This address"))


@pytest.mark.parametrize(
    ("data", "what"),
    [
        ({}, "file is missing: send the clip in this field of the form, or the id of an upload as upload."),
        ({"file": "run.mp4"}, "file must be the clip itself, not text: with curl, put an @ before its name."),
    ],
)
def test_a_form_without_a_file_is_answered_as_a_problem(serve, data, what):
    with serve(None) as client:
        answer = client.post("/v1/analyses", files={"speed_mps": (None, "3")}, data=data)
    assert answer.status_code == 422
    assert answer.json()["detail"] == what


def test_characters_that_a_database_refuses_are_a_mistake_of_the_client(serve, database):
    with serve(None, database=database) as client:
        for address in ("/v1/analyses/%00", "/v1/uploads/%00", "/v1/analyses/%ED%A0%80"):
            assert 400 <= client.get(address).status_code < 500


def app_that_raises(error):
    app = FastAPI()
    answering.install(app)

    @app.get("/")
    def fail():
        raise error

    return app


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OSError(errno.ENOSPC, "full"), 507),
        (OSError(errno.EIO, "broken"), 503),
        (StoreGone("no answer"), 503),
        (OperationalError("SELECT", {}, Exception("gone")), 503),
        (OperationalError("INSERT", {}, psycopg.errors.DiskFull()), 507),
        (ZeroDivisionError(), 500),
    ],
)
async def test_failures_of_the_server_are_answered_as_problems(error, status):
    transport = httpx.ASGITransport(app_that_raises(error), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        answer = await client.get("/")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_no_problem_names_the_file(serve, caplog):
    with serve(works.report) as client:
        upload(client)
    assert CLIP.name not in caplog.text
