import asyncio
from types import SimpleNamespace

import httpx
import pytest
from fastapi import FastAPI

from service.access.gate import Gate


def test_a_server_without_accounts_answers_to_local_names_only(serve):
    with serve(None) as client:
        answer = client.get("/v1/analyses", headers={"host": "evil.example"})
        assert answer.status_code == 421
        assert answer.headers["content-type"] == "application/problem+json"
        assert client.get("/v1/analyses", headers={"host": "localhost:8000"}).status_code == 200


def test_a_server_without_accounts_that_others_reach_lets_nobody_in(serve):
    with serve(None, host="0.0.0.0") as client:
        answer = client.get("/v1/analyses")
        assert client.get("/healthz").status_code == client.get("/openapi.json").status_code == 200
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "foreign",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_without_accounts_the_pages_of_others_change_nothing(serve, foreign):
    form = {"file": ("a.mp4", b"no video")}
    with serve(None) as client:
        answer = client.post("/v1/analyses", files=form, headers=foreign)
        assert client.get("/v1/analyses", headers=foreign).status_code == 200
    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:midstance:problem:foreign-page"


def test_without_accounts_programs_and_own_pages_go_on_working(serve):
    with serve(None) as client:
        own = f"http://127.0.0.1:{client.base_url.port}"
        for known in ({}, {"origin": own}, {"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}):
            assert client.delete("/v1/analyses/01", headers=known).status_code == 404


def test_of_what_is_changed_the_trail_keeps_random_ids_and_no_name_that_tells_of_a_clip():
    app, noted, id = FastAPI(), [], "019aa8f2a17c3b0e5f6a9c2d3e4f5061"

    @app.patch("/v1/analyses/{id}/flags/{flag}")
    @app.delete("/v1/analyses/{id}/corrections/{flag}")
    def change(id: str, flag: str):
        return [id, flag]

    access = SimpleNamespace(
        is_free=lambda: True, audit=SimpleNamespace(write=lambda *deed: noted.append(deed[2]))
    )

    async def ask():
        transport = httpx.ASGITransport(Gate(app, access=access))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            for flag in ("left-0058-hidden_landmark", "analyses", "f"):
                await client.patch(f"/v1/analyses/{id}/flags/{flag}")
            await client.delete(f"/v1/analyses/{id}/corrections/{id}")

    asyncio.run(ask())
    flags = f"/v1/analyses/{id}/flags"
    assert noted == [flags, flags, flags, f"/v1/analyses/{id}/corrections/{id}"]
