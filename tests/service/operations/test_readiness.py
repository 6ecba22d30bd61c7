import shutil

from admitting import kept

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
