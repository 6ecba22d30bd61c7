"""Whether a file is a clip that can be analysed, found by decoding in processes that a bad file may crash."""

import asyncio
import logging
import multiprocessing
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

from service.attempts import UNREADABLE
from service.family import child_process
from service.settings import Settings
from service.uploads import faults
from service.uploads.looking import Bounds, look_into_clips
from vision import Reason

log = logging.getLogger("midstance")

_START_S = 60.0
_MOST_CLIPS = 100
_NICE = 5  # after the server, before analyses: somebody waits for it
_TRIES = 2  # the process may have been about to end when it was given the clip


class Checker:
    """Looks into as many clips at a time as there are workers, at least into two.

    A process is kept for the next clip, since its start takes longer than the look; it ends with a clip that
    breaks it, after a hundred clips, after a minute without one, and with the server.
    """

    def __init__(self, settings: Settings) -> None:
        self._bounds, self._at_once = _bounds(settings), max(2, settings.workers)
        self._mine = threading.local()
        self._threads: ThreadPoolExecutor | None = None

    @contextmanager
    def opened(self) -> Iterator[None]:
        """For the length of the block; Linux kills the processes with the threads that started them."""
        with ThreadPoolExecutor(self._at_once, thread_name_prefix="check") as self._threads:
            yield

    async def fault_of(self, video: Path, *, name: str) -> Reason | None:
        """Why a file, which its owner knows by this name, cannot be analysed; raises Problem."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._look, video, name)

    def _look(self, video: Path, name: str) -> Reason | None:
        for _ in range(_TRIES):
            process: _Process | None = getattr(self._mine, "process", None)
            if process is None or not process.is_ready:
                process = self._mine.process = _Process(self._bounds)
            with suppress(EOFError, OSError):
                return process.fault_of(video, name)
            exit_code = process.end()
            log.error("the process that looked into an upload ended with exit code %s", exit_code)
            if exit_code == -signal.SIGXCPU:
                break
        return UNREADABLE


class _Process:
    """One process, which looks into one clip after another."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._pipe, theirs = multiprocessing.Pipe()
        self._process = child_process(look_into_clips, theirs, bounds, name="check", nice=_NICE)
        self._process.start()
        theirs.close()
        self._left, self._is_up = _MOST_CLIPS, False

    @property
    def is_ready(self) -> bool:
        """Whether it may be given another clip; it is gone if not."""
        if self._left > 0 and self._process.is_alive() and not (self._is_up and self._pipe.poll()):
            return True
        self.end()
        return False

    def fault_of(self, video: Path, name: str) -> Reason | None:
        """Raises EOFError, OSError when the process ended, Problem when it got too little time."""
        self._wait_until_up()
        self._left -= 1
        self._pipe.send((video, name))
        if not self._heard(self._bounds.patience_s):
            raise faults.too_busy()
        return self._pipe.recv()  # type: ignore[no-any-return]

    def _wait_until_up(self) -> None:
        """Where the start takes too long this clip has to come again, and finds the process further on."""
        if not self._is_up:
            if not self._pipe.poll(_START_S):
                log.error("the process that looks into uploads has not started for %g s", _START_S)
                raise faults.too_busy()
            self._pipe.recv()
            self._is_up = True

    def _heard(self, patience_s: float) -> bool:
        """Whether it said something, or ended, in time; it is killed if not."""
        if self._pipe.poll(patience_s):
            return True
        log.error("looking into an upload took longer than %g s", patience_s)
        self.end()
        return False

    def end(self) -> int | None:
        self._left = 0
        self._process.kill()
        self._process.join()
        self._pipe.close()
        return self._process.exitcode


def _bounds(settings: Settings) -> Bounds:
    return Bounds(
        longest_s=settings.duration_limit_s,
        largest_px=settings.pixel_limit,
        most_frames=settings.frame_limit,
        processor_s=settings.check_limit_s,
        memory_mib=settings.memory_limit_mib,
    )
