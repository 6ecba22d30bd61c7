"""The workers of one machine: a process each, started again when it ends."""

import logging
import multiprocessing
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from service.attempts import Work
from service.database import connect, disposing
from service.doctor import fetch_networks
from service.family import child_process
from service.locks import Claim, only_one
from service.operations import logs
from service.operations.roll import SIGN_S, Roll
from service.queue import Queue
from service.settings import Settings
from service.worker import Worker
from vision import NetworksUnavailable

log = logging.getLogger("midstance")

_LOOK_S = 0.5
_STOP_S = 20.0
_GHOST_S = 30.0
_LONGEST_PAUSE_S = 60.0


@dataclass
class _Slot:
    """A process that works, the line whose end tells it to stop, and when it may be started again."""

    name: str
    process: SpawnProcess | None = None
    line: Connection | None = None
    pause_s: float = 0.5
    start_at: float = field(default_factory=time.monotonic)


class Crew:
    """As many workers as the settings say; `name` is the same at every start, and nobody else's."""

    def __init__(self, settings: Settings, work: Work, *, name: str) -> None:
        self._settings, self._work, self._name = settings, work, name
        self._slots = [_Slot(f"{name}-{i}") for i in range(settings.workers)]
        self._stopping = threading.Event()
        self._lost = 0  # looks in a row at which the name was another's

    @contextmanager
    def opened(self) -> Iterator[threading.Event]:
        """Work until the block ends, then give back what runs; earlier, with the event, if the name is lost.

        Raises BlockingIOError when another crew of this name is at work, OSError, UnusableDatabase.
        """
        engine = connect(self._settings.database_url)
        with disposing(engine), bearing(engine, self._settings.data, self._name) as claim:
            self._clear_up()
            Queue(engine).take_over(self._name, keep=len(self._slots))
            self._roll = Roll(engine)
            tender = threading.Thread(target=self._tend, args=(claim,))
            try:
                tender.start()
                yield self._stopping
            finally:  # also of Ctrl-C while the thread starts
                self.stop()
                if tender.is_alive():
                    tender.join()

    def _clear_up(self) -> None:
        """Remove what workers of this name that were killed were making, also if there are fewer now."""
        for folder in self._settings.scratch.glob(f"{self._name}-*"):
            if re.fullmatch(r"\d+", folder.name.removeprefix(f"{self._name}-")):
                shutil.rmtree(folder)

    def stop(self) -> None:
        """Take no more work and give back what runs, while the block still goes on."""
        self._stopping.set()

    def _tend(self, claim: Claim) -> None:
        """Keep the slots at work. They die with this thread, which therefore lasts as long as they shall."""
        signed = float("-inf")
        while not self._stopping.is_set():
            for slot in self._slots:
                self._look_after(slot)
            if time.monotonic() - signed > SIGN_S:
                signed = time.monotonic()
                self._note(partial(self._roll.sign, self._alive()))
                self._stop_if_lost(claim)
            self._stopping.wait(_LOOK_S)
        for slot in self._slots:
            if slot.line:
                slot.line.close()
        end = time.monotonic() + _STOP_S
        for slot in self._slots:
            if slot.process:
                slot.process.join(max(0.0, end - time.monotonic()))
                slot.process.kill()
                slot.process.join()
        self._note(partial(self._roll.strike, [slot.name for slot in self._slots]))

    def _alive(self) -> list[str]:
        return [slot.name for slot in self._slots if slot.process and slot.process.is_alive()]

    def _note(self, change: Callable[[], None]) -> None:
        """Make a change in the roll, if the database answers: workers are looked after in any case."""
        try:
            change()
        except OperationalError:
            log.warning("the database does not answer; the roll of workers is not kept")

    def _stop_if_lost(self, claim: Claim) -> None:
        """While the database was away, another machine may have taken the name, and its jobs with it.

        Or the database still holds it for a connection of our own that broke; it lets go of that within
        half a minute.
        """
        try:
            self._lost = 0 if claim.is_held() else self._lost + 1
        except OperationalError:
            return
        if self._lost > _GHOST_S / SIGN_S:
            log.error("other workers are named %s; stopping", self._name)
            self._stopping.set()

    def _look_after(self, slot: _Slot) -> None:
        now = time.monotonic()
        if slot.process and slot.process.is_alive():
            return
        if slot.process and slot.line:
            log.error("worker %s ended with exit code %s", slot.name, slot.process.exitcode)
            slot.line.close()
            slot.process = slot.line = None
            self._note(self._roll.count_restart)
            lived_s = now - slot.start_at
            slot.pause_s = 0.5 if lived_s > _LONGEST_PAUSE_S else min(2 * slot.pause_s, _LONGEST_PAUSE_S)
            slot.start_at = now + slot.pause_s
        if now >= slot.start_at:
            theirs, slot.line = multiprocessing.Pipe(duplex=False)
            slot.process = child_process(_run, self._settings, self._work, slot.name, theirs, name=slot.name)
            slot.process.start()
            slot.start_at = now
            theirs.close()


def _run(settings: Settings, work: Work, name: str, line: Connection) -> None:
    """A worker process: at work until the line to its crew ends."""
    logs.set_up(settings.log_format)
    with Worker(settings, work, name=name).opened():
        line.poll(None)


def bring_networks() -> None:
    """Fetch the pose networks if they are missing: the processes of analyses, without network, cannot."""
    try:
        fetch_networks()
    except NetworksUnavailable:
        log.error("no analysis can be done yet; midstance doctor says what the pose networks lack")


def bearing(engine: Engine, data: Path, name: str) -> AbstractContextManager[Claim]:
    """Be the only crew of this name; raises BlockingIOError while another is at work, OperationalError."""
    return only_one(engine, data / "workers" / f"{name}.lock", f"workers {name}")
