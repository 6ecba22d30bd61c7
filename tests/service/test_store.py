import pytest
from admitting import kept, names, record

from service.settings import Settings
from service.store import REAR_VIDEO, Store


@pytest.fixture
def settings(tmp_path):
    return Settings(data=tmp_path)


@pytest.fixture
def store(settings):
    store = Store(settings)
    store.blobs.create()
    return store


def keep(store, tmp_path, **clips):
    files = {name: tmp_path / f"{name}.upload" for name in clips}
    for name, content in clips.items():
        files[name].write_bytes(content)
    store.keep_clips("018e", files)


def write(tmp_path, run, text):
    folder = tmp_path / run
    (folder / "frames").mkdir(parents=True)
    (folder / "report.json").write_text(text)
    (folder / "frames" / "000001.jpg").write_text(text)
    return folder


def test_kept_clips_are_fetched_beside_each_other(store, settings, tmp_path):
    keep(store, tmp_path, video=b"clip", rear=b"behind")
    video = store.fetch_clips(record(rear_file_name="b.mp4"), tmp_path)
    assert (video.read_bytes(), video.with_name(REAR_VIDEO).read_bytes()) == (b"clip", b"behind")
    assert names(kept(settings, "018e")) == ["rear", "video"]


def test_a_clip_from_behind_that_is_gone_is_not_left_out(store, tmp_path):
    keep(store, tmp_path, video=b"clip")
    with pytest.raises(FileNotFoundError):
        store.fetch_clips(record(rear_file_name="b.mp4"), tmp_path)


def test_reports_of_two_runs_do_not_mix_and_one_stays(store, settings, tmp_path):
    keep(store, tmp_path, video=b"clip")
    first = store.keep_report("018e", "first", write(tmp_path, "first", "old"))
    second = store.keep_report("018e", "second", write(tmp_path, "second", "new"))
    assert (kept(settings, "018e") / first / "report.json").read_text() == "old"
    store.tidy("018e", second)
    assert names(kept(settings, "018e/runs")) == ["second"]
    assert names(kept(settings, "018e") / second) == ["frames", "report.json"]
    assert (kept(settings, "018e") / second / "frames" / "000001.jpg").read_text() == "new"


def test_a_run_that_wrote_nothing_has_no_report(store, tmp_path):
    assert store.keep_report("018e", "run", tmp_path / "none") is None


def test_of_a_removed_analysis_nothing_is_left(store, settings, tmp_path):
    keep(store, tmp_path, video=b"clip")
    store.keep_report("018e", "run", write(tmp_path, "run", "text"))
    store.remove("018e")
    assert names(kept(settings)) == []
