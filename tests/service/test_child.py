# ruff: noqa: ARG001
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from serving import is_alive, wait_until

from service.child import Child, ChildDied, ChildRefused, ChildSilent
from vision import UnreadableVideo


def count(to, progress):
    for i in range(to):
        progress("count", i / to)
    progress("done", 1.5)
    return to


def refuse(progress):
    raise UnreadableVideo("This is no video; choose another file.")


def stumble(progress):
    raise ZeroDivisionError


def sleep(seconds, progress):
    time.sleep(seconds)


def priority(progress):
    return os.nice(0)


def nothing(stage, fraction):
    pass


def test_the_value_comes_back_and_progress_on_the_way():
    seen = []
    assert Child(count, 10_000).result(lambda *step: seen.append(step), silence_s=30) == 10_000
    assert seen[0] == ("count", 0.0)
    assert seen[-1] == ("done", 1.0)
    assert len(seen) < 100


def test_an_error_of_the_tree_comes_back_as_a_reason():
    with pytest.raises(ChildRefused) as caught:
        Child(refuse).result(nothing, silence_s=30)
    assert caught.value.reason.code == "unreadable_video"
    assert caught.value.reason.message == "This is no video; choose another file."


def test_any_other_error_is_a_death():
    with pytest.raises(ChildDied) as caught:
        Child(stumble).result(nothing, silence_s=30)
    assert caught.value.exit_code == 1


def test_a_kill_is_a_death():
    child = Child(sleep, 60)
    child.kill()
    with pytest.raises(ChildDied) as caught:
        child.result(nothing, silence_s=30)
    assert caught.value.exit_code == -signal.SIGKILL


def test_a_silent_child_is_killed():
    with pytest.raises(ChildSilent):
        Child(sleep, 60).result(nothing, silence_s=0.1)


def test_a_child_yields_to_its_parent():
    assert Child(priority).result(nothing, silence_s=30) > os.nice(0)


def test_a_child_dies_with_its_parent():
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent
    )
    child = int(parent.stdout.readline())
    assert is_alive(child)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_until(lambda: not is_alive(child))


PARENT = """
import time, test_child
from service.child import Child
if __name__ == "__main__":
    print(Child(test_child.sleep, 60)._process.pid, flush=True)
    time.sleep(60)
"""
