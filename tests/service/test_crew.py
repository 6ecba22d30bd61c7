"""Workers as processes of their own, killed without warning."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager, nullcontext
from itertools import chain, repeat
from pathlib import Path

import httpx
import pytest
import works
from admitting import admit, kept, known_of, names
from databases import sqlite_first
from serving import CLIP, finished, is_alive, upload, wait_until

from service.access.callers import LOCAL
from service.cli import main
from service.crew import Crew, bearing
from service.locks import Claim
from service.models import FINAL
from service.operations.roll import Roll
from service.operations.tallies import counted

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
PATIENCE_S = 240


def reach(jobs, id, *statuses):
    wait_until(lambda: known_of(jobs, id).status in statuses, PATIENCE_S)
    return known_of(jobs, id)


def pid_of(folder):
    """The process that analyses what lies in this folder."""
    path = folder / "pid"
    wait_until(lambda: path.exists() and path.read_text(), PATIENCE_S)
    return int(path.read_text())


def worker_of(process):
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("PPid:")[2].split()[0])


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@sqlite_first
def test_a_killed_worker_leaves_no_process_and_its_job_is_done_once(settings, jobs):
    with Crew(settings, works.hang_once, name="serve").opened():
        process = pid_of(kept(settings, id := admit(jobs)))
        worker = worker_of(process)
        os.kill(worker, signal.SIGKILL)
        wait_until(lambda: not is_alive(process) and not is_alive(worker))
        done = reach(jobs, id, *FINAL)
        assert (done.status, done.attempts) == ("done", 2)
        assert Roll(jobs.engine).alive() == {"serve-0": True}
    assert Roll(jobs.engine).alive() == {}
    assert counted(jobs.engine)["worker_restarts"] == 1
    assert names(kept(settings, id)) == ["pid", "runs", "video"]


@SQLITE
def test_what_killed_workers_of_this_name_were_making_is_removed(settings):
    for slot in ("box-0", "box-7", "box-2-0", "revision-1"):
        (settings.scratch / slot / "report").mkdir(parents=True)
    with Crew(settings, works.report, name="box").opened():
        assert names(settings.scratch) == ["box-2-0", "revision-1"]


@SQLITE
def test_two_crews_cannot_bear_one_name(settings, engine):
    crew = Crew(settings, works.report, name="box")
    with bearing(engine, settings.data, "box"), pytest.raises(BlockingIOError), crew.opened():
        pass


@POSTGRESQL
def test_two_crews_of_two_machines_cannot_bear_one_name(settings, engine, tmp_path, monkeypatch):
    monkeypatch.setattr("service.locks._LINGER_S", 0.1)
    elsewhere = settings.model_copy(update={"data": tmp_path / "elsewhere"})
    crew = Crew(elsewhere, works.report, name="box")
    with bearing(engine, settings.data, "box"), pytest.raises(BlockingIOError), crew.opened():
        pass


@POSTGRESQL
def test_a_crew_stops_for_another_of_its_name_but_not_for_its_own_connection_that_broke(
    settings, engine, monkeypatch
):
    monkeypatch.setattr("service.crew.SIGN_S", 0.5)
    monkeypatch.setattr("service.crew._GHOST_S", 2.0)
    looks = chain([False, False, True, False, False, False], repeat(True))
    seen = []
    monkeypatch.setattr(Claim, "is_held", lambda _: seen.append(next(looks)) or seen[-1])
    monkeypatch.setattr("service.crew.bearing", lambda *_: nullcontext(Claim(engine, "box")))
    with Crew(settings, works.report, name="box").opened() as over:
        wait_until(lambda: len(seen) > 8)
        assert not over.is_set()
        monkeypatch.setattr(Claim, "is_held", lambda _: False)
        wait_until(over.is_set)


@pytest.mark.slow
@SQLITE
def test_only_as_many_run_at_once_as_there_are_workers(settings, jobs):
    with Crew(settings.model_copy(update={"workers": 2}), works.hang, name="serve").opened():
        ids = [admit(jobs) for _ in range(3)]
        wait_until(lambda: sum(known_of(jobs, id).status == "running" for id in ids) == 2, PATIENCE_S)
        running = [id for id in ids if known_of(jobs, id).status == "running"]
        processes = [pid_of(kept(settings, id)) for id in running]
        [waiting] = set(ids) - set(running)
        assert known_of(jobs, waiting).status == "queued"
        jobs.delete(running[0], LOCAL)
        reach(jobs, waiting, "running")
    assert not any(is_alive(process) for process in processes)
    with Crew(settings, works.report, name="serve").opened():  # one worker, for what two have left
        for id in (running[1], waiting):
            assert reach(jobs, id, *FINAL).status == "done"


@pytest.mark.slow
@SQLITE
def test_a_clip_that_kills_its_worker_each_time_is_given_up_and_the_next_one_done(settings, jobs):
    with Crew(settings, works.kill_the_worker, name="serve").opened():
        poison, harmless = admit(jobs), admit(jobs, file_name="harmless.mp4")
        failed = reach(jobs, poison, *FINAL)
        assert (failed.status, failed.reasons[0].code) == ("failed", "interrupted")
        assert reach(jobs, harmless, *FINAL).status == "done"
    assert "runs" not in names(kept(settings, poison))


@pytest.mark.slow
@POSTGRESQL
def test_a_database_server_that_is_killed_interrupts_nothing(settings, jobs, postgres):
    with Crew(settings, works.wait_for_a_sign, name="serve").opened():
        id = admit(jobs)
        process = pid_of(kept(settings, id))
        postgres.kill()
        (kept(settings, id) / "sign").touch()
        wait_until(lambda: not is_alive(process))
        postgres.start()
        done = reach(jobs, id, *FINAL)
        assert (done.status, done.attempts) == ("done", 1)
        assert reach(jobs, admit(jobs), "running")


@pytest.mark.slow
def test_what_a_dead_machine_held_is_taken_over(settings, jobs, monkeypatch, capsys):
    machine = subprocess.Popen([sys.executable, "-c", MACHINE, settings.data, settings.database], cwd=HERE)
    process = pid_of(kept(settings, id := admit(jobs)))
    assert _take_over(settings, "box", monkeypatch, capsys) == (
        2,
        "",
        "midstance: Workers named box are at work; stop them before others take over.\n",
    )
    machine.kill()
    machine.wait()
    wait_until(lambda: not is_alive(process))
    with Crew(settings, works.hang_once, name="serve").opened():
        other = admit(jobs)
        reach(jobs, other, "running")
        assert known_of(jobs, id).status == "running"  # as far as anybody knows
        assert _take_over(settings, "bax", monkeypatch, capsys)[2].startswith(
            "midstance: No worker named bax has jobs; these have: box, serve."
        )
        code, out, _ = _take_over(settings, "box", monkeypatch, capsys)
        assert (code, out) == (0, "1 analyses of box are in the queue again.\n")
        jobs.delete(other, LOCAL)
        assert reach(jobs, id, *FINAL).status == "done"


def _take_over(settings, name, monkeypatch, capsys):
    place = ["--data", str(settings.data), "--database", settings.database]
    monkeypatch.setattr(sys, "argv", ["midstance", "worker", "takeover", name, *place])
    with pytest.raises(SystemExit) as caught:
        main()
    return caught.value.code or 0, *capsys.readouterr()


@pytest.mark.slow
def test_a_killed_server_leaves_no_process_and_loses_nothing_it_acknowledged(settings):
    with _server(settings) as (server, client):
        running, *waiting = [upload(client) for _ in range(3)]
        process = pid_of(kept(settings, running.rpartition("/")[2]))
        worker = worker_of(process)
        with pytest.raises(httpx.HTTPError), CLIP.open("rb") as clip:
            server.kill()
            client.post("/v1/analyses", files={"file": clip})
        server.wait()
        wait_until(lambda: not is_alive(process) and not is_alive(worker))
    for address in waiting:
        (kept(settings, address.rpartition("/")[2]) / "pid").touch()
    with _server(settings) as (server, client):
        done = [finished(client, address, PATIENCE_S) for address in (running, *waiting)]
        assert [(record["status"], record["attempts"]) for record in done] == [
            ("done", 2),
            ("done", 1),
            ("done", 1),
        ]
        server.terminate()
        server.wait()
    assert len(names(kept(settings))) == 3
    assert {tuple(names(kept(settings, address.rpartition("/")[2]))) for address in (running, *waiting)} == {
        ("pid", "runs", "video")
    }


@contextmanager
def _server(settings):
    """`midstance serve` in a process of its own, and a client of it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-c", SERVER, settings.data, settings.database, str(port)]
    server = subprocess.Popen(command, cwd=HERE)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        wait_until(lambda: server.poll() is not None or _is_up(client), PATIENCE_S)
        yield server, client
    server.kill()
    server.wait()


def _is_up(client):
    try:
        return client.get("/healthz").status_code == 200
    except httpx.ConnectError:
        return False


HERE = Path(__file__).parent
MACHINE = """
import sys, threading, works
from pathlib import Path
from service.crew import Crew
from service.settings import Settings
if __name__ == "__main__":
    settings = Settings(data=Path(sys.argv[1]), database=sys.argv[2])
    with Crew(settings, works.hang_once, name="box").opened():
        threading.Event().wait()
"""
SERVER = """
import sys, works
from service.commands import serve
if __name__ == "__main__":
    serve.analyze_upload = works.hang_once
    serve.serve(data=sys.argv[1], database=sys.argv[2], port=sys.argv[3])
"""
