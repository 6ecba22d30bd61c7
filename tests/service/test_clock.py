import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from processes import free_port
from receiving import receiving
from serving import CLIP, finished, upload, wait_until

from service import clock
from service.access.callers import LOCAL
from service.clock import SteadyClock
from service.database import connect
from service.webhooks.endpoints import Webhooks

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def machine(monkeypatch):
    """What the clock of the machine says, and how much time really passes."""

    class Machine:
        time, passed = NOON, timedelta()

        def go_on(self, by, *, leap=timedelta()):
            self.time, self.passed = self.time + by + leap, self.passed + by

        @classmethod
        def now(cls, _zone):
            return known.time

    known = Machine()
    monkeypatch.setattr(clock, "datetime", known)
    monkeypatch.setattr(clock, "_passed_s", lambda: known.passed.total_seconds())
    return known


def test_it_is_the_machines_as_long_as_that_goes_steadily(machine):
    steady = SteadyClock()
    for _ in range(3):
        machine.go_on(HOUR, leap=timedelta(seconds=30))
        assert steady.now() == machine.time


def test_a_leap_ahead_is_not_followed_before_a_day_has_passed_and_is_told_once(machine, caplog):
    steady = SteadyClock()
    machine.go_on(HOUR, leap=1000 * HOUR)
    assert steady.now() == NOON + HOUR
    machine.go_on(23 * HOUR)
    assert steady.now() == NOON + 24 * HOUR
    assert caplog.text.count("set forward by") == 1
    machine.go_on(2 * HOUR)
    assert steady.now() == machine.time == NOON + 1026 * HOUR


def test_a_clock_that_is_set_right_again_is_followed_at_once(machine):
    steady = SteadyClock()
    machine.go_on(HOUR, leap=1000 * HOUR)
    assert steady.now() == NOON + HOUR
    machine.go_on(HOUR, leap=-1000 * HOUR)
    assert steady.now() == machine.time == NOON + 2 * HOUR
    machine.go_on(HOUR, leap=-5 * HOUR)
    assert steady.now() == machine.time == NOON - 2 * HOUR


# ---- a whole server, whose clock is moved -------------------------------------------------------------

FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}
SERVER = """
import sys, works
from service import app
from service.commands import serve
from service.operations import retention
from service.webhooks.sender import Sender
if __name__ == "__main__":
    app._SWEEP_EVERY_S = retention.EVERY_S = 1.0
    Sender.__init__.__kwdefaults__["check"] = lambda _: None
    serve.analyze_upload = works.stumble_by_name
    serve.serve(data=sys.argv[1], port=sys.argv[2])
"""


class Clock:
    """What the server's processes take for the time: the true one, moved."""

    def __init__(self, folder):
        self._file = folder / "clock"
        self.move(timedelta())

    def move(self, by):
        partial = self._file.with_suffix(".new")
        partial.write_text(f"{by.total_seconds():+.0f}\n")
        partial.replace(self._file)

    @property
    def variables(self):
        return {
            "LD_PRELOAD": str(FAKETIME),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }


@contextmanager
def served(data, clock, **settings):
    port = free_port()
    known = {f"MIDSTANCE_{name.upper()}": str(value) for name, value in settings.items()}
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, data, str(port)],
        cwd=Path(__file__).parent,
        env={**os.environ, **known, **clock.variables},
    )
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        try:
            wait_until(lambda: server.poll() is not None or is_up(client))
            yield client
        finally:
            server.terminate()
            server.wait()


def is_up(client):
    try:
        return client.get("/healthz").status_code == 200
    except httpx.ConnectError:
        return False


@pytest.mark.slow
@pytest.mark.skipif(FAKETIME is None, reason="needs libfaketime (apt install faketime)")
def test_a_clock_that_is_moved_holds_nothing_up_and_deletes_nothing(tmp_path):
    clock, data = Clock(tmp_path), tmp_path / "data"
    known = {"webhooks": True, "webhook_http": True, "retention_days": 1, "upload_keep_h": 24}
    with receiving(500, 204) as (hook, heard), served(data, clock, **known) as client:
        engine = connect(f"sqlite:///{data / 'midstance.db'}")
        Webhooks(engine).add(LOCAL, hook)
        engine.dispose()
        begun = client.post("/v1/uploads", headers=TUS | {"Upload-Length": "9"}).headers["location"]

        first, again = upload(client), upload(client, renamed(tmp_path, "stumbles.mp4"))
        assert finished(client, first)["status"] == "done"
        wait_until(lambda: len(heard) == 1)  # refused; to be told again in 5 s
        wait_until(lambda: client.get(again).json()["faults"] == 1)  # to be tried again in 10 s
        clock.move(-5 * HOUR)
        assert '"status":"done"' in client.get(f"{again}/events").text
        assert finished(client, upload(client))["status"] == "done"
        wait_until(lambda: len(heard) == 4)

        clock.move(30 * HOUR)
        made = upload(client)
        assert '"status":"done"' in client.get(f"{made}/events").text
        assert client.get(made).json()["created_at"] > datetime.now(UTC).isoformat()
        assert len(client.get("/v1/analyses").json()) == 4
        assert client.get(begun).json()["received"] == 0

        clock.move(timedelta())
        assert finished(client, upload(client))["status"] == "done"
        assert client.get(f"{first}/report").status_code == 200
        assert client.patch(begun, headers=TUS | {"Upload-Offset": "0"}, content=b"123").status_code == 204


def renamed(folder, name):
    (folder / name).symlink_to(CLIP)
    return folder / name
