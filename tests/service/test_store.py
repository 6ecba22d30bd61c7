import stat

import pytest

from service.store import Store


@pytest.fixture
def clip(tmp_path):
    (tmp_path / "clip").write_bytes(b"clip")
    return tmp_path / "clip"


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "data")
    store.create()
    return store


@pytest.fixture
def admit(store, clip):
    def admit():
        with store.incoming({"video": clip}) as id, store.admitted(id):
            pass
        return id

    return admit


def write(store, id, run, text):
    folder = store.run_folder(id, run)
    (folder / "frames").mkdir(parents=True)
    (folder / "report.json").write_text(text)
    (folder / "frames" / "000001.jpg").write_text(text)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_an_admitted_clip_is_there(store, admit):
    folder = store.folder(admit())
    assert names(folder) == ["video"]
    assert (folder / "video").read_bytes() == b"clip"


def test_a_clip_from_behind_lies_beside_the_other(store, clip, tmp_path):
    (tmp_path / "behind").write_bytes(b"rear")
    with store.incoming({"video": clip, "rear": tmp_path / "behind"}) as id, store.admitted(id):
        pass
    assert names(store.folder(id)) == ["rear", "video"]
    assert (store.folder(id) / "rear").read_bytes() == b"rear"


def test_ids_stand_in_order_of_arrival(admit):
    ids = [admit() for _ in range(4)]
    assert ids == sorted(ids)


def test_an_upload_that_is_not_admitted_leaves_nothing_but_itself(store, clip):
    with store.incoming({"video": clip}):
        pass
    assert names(store.root) == []
    assert clip.read_bytes() == b"clip"


def test_an_upload_whose_row_cannot_be_committed_leaves_nothing_but_itself(store, clip):
    with (
        pytest.raises(ZeroDivisionError),
        store.incoming({"video": clip}) as id,
        store.admitted(id),
    ):
        raise ZeroDivisionError
    assert names(store.root) == []
    assert clip.read_bytes() == b"clip"


def test_what_a_crash_left_half_way_is_swept(store, admit):
    kept, committed, lost = admit(), admit(), admit()
    for id in (committed, lost):
        (store.folder(id) / ".uncommitted").touch()
    (store.root / ".019a" / "outputs").mkdir(parents=True)
    store.sweep({kept, committed})
    assert names(store.root) == sorted([kept, committed])
    assert names(store.folder(committed)) == ["video"]


def test_a_folder_that_the_database_does_not_know_is_not_swept(store, admit):
    id = admit()
    store.sweep(set())
    assert names(store.root) == [id]


def test_the_report_of_a_run_is_published_whole(store, admit):
    id = admit()
    write(store, id, "run", "new")
    store.settle(id, "run")
    assert not (store.folder(id) / "outputs").exists()
    store.publish(id, "run")
    assert names(store.folder(id)) == ["outputs", "video"]
    assert names(store.folder(id) / "outputs") == ["frames", "report.json"]


def test_a_report_takes_the_place_of_one_that_a_crash_left_and_mixes_with_nothing(store, admit):
    id = admit()
    write(store, id, "first", "old")
    (store.run_folder(id, "first") / "rear_frames").mkdir()
    write(store, id, "second", "new")
    store.publish(id, "first")
    store.publish(id, "second")
    store.tidy(id)
    assert names(store.folder(id)) == ["outputs", "video"]
    assert names(store.folder(id) / "outputs") == ["frames", "report.json"]
    assert (store.folder(id) / "outputs" / "report.json").read_text() == "new"


def test_a_run_that_wrote_nothing_publishes_nothing(store, admit):
    id = admit()
    store.publish(id, "run")
    assert names(store.folder(id)) == ["video"]


def test_a_deleted_analysis_is_gone(store, admit):
    id = admit()
    with store.deleted(id):
        assert not store.folder(id).exists()
    assert names(store.root) == []
    with store.deleted(id):  # once more, for a row whose files are gone already
        pass


def test_others_on_this_machine_cannot_look_in(store, admit):
    assert stat.S_IMODE(store.root.stat().st_mode) == 0o700
    assert stat.S_IMODE(store.folder(admit()).stat().st_mode) == 0o700
