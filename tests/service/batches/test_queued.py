"""A batch through the queue: its ends are those of one machine, found again after a kill; nothing is left."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import works
from databases import sqlite_first
from serving import wait_until, working

from service.access.accounts import Accounts
from service.access.callers import LOCAL
from service.analyses import Analyses
from service.batches.journal import Journal
from service.batches.listing import list_clips
from service.batches.queued import QueuedWorkers
from service.batches.running import LocalWorkers, Watcher, is_final, rows, work_list
from service.jobs import Jobs
from service.problems import Problem

ENDS = ["limited"] * 4 + ["refused"] * 2
pytestmark = sqlite_first

SILENT = Watcher(lambda *_: None, lambda *_: None)


class Killed(Exception):
    pass


@pytest.fixture
def clips(tmp_path):
    folder = tmp_path / "clips"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.mp4").write_bytes(bytes([number]))
    (folder / "again.mp4").write_bytes(bytes([0]))
    (folder / "refused.mp4").write_bytes(b"r")
    (folder / "broken.mp4").write_bytes(b"b")
    return list_clips([str(folder)], {}, out=tmp_path / "out")


@pytest.fixture
def run(tmp_path, clips, settings):
    """Have the clips end in a folder; its ledger."""

    def run(name, watcher=SILENT, workers=None):
        out = tmp_path / name
        out.mkdir(exist_ok=True)
        journal, found = Journal(out), work_list(clips, at_a_time=2)
        journal.read()
        left = [
            t for key, t in found.tasks.items() if key not in journal.ends or not is_final(journal.ends[key])
        ]
        (workers or QueuedWorkers)(out, journal, watcher, settings).run(left)
        return rows(clips, found, journal, out)

    return run


def on_this_machine(out, journal, watcher, settings):
    return LocalWorkers(out, journal, works.as_named, watcher, limits=settings.limits, workers=2)


def files(folder):
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_clips_end_as_they_do_on_one_machine_and_nothing_is_left_of_them(run, settings, engine, tmp_path):
    stages = []
    with working(settings, works.as_named):
        ledger = run(
            "queued", Watcher(lambda _slot, _task, stage, _share: stages.append(stage), lambda *_: None)
        )
    assert ledger == run("here", workers=on_this_machine)
    assert sorted(row.verdict for row in ledger) == ENDS
    assert files(tmp_path / "queued" / "reports") == files(tmp_path / "here" / "reports")
    assert Analyses(engine).ids() == set()
    assert files(settings.data / "analyses") == {}


def test_a_command_that_was_killed_finds_its_analyses_again(run, settings, engine, monkeypatch):
    def die(*_):
        raise Killed

    with pytest.raises(Killed), working(settings, works.as_named):
        run("out", Watcher(lambda *_: None, die))
    known = Analyses(engine).ids()
    assert known
    submitted = []
    submit = Jobs.submit
    monkeypatch.setattr(Jobs, "submit", lambda *given: (submitted.append(given[1].id), submit(*given)))
    with working(settings, works.as_named):
        ledger = run("out")
    assert sorted(row.verdict for row in ledger) == ENDS
    assert not submitted
    assert Analyses(engine).ids() == set()


@pytest.fixture
def under_way(run, jobs):
    """The ledger to come of a batch all of whose clips wait for a worker."""
    with ThreadPoolExecutor() as pool:
        ledger = pool.submit(run, "out")
        wait_until(lambda: len(Analyses(jobs.engine).ids()) == 5)
        yield ledger


def test_what_somebody_cancels_is_told_and_done_by_the_next_start(under_way, run, settings, jobs):
    for id in Analyses(jobs.engine).ids():
        jobs.cancel(id, LOCAL)
    assert {reason.code for row in under_way.result() for reason in row.reasons} == {"cancelled"}
    with working(settings, works.as_named):
        assert sorted(row.verdict for row in run("out")) == ENDS


def test_what_somebody_removes_is_done_anew(under_way, settings, jobs):
    before = Analyses(jobs.engine).ids()
    jobs.delete(min(before), LOCAL)
    wait_until(lambda: len(Analyses(jobs.engine).ids() - before) == 1)
    with working(settings, works.as_named):
        assert sorted(row.verdict for row in under_way.result()) == ENDS


def test_a_database_with_accounts_is_not_for_batches(run, engine):
    Accounts(engine).add("anna", "admin", "a long password")
    with pytest.raises(Problem):
        run("out")
    assert Analyses(engine).ids() == set()
