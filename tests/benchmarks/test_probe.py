from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from probe import Probe


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/good" else 503)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def url():
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_probe_counts_answers_and_those_that_failed(url):
    good, bad = Probe(f"{url}/good", every_s=0.01), Probe(f"{url}/bad", every_s=0.01)
    with good, bad:
        pass
    assert good.waits.failed == 0 < len(good.waits.answers_s)
    assert bad.waits.failed == len(bad.waits.answers_s) > 0


def test_a_probe_that_dies_is_no_good_news(url):
    died = Probe(f"{url}/good", headers={"not": "of one\nline"})
    with pytest.raises(RuntimeError, match="status 1"), died:
        pass
