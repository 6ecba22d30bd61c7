"""Watches whom the processes of a program call, be it by a library in C: the kernel asks first."""

import ctypes
import fcntl
import os
import platform
import select
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

from service import isolation

CALLS = {  # connect, sendto, sendmsg, sendmmsg
    "x86_64": (42, 44, 46, 307),
    "aarch64": (203, 206, 211, 269),
}.get(platform.machine(), ())
_PIDFD_OPEN, _PIDFD_GETFD = 434, 438
_RECEIVE, _ANSWER = 0xC0502100, 0xC0182101
_CONTINUE, _WITH_LISTENER, _ASK = 1, 8, 0x7FC00000


def be_watched(out: int) -> None:
    """To be called first in a program, which is watched with all that it starts; tells `out` where."""
    known = isolation._KNOWN[platform.machine()]
    refuse, isolation._REFUSE = isolation._REFUSE, _ASK
    calls = SimpleNamespace(architecture=known.architecture, refused=CALLS)
    instructions = isolation._instructions(calls)
    isolation._REFUSE = refuse
    program = isolation._Program(len(instructions) // 8, instructions)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(isolation._PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    set_filter = (known.seccomp, isolation._SET_MODE_FILTER, _WITH_LISTENER)
    listener = libc.syscall(*map(ctypes.c_long, set_filter), ctypes.byref(program))
    assert listener > 0, os.strerror(ctypes.get_errno())
    os.write(out, b"%d\n" % listener)


@contextmanager
def watching(pid: int, listener: int) -> Iterator[set[str]]:
    """The addresses that a program and all that it started have called, as they call them."""
    libc = ctypes.CDLL(None, use_errno=True)
    program = libc.syscall(_PIDFD_OPEN, pid, 0)
    ours = libc.syscall(_PIDFD_GETFD, program, listener, 0)
    assert ours > 0, os.strerror(ctypes.get_errno())
    called: set[str] = set()
    over = threading.Event()
    thread = threading.Thread(target=_watch, args=(ours, called, over))
    thread.start()
    try:
        yield called
    finally:
        over.set()
        thread.join()
        os.close(ours)
        os.close(program)


def _watch(listener: int, called: set[str], over: threading.Event) -> None:
    poll = select.poll()
    poll.register(listener, select.POLLIN)
    while not over.is_set():
        if not any(event & select.POLLIN for _, event in poll.poll(100)):
            continue
        asked = bytearray(80)
        try:
            fcntl.ioctl(listener, _RECEIVE, asked)
            id, thread, _, call, _, _, *args = struct.unpack("QIIiIQ6Q", asked)
            if address := _address(thread, call, args):
                called.add(address)
            fcntl.ioctl(listener, _ANSWER, bytearray(struct.pack("QqiI", id, 0, 0, _CONTINUE)))
        except (FileNotFoundError, ProcessLookupError):
            continue  # whoever asked is gone


def _address(thread: int, call: int, args: list[int]) -> str | None:
    """Whom a call is for; None where it names nobody, or the kernel of this machine."""
    with Path(f"/proc/{thread}/mem").open("rb", buffering=0) as memory:

        def at(place: int, size: int) -> bytes:
            memory.seek(place)
            return memory.read(size)

        place, size = {CALLS[0]: args[1:3], CALLS[1]: args[4:6]}.get(call, (0, 0))
        if call in CALLS[2:]:
            place, size = struct.unpack("QI", at(args[1], 12))
        return _written(at(place, size)) if place else None


def _written(address: bytes) -> str | None:
    family = int.from_bytes(address[:2], "little")
    if family == socket.AF_INET:
        return f"{socket.inet_ntop(family, address[4:8])}:{int.from_bytes(address[2:4])}"
    if family == socket.AF_INET6:
        return f"[{socket.inet_ntop(family, address[8:24])}]:{int.from_bytes(address[2:4])}"
    if family == socket.AF_UNIX:
        path, end = address[2:].partition(b"\0")[::2]  # one without a file begins with the null
        return path.decode() or f"abstract {end!r}"
    return None if family in (socket.AF_UNSPEC, socket.AF_NETLINK) else f"family {family}"
