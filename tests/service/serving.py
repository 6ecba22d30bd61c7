"""A real server for the tests, and what they do with it."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import httpx
import uvicorn

from service.app import create_app
from service.attempts import Work
from service.models import FINAL
from service.settings import Settings
from service.worker import Worker

PATIENCE_S = 300  # of a busy machine, on which the processes that look into clips yield to all others
CLIP = Path(__file__).parents[2] / "sample_videos" / "treadmill_forefoot_30fps.mp4"


@contextmanager
def serving(data: Path, work: Work | None, **settings: object) -> Iterator[httpx.Client]:
    """A client of a server on a free port, with a worker that does `work`, or none."""
    known = Settings(data=data, **settings)
    with _web(known) as client, working(known, work) if work else nullcontext():
        yield client


@contextmanager
def working(settings: Settings, work: Work, name: str = "serve-0") -> Iterator[None]:
    """A worker in this process, which is quick to start and takes jobs at once."""
    with Worker(settings, work, name=name, poll_s=0.05, back_off_s=0.1).opened():
        yield


@contextmanager
def _web(settings: Settings) -> Iterator[httpx.Client]:
    app = create_app(settings)
    quiet = {"access_log": False, "log_config": None}
    ends = {"timeout_graceful_shutdown": 5, "timeout_keep_alive": PATIENCE_S}  # not as the next call begins
    config = uvicorn.Config(app, port=0, **quiet, **ends)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_until(lambda: server.started or not thread.is_alive())
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_S) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()


def upload(client: httpx.Client, clip: Path = CLIP, *, rear: bytes | None = None, **settings: object) -> str:
    """Upload a clip; the address of its analysis."""
    with clip.open("rb") as file:
        files = {"file": (clip.name, file)} | ({"rear": ("behind.mp4", rear)} if rear else {})
        answer = client.post("/v1/analyses", files=files, data=settings)
    assert answer.status_code == 202, answer.text
    return answer.headers["location"]


def wait_until(condition: Callable[[], object], timeout_s: float = PATIENCE_S) -> None:
    end = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def finished(client: httpx.Client, address: str, timeout_s: float = PATIENCE_S) -> dict:
    """The record of an analysis once it has ended."""
    wait_until(lambda: client.get(address).json()["status"] in FINAL, timeout_s)
    return client.get(address).json()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
