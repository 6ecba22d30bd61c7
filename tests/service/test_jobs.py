import multiprocessing
import os
import signal
from datetime import UTC, datetime

import works
from serving import CLIP, finished, is_alive, upload, wait_until

from service.jobs import MAX_ATTEMPTS, Jobs
from service.models import AnalysisSettings, Record
from service.store import Store


def test_a_refused_clip_says_why(serve):
    with serve(works.refuse) as client:
        record = finished(client, upload(client))
    assert record["status"] == "refused"
    assert record["reasons"] == [{"code": "no_runner", "message": works.NOBODY.message}]
    assert record["reason"] == works.NOBODY.message


def test_missing_networks_are_no_fault_of_the_clip(serve):
    with serve(works.lack_networks) as client:
        record = finished(client, upload(client))
    assert record["status"] == "failed"
    assert record["reasons"][0]["code"] == "networks_unavailable"
    assert "midstance doctor --fetch" in record["reason"]


def test_a_full_disk_is_no_fault_of_the_clip(serve):
    with serve(works.fill_the_disk) as client:
        record = finished(client, upload(client))
    assert record["status"] == "failed"
    assert "No space left on device" in record["reason"]


def test_a_crash_of_the_worker_fails_this_analysis_only(serve):
    with serve(works.die) as client:
        record = finished(client, upload(client))
        assert record["status"] == "failed"
        assert record["reasons"][0]["code"] == "crashed"
        assert finished(client, upload(client))["status"] == "failed"


def test_a_killed_worker_is_noticed(serve, tmp_path):
    with serve(works.hang) as client:
        address = upload(client)
        pid = _pid(tmp_path, address)
        os.kill(pid, signal.SIGKILL)
        assert finished(client, address)["status"] == "failed"


def test_a_silent_worker_is_given_up(tmp_path):
    store = Store(tmp_path)
    jobs = Jobs(store, works.hang, workers=1, silence_s=1)
    with store.opened(), jobs.opened():
        id = _admit(store)
        jobs.enqueue(id)
        wait_until(lambda: jobs.status(id).status == "failed")
        assert jobs.status(id).reasons[0].code == "stalled"
        assert multiprocessing.active_children() == []


def test_only_as_many_run_at_once_as_there_are_workers(serve):
    with serve(works.hang, workers=2) as client:
        addresses = [upload(client) for _ in range(3)]
        wait_until(lambda: client.get(addresses[1]).json()["status"] == "running")
        assert [client.get(a).json()["status"] for a in addresses] == ["running", "running", "queued"]
        client.delete(addresses[0])
        wait_until(lambda: client.get(addresses[2]).json()["status"] == "running")


def test_an_analysis_that_a_stop_interrupts_is_done_after_the_next_start(serve, tmp_path):
    with serve(works.hang_once) as client:
        running, waiting = upload(client), upload(client)
        pid = _pid(tmp_path, running)
        assert client.get(waiting).json()["status"] == "queued"
    assert not is_alive(pid)
    with serve(works.hang_once) as client:
        assert finished(client, running)["status"] == "done"
        assert client.get(running).json()["attempts"] == 1
        wait_until(lambda: client.get(waiting).json()["status"] == "running")


def test_an_analysis_that_brought_the_server_down_three_times_is_given_up(tmp_path):
    store = Store(tmp_path)
    with store.opened():
        id = _admit(store, status="running", attempts=MAX_ATTEMPTS)
        with Jobs(store, works.report, workers=1).opened():
            record = store.read(id)
    assert record.status == "failed"
    assert record.reasons[0].code == "cut_off"


def test_a_waiting_analysis_can_be_deleted(serve):
    with serve(works.hang) as client:
        upload(client)
        waiting = upload(client)
        assert client.delete(waiting).status_code == 204
        assert client.get(waiting).status_code == 404


def _pid(data, address):
    path = data / "analyses" / address.rpartition("/")[2] / "pid"
    wait_until(lambda: path.exists() and path.read_text())
    return int(path.read_text())


def _admit(store, **fields):
    with CLIP.open("rb") as clip, store.incoming(clip) as (id, _):
        store.admit(
            Record(id=id, file_name="", settings=AnalysisSettings(), created_at=datetime.now(UTC), **fields)
        )
    return id


def test_an_analysis_whose_folder_broke_does_not_stop_the_queue(tmp_path):
    store = Store(tmp_path)
    jobs = Jobs(store, works.report, workers=1)
    with store.opened(), jobs.opened():
        broken, whole = _admit(store), _admit(store)
        (store.folder(broken) / "record.json").write_text("{")
        jobs.enqueue(broken)
        jobs.enqueue(whole)
        wait_until(lambda: store.read(whole).status == "done")
