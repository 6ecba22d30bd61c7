import io
from datetime import UTC, datetime

import pytest

from service.models import AnalysisSettings, Progress, Record
from service.store import Store, UnknownAnalysis


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "data")
    with store.opened():
        yield store


def admit(store, **fields):
    with store.incoming(io.BytesIO(b"clip")) as (id, [video]):
        assert video.read_bytes() == b"clip"
        record = Record(id=id, file_name="a.mp4", settings=AnalysisSettings(), created_at=datetime.now(UTC))
        store.admit(record.model_copy(update=fields))
    return id


def test_what_was_admitted_is_read_back(store):
    id = admit(store, status="failed")
    assert store.read(id).status == "failed"
    assert (store.folder(id) / "video").read_bytes() == b"clip"


def test_a_clip_from_behind_lies_beside_the_other(store):
    with store.incoming(io.BytesIO(b"side"), io.BytesIO(b"rear")) as (_, clips):
        assert [(clip.name, clip.read_bytes()) for clip in clips] == [
            ("video", b"side"),
            ("rear", b"rear"),
        ]


def test_progress_is_not_kept(store):
    assert store.read(admit(store, progress=Progress(stage="landmarks", fraction=0.5))).progress is None


def test_ids_stand_in_order_of_arrival(store):
    ids = [admit(store, status="done" if i % 2 else "queued") for i in range(4)]
    assert store.ids() == ids
    assert [record.id for record in store.unfinished()] == ids[::2]


def test_an_upload_that_is_not_admitted_leaves_nothing(store):
    with store.incoming(io.BytesIO(b"clip")):
        assert store.ids() == []
    assert [path.name for path in store.root.iterdir()] == [".lock"]


def test_a_deleted_analysis_is_gone(store):
    id = admit(store)
    store.delete(id)
    assert [path.name for path in store.root.iterdir()] == [".lock"]
    with pytest.raises(UnknownAnalysis):
        store.delete(id)


@pytest.mark.parametrize("id", ["..", ".", "", "0123", "../data", ".lock"])
def test_only_analyses_are_found(store, id):
    with pytest.raises(UnknownAnalysis):
        store.read(id)


def test_what_a_crash_left_half_way_is_swept(tmp_path):
    store = Store(tmp_path)
    (tmp_path / ".019a" / "outputs").mkdir(parents=True)
    with store.opened():
        assert not (tmp_path / ".019a").exists()


def test_two_servers_cannot_share_a_folder(store):
    with pytest.raises(BlockingIOError), Store(store.root).opened():
        pass


def test_others_on_this_machine_cannot_look_in(store):
    assert store.root.stat().st_mode & 0o077 == 0
    assert store.folder(admit(store)).stat().st_mode & 0o077 == 0
