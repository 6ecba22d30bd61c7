"""What benchmarks need to know of the processes that they start."""

import os
import socket
import subprocess
import time
import urllib.request
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
GONE = (FileNotFoundError, ProcessLookupError)
"""What reading of a process raises that has ended."""


def free_port() -> int:
    """One that nobody listened on just now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def wait_until_answered(
    url: str, process: "subprocess.Popen[bytes]", *, log: Path | None = None, patience_s: float = 120.0
) -> None:
    """Until a process that has just been started answers well there.

    Raises RuntimeError, with what is in its log, if it ends before, and TimeoutError if it takes too long.
    """
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        with suppress(OSError, HTTPException), urllib.request.urlopen(url, timeout=5):
            return
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} has ended. {log.read_text() if log else ''}")
        time.sleep(0.05)
    raise TimeoutError(f"{url} does not answer")


def children(pid: int) -> set[int]:
    """The processes that one has started and that live; none of one that has ended."""
    found: set[int] = set()
    with suppress(*GONE):
        for task in Path(f"/proc/{pid}/task").iterdir():
            with suppress(*GONE):
                found |= {int(child) for child in (task / "children").read_text().split()}
    return found


def family(pid: int) -> list[int]:
    """A process, those that it has started, those that they have, and so on; parents first."""
    found = [pid]
    for one in found:
        found += children(one)
    return found


def own_processor_s(pid: int) -> float:
    """Processor time that a process itself has taken."""
    return sum(_ticks(pid)[:2]) / _TICKS


def processor_s(pid: int) -> float:
    """Processor time of a process and all it has started, those that ended too.

    Raises ProcessLookupError where the process itself has ended.
    """
    while Path(f"/proc/{pid}").exists():
        with suppress(*GONE):  # one that ends between two readings is counted with its parent in the next
            return sum(sum(_ticks(one)) for one in family(pid)) / _TICKS
    raise ProcessLookupError(f"process {pid} has ended")


def _ticks(pid: int) -> list[int]:
    """User and system, of its own and of its children that it has waited for."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return [int(ticks) for ticks in fields[11:15]]
