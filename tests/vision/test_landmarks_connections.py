"""People's videos stay on the machine: the default engine opens no connection."""

import os
import platform
import subprocess
import sys

import pytest

from tests.vision.estimators import ROOT, SAMPLE, frames_of, loaded

TRAP = """
import os, sys

CONNECTING = "socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"
ELSEWHERE = "os.fork", "os.posix_spawn", "subprocess.Popen"  # another process could connect unseen

def trap(event, arguments):
    if event in CONNECTING + ELSEWHERE:
        print(f"tried {event} {arguments}", file=sys.stderr, flush=True)
        os._exit(1)  # an exception would end with the thread that it is raised in

sys.addaudithook(trap)
"""

# The kernel ends the process when any of its threads, in any language, makes an internet socket.
KERNEL_TRAP = """
import ctypes, struct

NUMBER = {"x86_64": 41, "aarch64": 198}
LOAD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06
KILL_PROCESS, ALLOW = 0x80000000, 0x7FFF0000
INET, INET6 = 2, 10

def kernel_trap(machine):
    steps = [
        (LOAD, 0, 0, 0), (JUMP_IF_EQUAL, 0, 4, NUMBER[machine]),
        (LOAD, 0, 0, 16), (JUMP_IF_EQUAL, 1, 0, INET), (JUMP_IF_EQUAL, 0, 1, INET6),
        (RETURN, 0, 0, KILL_PROCESS), (RETURN, 0, 0, ALLOW),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = struct.pack("HxxxxxxQ", len(steps), ctypes.addressof(code))
    kernel = ctypes.CDLL(None, use_errno=True)
    if kernel.prctl(38, 1, 0, 0, 0) or kernel.prctl(22, 2, program, 0, 0):
        raise OSError(ctypes.get_errno(), "no trap")
"""

FIND_LANDMARKS = """
import numpy as np
from tests.vision.estimators import frames_of, loaded, only_person, same_region, SAMPLE
from vision.landmarks import make_estimator
frames = frames_of(SAMPLE, every=9, count=4)
estimator = make_estimator()
regions = same_region(frames, only_person(estimator, frames[0]))
assert np.isfinite(estimator.landmarks(frames, regions).position_px).all()
print("done")
"""

LINUX = pytest.mark.skipif(
    not (sys.platform == "linux" and platform.machine() in ("x86_64", "aarch64")),
    reason="the trap is Linux's",
)


def run(*parts: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "\n".join(parts)]
    # what pytest finds its helpers by
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "benchmarks")])}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.fixture(autouse=True)
def networks_at_hand():
    loaded("blazepose", "heavy")
    frames_of(SAMPLE, every=9, count=4)


def test_the_default_engine_opens_no_connection():
    done = run(TRAP, FIND_LANDMARKS)
    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr


def test_the_trap_catches_a_connection():
    done = run(TRAP, "import socket; socket.create_connection(('127.0.0.1', 9))")
    assert "tried socket.getaddrinfo" in done.stderr


def test_the_trap_catches_another_process():
    done = run(TRAP, "import multiprocessing; multiprocessing.get_context('fork').Process().start()")
    assert "tried os.fork" in done.stderr


@LINUX
def test_not_even_native_code_makes_an_internet_socket():
    done = run(TRAP, KERNEL_TRAP, f"kernel_trap({platform.machine()!r})", FIND_LANDMARKS)
    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr


@LINUX
def test_the_kernel_catches_an_internet_socket_in_any_thread():
    make_socket = "import socket, threading; threading.Thread(target=socket.socket).start()"
    done = run(KERNEL_TRAP, f"kernel_trap({platform.machine()!r})", make_socket)
    assert done.returncode == -31, done.stderr  # SIGSYS
