import asyncio
import shutil
import sqlite3
import threading

import pytest
from admitting import kept
from fastapi.concurrency import run_in_threadpool

from service.database import connect
from service.operations.readiness import Readiness
from service.settings import Settings


def codes(readiness):
    return [fault.code for fault in readiness.faults()]


def test_each_part_that_is_not_ready_is_named_and_recovers(settings, store, jobs):
    readiness = Readiness(settings, jobs.engine, store.blobs)
    assert codes(readiness) == []
    shutil.rmtree(kept(settings))
    assert codes(readiness) == ["store"]
    store.blobs.create()
    assert codes(readiness) == []


def test_a_disk_below_its_floor_is_named_with_the_floor(settings, store, jobs):
    full = Settings(data=settings.data, database=settings.database, free_space_mib=2**40)
    [fault] = Readiness(full, jobs.engine, store.blobs).faults()
    assert (fault.code, str(2**40) in fault.message) == ("disk", True)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_file_that_takes_no_changes_or_is_not_there_is_named_until_it_is_mended(
    settings, store, jobs, tmp_path, monkeypatch
):
    monkeypatch.setattr("service.database._SOON_MS", 50)
    readiness = Readiness(settings, jobs.engine, store.blobs)
    other = sqlite3.connect(tmp_path / "midstance.db")
    other.execute("BEGIN IMMEDIATE")
    assert codes(readiness) == ["database"]
    other.rollback()
    other.close()
    assert codes(readiness) == []
    (tmp_path / "midstance.db").rename(tmp_path / "elsewhere")
    assert codes(readiness) == ["database"]
    (tmp_path / "elsewhere").rename(tmp_path / "midstance.db")
    assert codes(readiness) == []


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_server_that_takes_no_changes_is_named(settings, store):
    store.blobs.create()
    standby = connect(f"{settings.database}&options=-cdefault_transaction_read_only%3Don")
    assert codes(Readiness(settings, standby, store.blobs)) == ["database"]
    standby.dispose()


def test_a_data_folder_that_is_gone_is_named(settings, store, jobs, tmp_path):
    lost = settings.model_copy(update={"data": tmp_path / "unmounted"})
    assert codes(Readiness(lost, jobs.engine, store.blobs)) == ["disk"]


def test_a_database_that_is_gone_is_named_until_it_is_back(settings, store, jobs, postgres):
    if not settings.database.startswith("postgresql"):
        return
    readiness = Readiness(settings, jobs.engine, store.blobs)
    postgres.kill()
    try:
        assert codes(readiness) == ["database"]
    finally:
        postgres.start()
    assert codes(readiness) == []


def test_however_many_ask_one_looks_and_the_others_hold_no_thread(settings, store, jobs, monkeypatch):
    bucket, looks = threading.Event(), []
    monkeypatch.setattr(store.blobs, "ask", lambda: looks.append(bucket.wait(60)))
    readiness = Readiness(settings, jobs.engine, store.blobs)

    async def ask():
        asking = [asyncio.create_task(readiness.latest()) for _ in range(60)]
        await asyncio.sleep(0)
        try:
            assert await asyncio.wait_for(run_in_threadpool(lambda: "answered"), 30) == "answered"
        finally:
            bucket.set()
        return await asyncio.gather(*asking)

    assert asyncio.run(ask()) == [[]] * 60
    assert looks == [True]
