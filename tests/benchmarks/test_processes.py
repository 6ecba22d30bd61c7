import os
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from processes import children, family, free_port, own_processor_s, processor_s, wait_until_answered

PARENT = """
import subprocess, sys, threading
start = lambda: subprocess.Popen(["sleep", "60"])
beside = threading.Thread(target=lambda: (start(), threading.Event().wait()), daemon=True)
start()
beside.start()
subprocess.run([sys.executable, "-c", "sum(range(30_000_000))"])
print("ready", flush=True)
sys.stdin.read()
"""


class Handler(BaseHTTPRequestHandler):
    answers = 0

    def do_GET(self):
        Handler.answers += 1
        self.send_response(503 if Handler.answers < 3 else 200)
        self.end_headers()

    def log_message(self, *_):
        pass


def sleeping():
    return subprocess.Popen(["sleep", "60"])


def test_a_family_has_what_any_thread_started_and_its_time_is_that_of_those_that_ended_too():
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", PARENT], **pipes) as parent:
        parent.stdout.readline()
        end = time.monotonic() + 10
        while len(known := family(parent.pid)) < 3 and time.monotonic() < end:
            time.sleep(0.01)
        assert known[0] == parent.pid in children(os.getpid())
        assert set(known[1:]) == children(parent.pid)
        assert len(known) == 3
        assert processor_s(parent.pid) - own_processor_s(parent.pid) > 0.05
        for pid in known[1:]:
            os.kill(pid, 9)
        parent.communicate()


def test_of_a_process_that_has_ended_nothing_is_known_and_nothing_else_is_lost():
    ended = sleeping()
    ended.kill()
    ended.wait()
    assert children(ended.pid) == set()
    with pytest.raises(ProcessLookupError, match="has ended"):
        processor_s(ended.pid)


def test_a_server_is_waited_for_until_it_answers_well():
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        process = sleeping()
        try:
            wait_until_answered(f"http://127.0.0.1:{server.server_port}", process, patience_s=20)
        finally:
            process.kill()
            process.wait()
            server.shutdown()
    assert Handler.answers == 3


def test_a_server_that_ends_or_never_answers_is_told(tmp_path):
    log = tmp_path / "log"
    log.write_text("no such option")
    url, process = f"http://127.0.0.1:{free_port()}", sleeping()
    with pytest.raises(TimeoutError, match="does not answer"):
        wait_until_answered(url, process, patience_s=0.1)
    process.kill()
    process.wait()
    with pytest.raises(RuntimeError, match="no such option"):
        wait_until_answered(url, process, log=log)
