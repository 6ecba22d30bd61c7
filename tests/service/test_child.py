import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from errands import chat, compute, count, fail, fill_the_memory, priority, sleep
from serving import is_alive, wait_until

from service.child import (
    Child,
    ChildDied,
    ChildRefused,
    ChildSilent,
    ChildSlow,
    ChildUnwanted,
    ProcessLimits,
    Spare,
)
from vision import UnreadableVideo

PATIENT = ProcessLimits(silence_s=600.0)  # it yields to all others of a busy machine


def nothing(*_):
    pass


def test_the_value_comes_back_and_progress_on_the_way():
    seen = []
    assert Child(count, 10_000, limits=PATIENT).result(lambda *step: seen.append(step)) == 10_000
    assert seen[0] == ("count", 0.0)
    assert seen[-1] == ("done", 1.0)
    assert len(seen) < 100


def test_an_error_of_the_tree_comes_back_as_a_reason():
    with pytest.raises(ChildRefused) as caught:
        Child(fail, UnreadableVideo("This is no video; choose another file."), limits=PATIENT).result(nothing)
    assert caught.value.reason.code == "unreadable_video"
    assert caught.value.reason.message == "This is no video; choose another file."


def test_any_other_error_is_a_death():
    with pytest.raises(ChildDied) as caught:
        Child(fail, ZeroDivisionError(), limits=PATIENT).result(nothing)
    assert caught.value.exit_code == 1


def test_a_kill_is_a_death():
    child = Child(sleep, 60, limits=PATIENT)
    child.kill()
    with pytest.raises(ChildDied) as caught:
        child.result(nothing)
    assert caught.value.exit_code == -signal.SIGKILL


def test_a_silent_child_is_killed():
    with pytest.raises(ChildSilent):
        Child(sleep, 60, limits=ProcessLimits(silence_s=0.1)).result(nothing)


def test_a_child_yields_to_its_parent():
    assert Child(priority, limits=PATIENT).result(nothing) > os.nice(0)


def test_a_spare_waits_for_its_work_and_its_time_counts_from_then_on():
    spare = Spare(("errands",), limits=ProcessLimits(silence_s=600, wall_s=60))
    spare._started -= 1000
    assert spare.is_there
    assert spare.begin(count, 7).result(nothing) == 7
    assert not spare.is_there


def test_a_spare_that_has_died_says_so():
    spare = Spare((), limits=PATIENT)
    spare.kill()
    wait_until(lambda: not spare.is_there)
    with pytest.raises(ChildDied):
        spare.begin(count, 7).result(nothing)


def test_a_child_that_takes_too_long_is_killed():
    with pytest.raises(ChildSlow):
        Child(sleep, 60, limits=ProcessLimits(silence_s=600, wall_s=0.1)).result(nothing)


def test_a_child_that_takes_too_long_is_killed_whatever_it_says():
    child = Child(chat, 10, limits=PATIENT)

    def shorten(*_):  # once it talks, for how long it takes to start depends on the machine
        child._limits = ProcessLimits(silence_s=600, wall_s=0.1)

    with pytest.raises(ChildSlow):
        child.result(shorten)


def test_a_child_that_computes_too_long_is_killed():
    with pytest.raises(ChildSlow):
        Child(compute, limits=ProcessLimits(silence_s=600, cpu_s=1)).result(nothing)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process")
def test_a_child_has_no_more_memory_than_it_may():
    with pytest.raises(ChildRefused) as caught:
        Child(fill_the_memory, limits=ProcessLimits(silence_s=600, memory_mib=2048)).result(nothing)
    assert caught.value.reason.code == "out_of_memory"


def test_a_child_that_nobody_wants_any_more_is_killed():
    child = Child(sleep, 60, limits=PATIENT)
    with pytest.raises(ChildUnwanted):
        child.result(nothing, wanted=lambda: False)
    assert not is_alive(child._process.pid)


def test_a_child_that_nobody_wants_any_more_is_killed_whatever_it_says():
    child, heard = Child(chat, 10, limits=PATIENT), []
    with pytest.raises(ChildUnwanted):
        child.result(lambda *words: heard.append(words), wanted=lambda: not heard)
    assert len(heard) < 10


@pytest.mark.parametrize("work", ["sleep, 60", "hold_the_interpreter"])
def test_a_child_dies_with_its_parent(work):
    """Also one that a library keeps from running any Python, which no thread of its own could end."""
    command = [sys.executable, "-c", PARENT.format(work)]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent)
    child = int(parent.stdout.readline())
    assert is_alive(child)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_until(lambda: not is_alive(child))


PARENT = """
import time
from errands import hold_the_interpreter, sleep
from service.child import Child, ProcessLimits, Spare
if __name__ == "__main__":
    print(Child({}, limits=ProcessLimits(silence_s=600.0))._process.pid, flush=True)
    time.sleep(60)
"""
