"""A function in a process of its own, within limits and without network, which dies with its parent."""

import logging
import multiprocessing
import os
import re
import resource
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Generic, TypeVar

from service.family import child_process
from service.isolation import isolate
from service.operations.logs import places
from vision import MidstanceError, NetworksUnavailable, Progress, Reason

log = logging.getLogger("midstance")

Returned = TypeVar("Returned")
SYSTEM_ERROR = "system_error"
OUT_OF_MEMORY = Reason(
    "out_of_memory", "The analysis needed more memory than one may have; upload a shorter or smaller clip."
)
NO_NETWORKS = Reason(
    "networks_unavailable",
    "The server lacks its pose networks; whoever runs it has to call midstance doctor --fetch there.",
)
_PROGRESS_INTERVAL_S = 0.2
_LOOK_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessLimits:
    """What a child may use up; its memory is what it alone writes to, and limited on Linux only.

    Libraries start as many threads as it has `cores`, all of the machine's without. The higher `nice` is, the
    more it leaves the processor to others.
    """

    silence_s: float
    wall_s: float = float("inf")
    cpu_s: int | None = None
    memory_mib: int | None = None
    cores: frozenset[int] | None = None
    nice: int = 10  # the server answers first


class ChildDied(Exception):
    """The process ended without a result; `exit_code` is negative for a signal."""

    def __init__(self, exit_code: int | None) -> None:
        super().__init__(f"the process ended with exit code {exit_code}")
        self.exit_code = exit_code


class ChildRefused(Exception):
    """The function said why it cannot do its work."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.message)
        self.reason = reason


class ChildSilent(Exception):
    """The process said nothing for too long and was killed."""


class ChildSlow(Exception):
    """The process took more time, or more of the processor's, than it may, and was killed."""


class ChildUnwanted(Exception):
    """Nobody wants the result any more, and the process was killed."""


class Child(Generic[Returned]):
    """Runs `function(*args, progress)` in a new process; `function` must be importable by name."""

    def __init__(self, function: Callable[..., Returned], *args: object, limits: ProcessLimits) -> None:
        self._start(limits, _run, function, args)

    def _start(self, limits: ProcessLimits, work: Callable[..., None], *args: object) -> None:
        self._limits = limits
        self._started = self._heard = self._looked = time.monotonic()
        self._pipe, theirs = multiprocessing.Pipe()
        self._process = child_process(work, *args, theirs, limits, nice=limits.nice)
        self._process.start()
        theirs.close()

    def kill(self) -> None:
        """End the process now; `result` then raises ChildDied."""
        self._process.kill()

    def result(self, on_progress: Progress, wanted: Callable[[], bool] = lambda: True) -> Returned:
        """Wait for the function's value; `wanted` is asked twice a second.

        Raises ChildRefused when the function raised MidstanceError or OSError or had no memory, ChildDied
        when the process ended without a value, ChildSilent, ChildSlow and ChildUnwanted.
        """
        try:
            while (message := self._next(wanted)) is not None:
                kind, content = message
                if kind == "result":
                    return content  # type: ignore[no-any-return]
                if kind == "error":
                    raise ChildRefused(content)
                if kind == "fault":
                    log.error("a process failed:\n%s", "\n".join(content))
                else:
                    on_progress(*content)
        finally:
            self._process.kill()
            self._process.join()
            self._pipe.close()
        if self._process.exitcode == -signal.SIGXCPU:
            raise ChildSlow
        raise ChildDied(self._process.exitcode)

    def _next(self, wanted: Callable[[], bool]) -> tuple[str, Any] | None:
        """What the process says next; None when it has ended."""
        self._look(wanted)
        while not self._pipe.poll(min(_LOOK_S, self._limits.silence_s)):
            self._look(wanted)
            if time.monotonic() - self._heard > self._limits.silence_s:
                raise ChildSilent
        self._heard = time.monotonic()
        try:
            return self._pipe.recv()  # type: ignore[no-any-return]
        except (EOFError, ConnectionResetError):
            self._process.join()
            return None

    def _look(self, wanted: Callable[[], bool]) -> None:
        """Whether the process may go on, whatever it says; raises ChildUnwanted and ChildSlow."""
        now = time.monotonic()
        if now - self._looked < _LOOK_S:
            return
        self._looked = now
        if not wanted():
            raise ChildUnwanted
        if now - self._started > self._limits.wall_s:
            raise ChildSlow


