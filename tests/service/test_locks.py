import subprocess
import sys

import pytest
from serving import wait_until

from service.locks import locked


def test_one_at_a_time(tmp_path):
    path = tmp_path / "workers" / "a.lock"
    with locked(path), pytest.raises(BlockingIOError), locked(path):
        pass
    with locked(path):
        pass


def test_a_lock_ends_with_its_process(tmp_path):
    path = tmp_path / "a.lock"
    code = "import sys, time\nfrom pathlib import Path\nfrom service.locks import locked\n"
    code += f"with locked(Path({str(path)!r})):\n    print(1, flush=True)\n    time.sleep(600)"
    holder = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert holder.stdout.readline()
    assert not _is_free(path)
    holder.kill()
    holder.wait()
    holder.stdout.close()
    wait_until(lambda: _is_free(path))


def _is_free(path):
    try:
        with locked(path):
            return True
    except BlockingIOError:
        return False
