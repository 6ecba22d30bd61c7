import errno
import socket
import subprocess
import sys
import threading

import pytest

from service.child import Child, ProcessLimits
from service.isolation import can_open_sockets

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="seccomp is Linux's")
CONNECT = "import socket, sys; socket.create_connection(('127.0.0.1', int(sys.argv[1])))"
_AT_WORK = threading.Event()


def try_everything(port, _):
    """The ways out that work; run in a child of the service."""
    found = {}

    def connect():
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError as error:
            found["connect"] = error.errno

    thread = _OLD_THREADS.pop()
    thread.task = connect
    _AT_WORK.set()
    thread.join()
    found["older thread"] = found.pop("connect")
    connect()
    found["past Python"] = can_open_sockets()
    program = subprocess.run([sys.executable, "-c", CONNECT, str(port)], capture_output=True, text=True)
    found["program"] = program.stderr.splitlines()[-1]
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("example.org", 80)
    ours, theirs = socket.socketpair()
    ours.send(b"within")
    found["pair"] = theirs.recv(6)
    ours.close()
    theirs.close()
    return found


class _Waiting(threading.Thread):
    def run(self):
        _AT_WORK.wait()
        self.task()


_OLD_THREADS = []


class _Early:
    """Unpickled in the child before it is isolated, as its libraries are, it starts a thread."""

    def __reduce__(self):
        return _start_a_thread, ()


def _start_a_thread():
    _OLD_THREADS.append(_Waiting(daemon=True))
    _OLD_THREADS[0].start()
    return try_everything


@LINUX
def test_a_child_reaches_nobody_by_any_way():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        found = Child(_Early(), port, limits=ProcessLimits(silence_s=60.0)).result(lambda *_: None)
        server.settimeout(0.0)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert found["older thread"] == found["connect"] == errno.ENETUNREACH
    assert found["past Python"] is False
    assert found["program"] == "OSError: [Errno 101] Network is unreachable"
    assert found["pair"] == b"within"


def test_the_test_itself_still_can():
    assert can_open_sockets()


def test_where_the_kernel_cannot_python_refuses():
    program = (
        "import platform; platform.machine = lambda: 'unknown'\n"
        "import socket; from service.isolation import isolate; isolate()\n"
        "socket.socket()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert "Network is unreachable" in done.stderr


@LINUX
def test_isolation_can_be_had_twice():
    program = (
        "from service.isolation import can_open_sockets, isolate; isolate(); isolate()\n"
        "print(can_open_sockets())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
