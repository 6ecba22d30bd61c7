"""Batches of a server, as its tests use them."""

import json

from serving import upload


def make(client, **form):
    answer = client.post("/v1/batches", json={"name": "Tuesday's group"} | form)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def join(client, batch, **settings):
    return upload(client, batch=batch, **settings).rpartition("/")[2]


def states(client, batch, **headers):
    """What the stream of a batch tells until it ends."""
    with client.stream("GET", f"/v1/batches/{batch}/events", headers=headers) as stream:
        lines = list(stream.iter_lines())
    return stream.status_code, [json.loads(line[6:]) for line in lines if line.startswith("data: ")]
