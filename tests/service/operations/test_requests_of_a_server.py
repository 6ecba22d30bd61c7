"""A whole server, its workers and what they start: whom they call, past Python too."""

import os
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from databases import sqlite_first
from serving import CLIP, finished, upload, wait_until
from spying import CALLS, watching

from vision import missing_networks

STARTS_S = 240
NAMES = "/var/run/nscd/socket"  # where the C library asks this machine for names of users, if it runs
pytestmark = pytest.mark.skipif(sys.platform != "linux" or not CALLS, reason="seccomp is Linux's")

CALLER = """
import spying, sys
spying.be_watched(1)
import ctypes, socket, subprocess
sys.stdin.readline()
program = "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'out', ('127.0.0.3', 9))"
subprocess.run([sys.executable, "-c", program])
place = bytes([2, 0, 0, 9, 127, 0, 0, 2]) + bytes(8)
ctypes.CDLL(None).connect(socket.socket().fileno(), place, 16)
socket.socket(socket.AF_INET6, socket.SOCK_DGRAM).connect(("::1", 9))
socket.socket(type=socket.SOCK_DGRAM).sendmsg([b"out"], [], 0, ("127.0.0.4", 9))
"""
SERVER = """
import spying, sys
if __name__ == "__main__":
    spying.be_watched(1)
    from service.commands import serve
    if sys.argv[2] != "real":
        import works
        serve.analyze_upload = works.report
    serve.serve(port=sys.argv[1])
"""


@contextmanager
def watched(program, *arguments, **environment):
    """A program that is watched, and the addresses that it and what it started have called."""
    command = [sys.executable, "-c", program, *arguments]
    process = subprocess.Popen(
        command,
        cwd=Path(__file__).parents[1],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | environment,
    )
    try:
        with watching(process.pid, int(process.stdout.readline())) as called:
            yield process, called
    finally:
        process.kill()
        process.communicate()


def test_whoever_calls_is_seen_in_whatever_way():
    with watched(CALLER) as (process, called):
        process.stdin.write(b"go\n")
        process.stdin.flush()
        process.wait(STARTS_S)
    assert called == {"127.0.0.3:9", "127.0.0.2:9", "[::1]:9", "127.0.0.4:9"}


@sqlite_first
@pytest.mark.parametrize(
    "work",
    [
        "none",
        pytest.param(
            "real",
            marks=[
                pytest.mark.slow,
                pytest.mark.skipif(bool(missing_networks()), reason="the pose networks are not cached"),
            ],
        ),
    ],
)
def test_from_upload_to_deletion_only_database_and_store_are_called(database, work, tmp_path, request):
    """Nobody at all with SQLite and a folder; PostgreSQL's socket and the bucket's address with those."""
    settings, allowed = {"MIDSTANCE_DATA": str(tmp_path), "MIDSTANCE_DATABASE": database}, set()
    if database.startswith("postgresql"):
        settings["MIDSTANCE_BLOBS"] = request.getfixturevalue("bucket")
        allowed.add(urlsplit(os.environ["AWS_ENDPOINT_URL"]).netloc)
        allowed.add(f"{parse_qs(urlsplit(database).query)['host'][0]}/.s.PGSQL.5432")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with (
        watched(SERVER, str(port), work, **settings) as (process, called),
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client,
    ):
        wait_until(lambda: process.poll() is not None or _is_up(client), STARTS_S)
        address = upload(client, CLIP)
        assert finished(client, address, STARTS_S)["status"] == "done"
        assert client.get(f"{address}/annotated.mp4").status_code == 200
        assert client.get("/readyz").status_code == 200
        client.delete(address).raise_for_status()
    assert called - {NAMES} == allowed


def _is_up(client):
    try:
        return client.get("/healthz").status_code == 200
    except httpx.ConnectError:
        return False
