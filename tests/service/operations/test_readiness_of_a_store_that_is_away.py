"""A bucket that goes away under a server, its worker and a deletion, and comes back."""

import pytest
import works
from serving import CLIP, finished, serving, upload, wait_until

from service.settings import Settings
from service.store import Store


@pytest.mark.slow
def test_a_store_that_is_away_is_said_and_what_waited_for_it_goes_on(
    bucket, bucket_server, tmp_path, monkeypatch
):
    monkeypatch.setattr("service.operations.readiness.FRESH_S", 0.0)
    settings = Settings(data=tmp_path, blobs=f"{bucket}/club")
    with serving(tmp_path, works.report, blobs=settings.blobs) as client:
        unwanted, kept = upload(client), upload(client)
        assert {finished(client, address)["status"] for address in (unwanted, kept)} == {"done"}
    with serving(tmp_path, works.wait_for_a_sign, blobs=settings.blobs) as client:
        running = upload(client)
        workplace = settings.scratch / "serve-0"
        wait_until((workplace / "pid").exists)
        bucket_server.stop()
        try:
            (workplace / "sign").touch()
            says_so(client, kept)
            assert client.delete(unwanted).status_code == 204
            assert client.get(unwanted).status_code == 404
            assert client.get(running).json()["status"] == "running"
        finally:
            bucket_server.start()
        done = finished(client, running)
        assert (done["status"], done["attempts"], done["faults"]) == ("done", 1, 0)
        assert client.get("/readyz").status_code == 200
        assert client.get(f"{kept}/report").status_code == 200
        known = {address.rpartition("/")[2] for address in (kept, running)}
        blobs = Store(settings).blobs
        wait_until(lambda: {key.partition("/")[0] for key in blobs.keys("")} == known)
    assert not list(settings.uploads.glob("[!.]*"))


def says_so(client, address):
    with CLIP.open("rb") as clip:
        answers = [
            client.get(f"{address}/report"),
            client.post("/v1/analyses", files={"file": clip}),
        ]
    for answer in answers:
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
        assert answer.json()["type"] == "urn:midstance:problem:storage-gone"
    ready = client.get("/readyz")
    assert (ready.status_code, [reason["code"] for reason in ready.json()["reasons"]]) == (503, ["store"])
    assert client.get("/healthz").status_code == 200
    assert client.get(address).json()["status"] == "done"
