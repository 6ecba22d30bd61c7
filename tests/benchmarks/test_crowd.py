from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from queue import Queue
from threading import Event, Thread

import pytest
from crowd import Wish, gathered, run_crowd


class Handler(BaseHTTPRequestHandler):
    """Every second request is let down."""

    def do_GET(self):
        if next(self.server.numbers) % 2:
            self.send_error(503)
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.flush()
        self.server.over.wait()

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        if next(self.server.numbers) % 2:
            self.send_response(202)
            self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def wish():
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.numbers, server.over, server.daemon_threads = count(), Event(), True
        Thread(target=server.serve_forever, daemon=True).start()
        yield Wish(
            url=f"http://127.0.0.1:{server.server_port}", key="key", followed="/v1/analyses/a",
            viewers=0, uploads=0, upload_mib=1, upload_mib_s=100,
        )  # fmt: skip
        server.over.set()
        server.shutdown()


@contextmanager
def gathering(wish):
    stop, told = Event(), Queue()
    crowd = Thread(target=run_crowd, args=(wish, stop, told), daemon=True)
    crowd.start()
    yield told
    stop.set()
    crowd.join()


def test_a_viewer_who_is_refused_keeps_nobody_waiting(wish):
    with gathering(replace(wish, viewers=4)) as told:
        seen = told.get(timeout=10)
    assert seen.watching == 2
    assert list(seen.refused.values()) == [2]
    assert "503" in next(iter(seen.refused))


def test_an_upload_whose_connection_breaks_is_told_and_followed_by_the_next(wish):
    with gathering(replace(wish, uploads=1)) as told:
        told.get(timeout=10)
        stopped = Event()
        stopped.wait(1.5)  # a second's pause after what went wrong
    seen = told.get()
    assert seen.uploaded >= 1
    assert seen.refused["no answer"] >= 1


def test_a_crowd_on_whom_nobody_listens_is_told(wish):
    with gathered(replace(wish, url="http://127.0.0.1:9", viewers=2)) as seen:
        pass
    assert seen[-1].watching == 0
    assert sum(seen[-1].refused.values()) == 2


def test_a_crowd_that_ends_before_it_should_is_an_error(wish):
    with pytest.raises(RuntimeError, match="status 1"), gathered(replace(wish, url="http://a:b", viewers=1)):
        pass
