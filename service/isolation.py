"""No network for a process: from a point on it, and all that it starts, can open no socket.

The kernel sees to it (seccomp) on Linux. Elsewhere Python's own audit hook does, which libraries written in
other languages go past.
"""

import ctypes
import errno
import os
import platform
import socket
import struct
import sys
from dataclasses import dataclass

_PR_SET_NO_NEW_PRIVS = 38
_SET_MODE_FILTER, _ALL_THREADS = 1, 1
_LOAD, _JUMP_IF_EQUAL, _JUMP_IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _ARCHITECTURE = 0, 4  # offsets in what the kernel shows of a call
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.ENETUNREACH
_OTHER_NUMBERS = 0x40000000  # from here on x86 has the calls again, with short pointers


@dataclass(frozen=True, slots=True)
class _Calls:
    """Numbers of system calls: how to set a filter, and the ways to a socket, be it another process's."""

    architecture: int
    seccomp: int
    socket: int
    ptrace: int
    io_uring_setup: int = 425
    pidfd_getfd: int = 438

    @property
    def refused(self) -> tuple[int, ...]:
        return self.socket, self.ptrace, self.io_uring_setup, self.pidfd_getfd


_KNOWN = {
    "x86_64": _Calls(0xC000003E, seccomp=317, socket=41, ptrace=101),
    "aarch64": _Calls(0xC00000B7, seccomp=277, socket=198, ptrace=117),
}


def isolate() -> None:
    """Let this process, all its threads and what it starts open no socket from here on."""
    calls = _KNOWN.get(platform.machine()) if sys.platform == "linux" else None
    if calls is None or not _filtered(calls):
        sys.addaudithook(_refuse_sockets)


def can_open_sockets() -> bool:
    """Whether this process still can, past Python."""
    number = ctypes.CDLL(None).socket(socket.AF_INET, socket.SOCK_DGRAM, 0)
    if number >= 0:
        os.close(number)
    return bool(number >= 0)


def _refuse_sockets(event: str, _: object) -> None:
    if event in ("socket.__new__", "socket.getaddrinfo"):
        raise OSError(errno.ENETUNREACH, os.strerror(errno.ENETUNREACH))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def _filtered(calls: _Calls) -> bool:
    """Have the kernel refuse the calls; False where it has no seccomp."""
    instructions = _instructions(calls)
    program = _Program(len(instructions) // 8, instructions)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.syscall.restype = ctypes.c_long
    set_filter = (calls.seccomp, _SET_MODE_FILTER, _ALL_THREADS)
    return bool(libc.syscall(*map(ctypes.c_long, set_filter), ctypes.byref(program)) == 0)


def _instructions(calls: _Calls) -> bytes:
    """The filter as the kernel's packet filter reads it: load, compare and jump, return."""
    refused = calls.refused
    program = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_JUMP_IF_EQUAL, 0, 3 + len(refused), calls.architecture),
        (_LOAD, 0, 0, _NUMBER),
        (_JUMP_IF_AT_LEAST, 1 + len(refused), 0, _OTHER_NUMBERS),
        *((_JUMP_IF_EQUAL, len(refused) - i, 0, number) for i, number in enumerate(refused)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in program)
