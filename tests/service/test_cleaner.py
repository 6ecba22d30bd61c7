import pytest
from admitting import kept, names
from serving import wait_until
from sqlalchemy.exc import OperationalError

from service.cleaner import Cleaner
from service.queue import Queue
from service.reserve import Reserve
from service.store import Store
from service.strays import LateUpload, Strays


class Busy(Queue):
    """A queue one of whose jobs is at work until it is told otherwise."""

    at_work = True

    def forget(self, id):
        super().forget(id)
        return not self.at_work


@pytest.fixture
def database(sqlite_database):
    return sqlite_database


@pytest.fixture
def strays(engine):
    return Strays(engine)


@pytest.fixture
def file(tmp_path):
    (tmp_path / "clip").write_bytes(b"clip")
    return tmp_path / "clip"


@pytest.fixture(autouse=True)
def _hurry(monkeypatch):
    monkeypatch.setattr("service.cleaner._SOON_S", 0.05)


def test_what_a_worker_still_stores_of_a_deleted_analysis_goes_when_it_is_done(
    strays, store, settings, engine, file
):
    store.blobs.create()
    strays.announce("018e")
    strays.give_up()
    queue = Busy(engine)
    cleaner = Cleaner(strays, store, queue, Reserve(engine))
    cleaner.remove("018e")
    store.blobs.put(file, "018e/runs/run/report.json")
    with cleaner.at_work():
        queue.at_work = False
        wait_until(lambda: strays.leaving() == [])
    assert names(kept(settings)) == []


def test_what_cannot_be_removed_now_is_removed_when_it_can(strays, settings, store, engine, file, caplog):
    strays.announce("018e")
    strays.give_up()
    cleaner = Cleaner(strays, store, Queue(engine), Reserve(engine))
    with cleaner.at_work():
        wait_until(lambda: "cannot be removed now" in caplog.text)
        store.blobs.create()
        store.blobs.put(file, "018e/video")
        wait_until(lambda: strays.leaving() == [])
    assert names(kept(settings)) == []


def test_an_upload_is_given_up_as_soon_as_the_database_answers(strays, store, engine, monkeypatch):
    tried = []

    def fail(id):
        tried.append(id)
        raise OperationalError("", {}, Exception())

    store.blobs.create()
    strays.announce("018e")
    cleaner = Cleaner(strays, store, Queue(engine), Reserve(engine))
    with cleaner.at_work(), monkeypatch.context() as gone:
        gone.setattr(strays, "give_up", fail)
        cleaner.give_up("018e")
        wait_until(lambda: tried)
        gone.undo()
        wait_until(lambda: strays.leaving() == [] and not cleaner._given_up)
    with pytest.raises(LateUpload), engine.begin() as connection:
        strays.admit(connection, "018e")


def test_a_store_of_another_database_is_left_alone(store, settings, engine, file, strays):
    store.blobs.create()
    store.blobs.put(file, "018e/video")
    with Cleaner(strays, Store(settings), Queue(engine), Reserve(engine)).at_work():
        pass
    assert names(kept(settings)) == ["018e"]
