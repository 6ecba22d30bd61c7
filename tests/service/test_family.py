import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from errands import outlast, write
from serving import is_alive, wait_until

from service.family import child_process

HERE = Path(__file__).parent


def test_a_function_is_called_in_another_process(tmp_path):
    process = child_process(write, tmp_path / "a", "b")
    process.start()
    process.join()
    assert ((tmp_path / "a").read_text(), process.exitcode) == ("b", 0)


@pytest.mark.parametrize("request_to_end", [signal.SIGINT, signal.SIGTERM])
def test_a_request_to_end_is_left_to_the_parent(tmp_path, request_to_end):
    process = child_process(outlast, tmp_path / "a")
    process.start()
    wait_until((tmp_path / "a").exists)
    os.kill(process.pid, request_to_end)
    process.join()
    assert (tmp_path / "a").read_text() == "outlasted"


def test_a_process_yields_to_its_parent_and_dies_with_it_while_it_still_imports_what_it_needs(tmp_path):
    slow = {**os.environ, "SLOW_TO_IMPORT": str(tmp_path / "pid")}
    parent = subprocess.Popen([sys.executable, "-c", PARENT], cwd=HERE, env=slow)
    wait_until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text())
    child = int((tmp_path / "pid").read_text())
    assert is_alive(child)
    assert os.getpriority(os.PRIO_PROCESS, child) > os.getpriority(os.PRIO_PROCESS, parent.pid)
    parent.kill()
    parent.wait()
    wait_until(lambda: not is_alive(child))


PARENT = """
import os, time
from service.family import child_process
if __name__ == "__main__":
    told = os.environ.pop("SLOW_TO_IMPORT")
    from slow_to_import import nothing
    os.environ["SLOW_TO_IMPORT"] = told
    child_process(nothing, nice=1).start()
    time.sleep(600)
"""
