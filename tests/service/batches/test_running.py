import json

import pytest
import works

from service.batches.journal import End, Journal
from service.batches.listing import list_clips
from service.batches.running import LocalWorkers, Watcher, cores_of, is_final, rows, work_list
from service.settings import Settings
from vision import Reason


@pytest.fixture
def clips(tmp_path):
    """Two clips that are one, one that is refused, and one that is not there any more."""
    folder = tmp_path / "clips"
    (folder / "b").mkdir(parents=True)
    for name, content in (("a.mp4", b"a"), ("b/same.mp4", b"a"), ("refused.mp4", b"r"), ("z.mp4", b"z")):
        (folder / name).write_bytes(content)
    (folder / "notes.txt").write_text("no clip")
    found = list_clips([str(folder)], {}, out=tmp_path / "out")
    (folder / "z.mp4").unlink()
    return found


@pytest.fixture
def run(tmp_path, clips):
    out = tmp_path / "out"
    out.mkdir()

    def run(work):
        """Who ended in this run, and the ledger."""
        journal, ended = Journal(out), []
        journal.read()
        found = work_list(clips, at_a_time=2)
        left = [task for key, task in found.tasks.items() if key not in journal.ends]
        watcher = Watcher(lambda *_: None, lambda _slot, task, _end: ended.append(task.record.file_name))
        workers = LocalWorkers(
            out, journal, work, watcher, limits=Settings().limits, workers=2, back_off_s=0.01
        )
        workers.run(left)
        return sorted(ended), rows(clips, found, journal, out)

    return run


def test_every_clip_ends_once_and_none_twice(run, tmp_path):
    ended, ledger = run(works.as_named)
    assert ended == ["a.mp4", "refused.mp4"]
    assert [row.verdict for row in ledger] == ["limited", "limited", "refused", "failed"]
    assert [reason.code for row in ledger for reason in row.reasons] == [
        "blur",
        "blur",
        "no_runner",
        "unreadable_file",
    ]
    assert ledger[0].report == ledger[1].report
    assert (tmp_path / "out" / ledger[0].report / "report.html").is_file()
    assert run(works.die) == ([], ledger)


def test_a_process_that_dies_each_time_is_a_reason_and_not_the_end(run):
    ended, ledger = run(works.die)
    assert ended == ["a.mp4", "refused.mp4"]
    assert [row.reasons[0].code for row in ledger] == ["crashed"] * 3 + ["unreadable_file"]


def test_a_line_that_a_crash_cut_off_and_a_report_that_was_deleted_are_done_again(tmp_path):
    journal = Journal(tmp_path)
    (tmp_path / "reports" / "b").mkdir(parents=True)
    (tmp_path / "reports" / "b" / "report.json").touch()
    kept = End("k", "failed", (Reason("crashed", "It stopped."),))
    for end in (kept, End("b", "done", (), "reports/b"), End("gone", "done", (), "reports/gone")):
        journal.write(end)
    path = tmp_path / "journal.jsonl"
    path.write_bytes(path.read_bytes() + b'{"key": "torn", "verd')
    again = Journal(tmp_path)
    again.read()
    assert list(again.ends) == ["k", "b"]
    again.write(End("next", "failed"))
    assert json.loads(path.read_text().splitlines()[-1])["key"] == "next"
    last = Journal(tmp_path)
    last.read()
    assert list(last.ends) == ["k", "b", "next"]


def test_what_may_pass_is_not_final():
    assert is_final(End("k", "failed", (Reason("crashed", ""),)))
    assert not is_final(End("k", "failed", (Reason("system_error", ""),)))
    assert is_final(End("k", "refused", (Reason("no_runner", ""),)))


def test_workers_share_the_cores(monkeypatch):
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1, 2, 5})
    assert [cores_of(slot, 2) for slot in range(2)] == [{0, 2}, {1, 5}]
    assert [cores_of(slot, 5) for slot in (0, 3, 4)] == [{0}, {5}, {0}]
