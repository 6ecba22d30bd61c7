import asyncio
import os
import signal
import subprocess
import sys

import pytest
from serving import CLIP

from service.attempts import UNREADABLE
from service.family import child_process
from service.problems import Problem
from service.settings import Settings
from service.uploads import checking
from service.uploads.checking import Checker, _Process
from service.uploads.looking import limit_processor


@pytest.fixture
def faults_of(tmp_path):
    """What is wrong with some files, looked into one after another by one process."""

    def faults_of(*files, between=lambda _: None, **limits):
        checker = Checker(Settings(data=tmp_path, **limits))
        checker._at_once = 1

        async def look():
            found = []
            for file in files:
                found.append(await checker.fault_of(file, name="tuesday.mp4"))
                await asyncio.get_running_loop().run_in_executor(checker._threads, between, checker)
            return found

        with checker.opened():
            return asyncio.run(look())

    return faults_of


def test_a_video_is_found_to_be_one_and_other_files_not(tmp_path, faults_of):
    notes = tmp_path / "018e"
    notes.write_text("not a video")
    good, bad, again = faults_of(CLIP, notes, CLIP)
    assert good is again is None
    assert bad.code == UNREADABLE.code
    assert bad.message.startswith("tuesday.mp4 is damaged or is not a video; ")


def test_a_limit_is_named(faults_of):
    [reason] = faults_of(CLIP, duration_limit_s=3)
    assert reason.code == "over_limit"
    assert "longer than the limit of 3 s" in reason.message


def test_a_clip_that_kills_its_process_spoils_nothing_for_the_next(faults_of):
    pids = []

    def kill(checker):
        pids.append(checker._mine.process._process.pid)
        os.kill(pids[-1], signal.SIGKILL)

    assert faults_of(CLIP, CLIP, between=kill) == [None, None]
    assert pids[0] != pids[1]


def test_a_clip_that_kills_its_process_each_time_is_at_fault(faults_of, monkeypatch):
    begin, begun = _Process.__init__, []

    def begin_and_die(process, bounds):
        begin(process, bounds)
        begun.append(process)
        process._process.kill()
        process._process.join()

    monkeypatch.setattr(_Process, "__init__", begin_and_die)
    monkeypatch.setattr(_Process, "is_ready", False)
    assert faults_of(CLIP) == [UNREADABLE]
    assert len(begun) == 2


def test_a_machine_too_busy_to_look_is_no_fault_of_the_clip(faults_of):
    def stand_still(checker):
        os.kill(checker._mine.process._process.pid, signal.SIGSTOP)

    with pytest.raises(Problem) as caught:
        faults_of(CLIP, CLIP, between=stand_still, check_limit_s=1)
    assert caught.value.document.status == 503


def test_a_process_that_is_slow_to_start_is_found_further_on_by_the_next_clip(tmp_path, monkeypatch):
    begin, begun = _Process.__init__, []
    monkeypatch.setattr(_Process, "__init__", lambda *given: begun.append(begin(*given)))
    monkeypatch.setattr(checking, "_START_S", 0.01)
    checker = Checker(Settings(data=tmp_path))
    checker._at_once = 1

    async def look():
        with pytest.raises(Problem):
            await checker.fault_of(CLIP, name="a.mp4")
        monkeypatch.setattr(checking, "_START_S", 60)
        return await checker.fault_of(CLIP, name="a.mp4")

    with checker.opened():
        assert asyncio.run(look()) is None
    assert len(begun) == 1


def test_the_process_that_is_waited_for_loads_no_more_than_it_takes_to_decode():
    heavy = {"fastapi", "pydantic", "scipy", "sqlalchemy", "polars"}
    said = f"import service.uploads.looking, sys\nprint(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def burn():
    limit_processor(0)
    while True:
        pass


def test_a_look_that_takes_too_long_is_ended_by_the_time_of_the_processor():
    process = child_process(burn)
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGXCPU
