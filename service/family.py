"""Processes that die with the one that started them, from their first moment on."""

import ctypes
import logging
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from typing import Any

from service.operations.logs import places
from vision import share_memory

log = logging.getLogger("midstance")

_SPAWN = multiprocessing.get_context("spawn")
_PR_SET_PDEATHSIG = 1


def child_process(
    function: Callable[..., Any], *args: object, name: str | None = None, nice: int = 0
) -> SpawnProcess:
    """A process, not started yet, for `function(*args)`, which must be importable by name.

    On Linux it dies with the thread that starts it. Ctrl-C and SIGTERM are for the parent, which ends its
    children. One that is `nice` leaves the processor to the server, while it imports too.
    """
    return _SPAWN.Process(target=_call, args=(_Bond(nice), function, *args), name=name)


class _Bond:
    """Unpickled before the function, whose imports may take seconds, it binds the process to its parent."""

    def __init__(self, nice: int) -> None:
        self._nice = nice

    def __reduce__(self) -> tuple[Callable[[int, int], None], tuple[int, int]]:
        return _bind, (os.getpid(), self._nice)


def _call(_: _Bond, function: Callable[..., Any], *args: object) -> None:
    threading.Thread(target=_watch_parent, daemon=True).start()
    try:
        function(*args)
    except Exception as error:  # of which multiprocessing prints the message too
        log.critical("a process ended:\n%s", "\n".join(places(error)))
        sys.exit(1)


def _bind(parent: int, nice: int) -> None:
    """Linux kills the process with its parent, whatever it does; elsewhere a thread will watch for that."""
    os.nice(nice)
    share_memory()  # before there are threads
    for request in (signal.SIGINT, signal.SIGTERM):
        signal.signal(request, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # too late to be told
            os._exit(1)


def _watch_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)
