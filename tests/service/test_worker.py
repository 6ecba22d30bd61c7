import logging
import multiprocessing
import subprocess
import sys
from pathlib import Path

import pytest
import works
from admitting import admit, hold, kept, known_of, names, record
from serving import is_alive, wait_until, working
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from service.access.callers import LOCAL
from service.analyses import Analyses
from service.attempts import CRASHED, MAX_ATTEMPTS
from service.models import FINAL
from service.queue import Queue
from service.runs import Runs


def ended(jobs, id):
    wait_until(lambda: known_of(jobs, id).status in FINAL)
    return known_of(jobs, id)


def pid_of(settings, id):
    path = kept(settings, id) / "pid"
    wait_until(lambda: path.exists() and path.read_text())
    return int(path.read_text())


def test_an_attempt_that_fails_for_what_may_pass_is_followed_by_another(settings, jobs):
    with working(settings, works.stumble_once):
        done = ended(jobs, id := admit(jobs))
    assert (done.status, done.attempts, done.faults) == ("done", 1, 1)
    assert names(kept(settings, id)) == ["runs", "stumbled", "video"]
    assert names(kept(settings, f"{id}/{Analyses(jobs.engine).report(id)}"))[:2] == [
        "annotated.mp4",
        "events.csv",
    ]


SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@SQLITE
def test_a_clip_that_kills_its_process_each_time_is_given_up(settings, jobs):
    with working(settings, works.die):
        failed = ended(jobs, id := admit(jobs))
    assert (failed.status, failed.reasons) == ("failed", (CRASHED,))
    assert failed.attempts == MAX_ATTEMPTS
    assert names(kept(settings, id)) == ["video"]


@SQLITE
def test_an_analysis_that_brought_the_server_down_three_times_is_given_up(settings, jobs):
    with working(settings, works.report):
        failed = ended(jobs, admit(jobs, status="running", attempts=MAX_ATTEMPTS))
    assert (failed.status, failed.reasons[0].code) == ("failed", "interrupted")


def test_a_running_analysis_can_be_cancelled(settings, jobs, caplog):
    with working(settings, works.hang):
        pid = pid_of(settings, id := admit(jobs))
        jobs.cancel(id, LOCAL)
        wait_until(lambda: not is_alive(pid))
        assert known_of(jobs, id).status == "cancelled"
        assert names(kept(settings, id)) == ["pid", "video"]
        jobs.delete(id, LOCAL)
        wait_until(lambda: names(kept(settings)) == [])
    assert names(settings.data / "scratch") == []
    assert [record for record in caplog.records if record.levelno > logging.INFO] == []


def test_what_a_stop_interrupts_goes_first_after_the_next_start(settings, jobs):
    with working(settings, works.hang_once):
        running = admit(jobs)
        pid = pid_of(settings, running)
        waiting = admit(jobs)
    assert not is_alive(pid)
    assert [known_of(jobs, id).status for id in (running, waiting)] == ["queued", "queued"]
    with working(settings, works.hang_once, name="another"):
        done = ended(jobs, running)
        assert (done.status, done.attempts) == ("done", 1)
        wait_until(lambda: known_of(jobs, waiting).status == "running")


@SQLITE
def test_an_analysis_whose_clip_cannot_be_reached_says_so_waits_and_lets_others_go_first(settings, jobs):
    broken, whole = admit(jobs), admit(jobs)
    clip = kept(settings, broken) / "video"
    clip.rename(clip.with_name("elsewhere"))
    with working(settings, works.report):
        assert ended(jobs, whole).status == "done"
        waiting = known_of(jobs, broken)
        assert (waiting.status, waiting.reasons[0].code) == ("queued", "system_error")
        clip.with_name("elsewhere").rename(clip)
        assert (ended(jobs, broken).status, known_of(jobs, broken).attempts) == ("done", 1)


@SQLITE
def test_a_silent_process_is_given_up(settings, jobs, monkeypatch):
    monkeypatch.setattr("service.settings.SILENCE_S", 1.0)
    with working(settings, works.hang):
        id = admit(jobs)
        assert ended(jobs, id).reasons[0].code == "stalled"
    assert multiprocessing.active_children() == []


@SQLITE
def test_a_report_stays_whose_end_was_recorded_while_the_connection_broke(settings, jobs, monkeypatch):
    end, lost = Runs.end, []

    def end_and_lose_the_answer(*args, **known):
        ended = end(*args, **known)
        if not lost:
            lost.append(args)
            raise OperationalError("COMMIT", {}, Exception("the connection is lost"))
        return ended

    monkeypatch.setattr(Runs, "end", end_and_lose_the_answer)
    with working(settings, works.report):
        id = admit(jobs)
        assert ended(jobs, id).status == "done"
        wait_until(lambda: names(settings.scratch) == [])
    assert "report.json" in names(kept(settings, f"{id}/{Analyses(jobs.engine).report(id)}"))


def test_a_job_that_the_engine_thinks_a_worker_has_who_knows_nothing_of_it_is_done(settings, jobs, engine):
    """As it is when the database dies between the commit and its answer."""
    with working(settings, works.report):
        ended(jobs, admit(jobs))
        with engine.begin() as connection:  # nobody takes it before it is held
            id = jobs.new_id()
            job = Queue(engine).enqueue(connection, 1, id=id)
            Analyses(engine).add(connection, record(id), job)
            hold(connection, "serve-0", job)
        kept(settings, id).mkdir()
        (kept(settings, id) / "video").write_bytes(b"clip")
        assert ended(jobs, id).status == "done"


@SQLITE
def test_a_job_is_worked_on_however_often_it_was_dealt_out_before_anything_began(settings, jobs, engine):
    id = admit(jobs)
    with engine.begin() as connection:
        connection.execute(text("UPDATE workflow_status SET recovery_attempts = 50"))
    with working(settings, works.report):
        assert ended(jobs, id).status == "done"


@SQLITE
def test_what_a_killed_worker_was_making_goes_when_it_comes_back(settings):
    left = settings.scratch / "serve-0" / "report" / "report.json"
    left.parent.mkdir(parents=True)
    left.touch()
    with working(settings, works.report):
        wait_until(lambda: names(settings.scratch) == [])


@SQLITE
def test_what_a_killed_worker_stored_of_an_analysis_that_was_cancelled_then_is_removed(settings, jobs):
    id = admit(jobs)
    (kept(settings, id) / "runs" / "cut_off").mkdir(parents=True)
    jobs.cancel(id, LOCAL)
    with working(settings, works.report):
        wait_until(lambda: names(kept(settings, f"{id}/runs")) == [], 20)


def test_nothing_is_sent_anywhere(tmp_path):
    """The job engine could report to its maker; a job from end to end opens no connection but the test's."""
    command = [sys.executable, "-c", WATCHED, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parent, check=True)
    assert done.stdout.split() == ["done", "1"], done.stderr


WATCHED = """
import socket, sys
from pathlib import Path

seen = []
def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        seen.append(arguments)

sys.addaudithook(watch)

if __name__ == "__main__":
    import works
    from admitting import admit, known_of
    from serving import wait_until, working
    from service.jobs import Jobs
    from service.settings import Settings
    from service.store import Store

    settings = Settings(data=Path(sys.argv[1]))
    store = Store(settings)
    jobs = Jobs(settings, store)
    with jobs.opened(), working(settings, works.report):
        id = admit(jobs)
        wait_until(lambda: known_of(jobs, id).status == "done")
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(("127.0.0.1", 9))
    print(known_of(jobs, id).status, len(seen))
"""
