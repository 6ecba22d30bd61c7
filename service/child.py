"""A function in a process of its own, which can be killed at any moment and dies with its parent."""

import multiprocessing
import os
import re
import signal
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from vision import MidstanceError, Progress, Reason

Result = TypeVar("Result")
SYSTEM_ERROR = "system_error"
_SPAWN = multiprocessing.get_context("spawn")
_PROGRESS_INTERVAL_S = 0.2


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


class Child(Generic[Result]):
    """Runs `function(*args, progress)` in a new process; `function` must be importable by name."""

    def __init__(self, function: Callable[..., Result], *args: object) -> None:
        self._pipe, theirs = _SPAWN.Pipe(duplex=False)
        self._process = _SPAWN.Process(target=_run, args=(function, args, theirs))
        self._process.start()
        theirs.close()
        self.killed = False

    def kill(self) -> None:
        """End the process now; `result` then raises ChildDied."""
        self.killed = True
        self._process.kill()

    def result(self, on_progress: Progress, *, silence_s: float) -> Result:
        """Wait for the function's value.

        Raises ChildRefused when the function raised MidstanceError or OSError, ChildDied when the process
        ended without a value, ChildSilent when neither progress nor a value came for `silence_s`.
        """
        try:
            while self._pipe.poll(silence_s):
                kind, content = self._pipe.recv()
                if kind == "result":
                    return content  # type: ignore[no-any-return]
                if kind == "error":
                    raise ChildRefused(content)
                on_progress(*content)
        except EOFError:
            self._process.join()
            raise ChildDied(self._process.exitcode) from None
        finally:
            self._process.kill()
            self._process.join()
            self._pipe.close()
        raise ChildSilent


def _run(function: Callable[..., Any], args: tuple[object, ...], pipe: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends its children
    os.nice(10)  # the server answers first
    threading.Thread(target=_die_with_parent, daemon=True).start()
    try:
        pipe.send(("result", function(*args, _throttled(pipe))))
    except MidstanceError as error:
        pipe.send(("error", Reason(_snake_case(type(error).__name__), str(error))))
    except OSError as error:
        words = f"The server cannot use its files ({error.strerror or error}); make room there and try again."
        pipe.send(("error", Reason(SYSTEM_ERROR, words)))


def _snake_case(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)


def _throttled(pipe: Connection) -> Progress:
    last: tuple[str, float] = ("", 0.0)

    def progress(stage: str, fraction: float) -> None:
        nonlocal last
        now = time.monotonic()
        if stage != last[0] or now - last[1] > _PROGRESS_INTERVAL_S:
            last = (stage, now)
            pipe.send(("progress", (stage, min(max(fraction, 0.0), 1.0))))

    return progress
