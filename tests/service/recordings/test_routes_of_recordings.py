"""Watch files over HTTP: read aside, told, and forgotten."""

import asyncio
import json
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import recorded
from admitting import kept, record
from runners import report
from serving import PATIENCE_S, serving, wait_until

from service.analyses import Analyses
from service.database import connect
from service.settings import Settings
from service.uploads.spool import GrowingFile

TYPE = "urn:midstance:problem:"
RUN = recorded.steady(1200, speed=np.full(1200, 3.0), cadence=np.full(1200, 164.0))


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """A client with an analysis of a runner at 3 m/s whose cadence is 164, and its settings."""
    settings = Settings(data=tmp_path_factory.mktemp("data"))
    with serving(settings.data, None) as client:
        folder = kept(settings, "01") / "outputs"
        folder.mkdir(parents=True)
        (folder / "report.json").write_text(json.dumps(report(164.0)))
        engine = connect(settings.database_url)
        with engine.begin() as connection:
            Analyses(engine).add(connection, record("01", status="done"), "01-job", "outputs")
        yield client, settings
        engine.dispose()


@pytest.mark.parametrize("write", [recorded.fit_file, recorded.gpx_file])
def test_what_a_watch_recorded_is_told_beside_a_video_and_forgotten(known, write):
    client, settings = known
    content = write(RUN)
    answer = client.post("/v1/recordings", params={"analysis": "01"}, content=content)
    assert answer.status_code == 200, answer.text
    run = answer.json()["runs"][0]
    assert run["cadence_spm"]["level"]["value"] == pytest.approx(164.0, abs=0.5)
    assert run["video"] is not None
    assert left_of(settings) == []


def test_what_is_no_watch_file_is_said(known):
    client, settings = known
    whole = recorded.fit_file(RUN)
    for wrong in (b"", b"no watch file", whole[: len(whole) // 2]):
        answer = client.post("/v1/recordings", content=wrong)
        assert (answer.status_code, answer.json()["type"]) == (422, f"{TYPE}unreadable-watch-file")
        assert answer.json()["detail"].startswith("The file ")
    missing = client.post("/v1/recordings", params={"analysis": "09"}, content=whole)
    assert missing.json()["type"] == f"{TYPE}unknown-analysis"
    assert left_of(settings) == []


def left_of(settings):
    """What is on the disk of watch files."""
    return [*settings.uploads.iterdir(), *(settings.scratch.iterdir() if settings.scratch.exists() else ())]


def test_a_long_run_may_be_larger_than_what_is_no_file(known):
    client, settings = known
    long = recorded.steady(4000, speed=np.full(4000, 3.0), cadence=np.full(4000, 164.0))
    content = recorded.tcx_file(long)
    assert len(content) > 2**20
    answer = client.post("/v1/recordings", content=content)
    assert answer.json()["runs"][0]["records"] == 4000
    assert left_of(settings) == []


@pytest.mark.parametrize("declared", [True, False], ids=["declared", "chunked"])
def test_a_file_over_the_limit_is_turned_away(known, monkeypatch, declared):
    client, settings = known
    monkeypatch.setattr("service.limits.WATCH_FILE_MIB", 1)
    pieces = [bytes(2**19)] * 3
    answer = client.post("/v1/recordings", content=b"".join(pieces) if declared else iter(pieces))
    assert (answer.status_code, answer.json()["type"]) == (413, f"{TYPE}too-large")
    assert answer.json()["detail"] == "A watch file may have at most 1 MiB; export one run by itself."
    assert left_of(settings) == []


def test_a_file_that_takes_too_long_to_come_is_given_up(known, monkeypatch):
    client, settings = known
    monkeypatch.setattr("service.recordings.reading._LONGEST_S", 0.2)

    def trickle():
        for _ in range(20):
            time.sleep(0.1)
            yield b"x"

    answer = client.post("/v1/recordings", content=trickle())
    assert (answer.status_code, answer.json()["type"]) == (408, f"{TYPE}too-slow")
    assert left_of(settings) == []


def test_only_so_many_files_are_received_at_once(known, monkeypatch):
    client, settings = known
    monkeypatch.setattr("service.recordings.reading._MOST_UNDER_WAY", 1)
    begun, go_on = threading.Event(), threading.Event()

    def held():
        content = recorded.fit_file(RUN)
        yield content[:100]
        begun.set()
        assert go_on.wait(PATIENCE_S)
        yield content[100:]

    with ThreadPoolExecutor(1) as other:
        first = other.submit(client.post, "/v1/recordings", content=held())
        assert begun.wait(PATIENCE_S)
        wait_until(lambda: left_of(settings))
        second = client.post("/v1/recordings", content=recorded.fit_file(RUN))
        go_on.set()
        assert first.result().status_code == 200
    assert (second.status_code, second.json()["type"]) == (503, f"{TYPE}too-busy")
    assert client.post("/v1/recordings", content=recorded.fit_file(RUN)).status_code == 200


def test_the_disk_is_waited_for_in_no_thread_that_serves_others(known, monkeypatch):
    client, _ = known
    loops = []

    class Watched(GrowingFile):
        def __init__(self, path):
            loops.append(asyncio._get_running_loop())
            super().__init__(path)

    monkeypatch.setattr("service.uploads.intake.GrowingFile", Watched)
    assert client.post("/v1/recordings", content=recorded.fit_file(RUN)).status_code == 200
    assert loops == [None]


def test_a_disk_that_is_nearly_full_takes_no_file(known, monkeypatch):
    client, settings = known
    full = shutil._ntuple_diskusage(total=2**40, used=2**40, free=0)
    monkeypatch.setattr("service.uploads.room.shutil.disk_usage", lambda _: full)
    answer = client.post("/v1/recordings", content=recorded.fit_file(RUN))
    assert answer.json()["type"] == f"{TYPE}storage-full"
    assert left_of(settings) == []