class Spare(Child[Any]):
    """A process that has begun, within its limits and without network, and waits for its one piece of work.

    What these modules import, it has imported by then. It dies with the thread that starts it.
    """

    def __init__(self, modules: tuple[str, ...], *, limits: ProcessLimits) -> None:
        self._start(limits, _stand_by, modules)

    @property
    def is_there(self) -> bool:
        """Whether it still waits, or imports."""
        return self._process.is_alive()

    def begin(self, function: Callable[..., Returned], *args: object) -> Child[Returned]:
        """Have it do its work, whose time counts from now; of one that has died `result` says so."""
        self._started = self._heard = self._looked = time.monotonic()
        with suppress(OSError):
            self._pipe.send((function, args))
        return self

    def end(self) -> None:
        """Let go a process that is not needed."""
        self._process.kill()
        self._process.join()
        self._pipe.close()


def _run(
    function: Callable[..., Any], args: tuple[object, ...], pipe: Connection, limits: ProcessLimits
) -> None:
    _restrict(limits)
    _answer(pipe, function, args)


def _stand_by(modules: tuple[str, ...], pipe: Connection, limits: ProcessLimits) -> None:
    _restrict(limits)
    for module in modules:
        import_module(module)
    with suppress(EOFError):  # the server has gone, or needs this process no more
        function, args = pipe.recv()
        _answer(pipe, function, args)


def _restrict(limits: ProcessLimits) -> None:
    if limits.cores is not None:
        os.sched_setaffinity(0, limits.cores)
    limit_process(cpu_s=limits.cpu_s, memory_mib=limits.memory_mib)
    isolate()


def _answer(pipe: Connection, function: Callable[..., Any], args: tuple[object, ...]) -> None:
    try:
        pipe.send(("result", function(*args, _throttled(pipe))))
    except NetworksUnavailable:  # whose message names a folder of this machine
        pipe.send(("error", NO_NETWORKS))
    except MidstanceError as error:
        pipe.send(("error", reason_of(error)))
    except OSError as error:
        pipe.send(("error", unusable_files(error)))
    except MemoryError:
        pipe.send(("error", OUT_OF_MEMORY))
    except Exception as error:  # that nobody foresaw: its message, which may quote anything, stays here
        pipe.send(("fault", places(error)))
        sys.exit(1)


def unusable_files(error: OSError) -> Reason:
    """What to tell a user of a server that has no room, or cannot reach its files."""
    why = os.strerror(error.errno) if error.errno else "their store does not answer"
    words = f"The server cannot use its files ({why}); make room there and try again."
    return Reason(SYSTEM_ERROR, words)


def reason_of(error: MidstanceError) -> Reason:
    """The error as a reason, whose code is the error's name."""
    return Reason(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(error).__name__).lower(), str(error))


def limit_process(*, cpu_s: int | None = None, memory_mib: int | None = None) -> None:
    """From here on more memory is refused and more of the processor's time a signal."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump of the memory holds pictures of the runner
    if cpu_s is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 5))
    if memory_mib is not None:
        with suppress(ValueError, OSError):  # not on every system
            resource.setrlimit(resource.RLIMIT_DATA, (memory_mib << 20,) * 2)
    with suppress(OSError):  # where memory runs out all the same, this process goes first
        Path("/proc/self/oom_score_adj").write_text("1000")


def _throttled(pipe: Connection) -> Progress:
    last: tuple[str, float] = ("", 0.0)

    def progress(stage: str, fraction: float) -> None:
        nonlocal last
        now = time.monotonic()
        if stage != last[0] or now - last[1] > _PROGRESS_INTERVAL_S:
            last = (stage, now)
            pipe.send(("progress", (stage, min(max(fraction, 0.0), 1.0))))

    return progress
