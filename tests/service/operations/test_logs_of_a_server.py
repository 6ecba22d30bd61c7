"""A whole server, as a process: what it logs, and how it stops."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from admitting import all_known
from serving import CLIP, wait_until

from service.jobs import Jobs
from service.settings import Settings
from service.store import Store

MARK = "anna.beispiel"
STARTS_S = 240

SERVER = """
import sys
if __name__ == "__main__":
    import signal, works
    from service import cli
    from service.commands import serve

    signal.signal(signal.SIGTERM, cli._end)
    serve.analyze_upload = works.hang_once
    serve.serve(data=sys.argv[1], port=sys.argv[2])
"""


@contextmanager
def server(data, **environment):
    """A server, and a client of it; its log lies in the data folder."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-c", SERVER, data, str(port)]
    known = os.environ | {f"MIDSTANCE_{name.upper()}": value for name, value in environment.items()}
    with (data / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=Path(__file__).parents[1], env=known, stderr=log)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        try:
            wait_until(lambda: process.poll() is not None or _is_up(client), STARTS_S)
            yield process, client
        finally:
            process.kill()
            process.wait()


def _is_up(client):
    try:
        return client.get("/healthz").status_code == 200
    except httpx.ConnectError:
        return False


def form(name):
    """The clip as a form, in two halves."""
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + CLIP.read_bytes() + b"\r\n--x--\r\n"
    return body[: len(body) // 2], body[len(body) // 2 :]


def begin_upload(client, halves):
    """A connection on which half of an upload is under way."""
    connection = socket.create_connection((client.base_url.host, client.base_url.port))
    size = sum(map(len, halves))
    head = f"POST /v1/analyses HTTP/1.1\r\nHost: localhost\r\nContent-Length: {size}\r\n"
    connection.sendall(f"{head}Content-Type: multipart/form-data; boundary=x\r\n\r\n".encode() + halves[0])
    return connection


@pytest.mark.slow
def test_a_stop_ends_what_is_followed_and_finishes_what_is_uploaded_and_the_log_names_nobody(tmp_path):
    with server(tmp_path, log_format="json") as (process, client):
        with CLIP.open("rb") as clip:
            answer = client.post("/v1/analyses", files={"file": (f"{MARK}.mp4", clip)})
        address = answer.headers["location"]
        hidden = {"X-Forwarded-For": f"203.0.113.9, {MARK}", "User-Agent": MARK, "X-Request-ID": MARK}
        client.get(f"/v1/analyses/{MARK}", params={"name": MARK}, headers=hidden)
        client.post("/v1/analyses", data={"speed_mps": MARK}, headers=hidden)
        wait_until(lambda: client.get(address).json()["progress"], STARTS_S)
        told = []
        following = threading.Thread(target=_follow, args=(client, address, told))
        following.start()
        wait_until(lambda: told)
        halves = form(f"{MARK}.mp4")
        with begin_upload(client, halves) as upload:
            process.send_signal(signal.SIGTERM)
            following.join(timeout=5)
            assert not following.is_alive()
            with pytest.raises(httpx.TransportError):
                httpx.get(f"{client.base_url}/healthz")
            upload.sendall(halves[1])
            assert upload.recv(12) == b"HTTP/1.1 202"
        assert process.wait(timeout=30) == 128 + signal.SIGTERM
    settings = Settings(data=tmp_path)
    jobs = Jobs(settings, Store(settings))
    with jobs.opened():
        kept = [(known.status, known.attempts) for known in all_known(jobs)]
    assert kept == [("queued", 0), ("queued", 0)]
    log = (tmp_path / "log").read_text()
    lines = [json.loads(line) for line in log.splitlines()]
    assert any(line["message"].startswith("GET /v1/analyses/{id} 422 in ") for line in lines)
    for secret in (MARK, "203.0.113", "127.0.0.1"):
        assert secret not in log


def _follow(client, address, told):
    with client.stream("GET", f"{address}/events") as answer:
        for line in answer.iter_lines():
            told.append(line)
