"""Freed memory goes back to the system, also below what is still in use; threads share one store of it."""

import subprocess
import sys
from pathlib import Path

import pytest

from vision.memory import give_back

STATUS = Path("/proc/self/status")


def resident_kib() -> int:
    return next(int(line.split()[1]) for line in STATUS.read_text().splitlines() if line.startswith("VmRSS"))


@pytest.mark.skipif(sys.platform != "linux", reason="reads what Linux says of a process")
def test_what_was_let_go_is_given_back():
    blocks = [b"x" * 100_000 for _ in range(1000)]
    topmost = blocks[-1]
    del blocks
    before = resident_kib()
    give_back()
    assert resident_kib() < before - 50_000, len(topmost)


STORES_OF_FOUR_THREADS = """
import ctypes, threading
from vision.memory import share_memory
{before}
held, libc = [], ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
threads = [threading.Thread(target=lambda: held.append(libc.malloc(50_000))) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
libc.fopen.restype = ctypes.c_void_p
out = ctypes.c_void_p(libc.fopen(b"/dev/stdout", b"w"))
libc.malloc_info(0, out)
libc.fclose(out)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks GNU's C library")
@pytest.mark.parametrize(("before", "one"), [("share_memory()", True), ("", False)])
def test_threads_share_one_store_of_memory(before, one):
    command = [sys.executable, "-c", STORES_OF_FOUR_THREADS.format(before=before)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert (said.count("<heap nr=") == 1) is one
