"""A whole service as its keeper would run it, all of whose processes can be killed: they are started again.

Its processes are known by the data folder in their environment, so that none is overlooked.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from postgres_process import Postgres
from processes import free_port

# Webhooks may go to this machine, which no setting allows; all else is the command as it is installed.
_MIDSTANCE = """
from service.cli import main
from service.webhooks.destinations import checked_url
from service.webhooks.sender import Sender
if __name__ == "__main__":
    for function in (Sender.__init__, checked_url):
        function.__kwdefaults__["check"] = lambda addresses: None
    main()
"""
_RESTART_S = 1.0  # as systemd waits
_LOOK_S = 0.1
_STOP_S = 120.0


@dataclass(frozen=True, slots=True)
class Process:
    """A living process of the service."""

    pid: int
    parent: int
    is_spawned: bool  # by another of them, to do something
    is_isolated: bool  # from the network, as those are that look at clips


class Service:
    """`midstance serve` and `midstance worker` on one machine, with a worker each, and their database."""

    def __init__(self, folder: Path, postgres: Postgres | None, settings: Mapping[str, str]) -> None:
        self.data, self.temporary, self._folder = folder / "data", folder / "tmp", folder
        self.temporary.mkdir(parents=True)
        self.postgres, port = postgres, free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.database = postgres.new_database() if postgres else f"sqlite:///{self.data / 'midstance.db'}"
        self._environment = {
            **os.environ,
            **settings,
            "MIDSTANCE_DATA": str(self.data),
            "MIDSTANCE_DATABASE": self.database,
            "TMPDIR": str(self.temporary),
        }
        self._commands = {
            "serve": ["serve", "--port", str(port)],
            "side": ["worker", "--name", "side"],
        }
        self._programs: dict[str, subprocess.Popen[bytes]] = {}
        self.restarts = 0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Keep it up until the block ends, then stop it as its keeper would."""
        ending = threading.Event()
        keeper = threading.Thread(target=self._keep_up, args=(ending,))
        keeper.start()
        try:
            yield
        finally:
            ending.set()
            keeper.join()
            for program in self._programs.values():
                program.send_signal(signal.SIGTERM)
            for program in self._programs.values():
                with suppress(subprocess.TimeoutExpired):
                    program.wait(_STOP_S)
                program.kill()
                program.wait()

    def _keep_up(self, ending: threading.Event) -> None:
        start_at = dict.fromkeys(self._commands, 0.0)
        while not ending.wait(_LOOK_S):
            for name, known in self._commands.items():
                program = self._programs.get(name)
                if program and program.poll() is None:
                    start_at[name] = time.monotonic() + _RESTART_S
                elif time.monotonic() > start_at[name]:
                    self.restarts += program is not None
                    self._programs[name] = self._start(name, known)

    def _start(self, name: str, arguments: list[str]) -> "subprocess.Popen[bytes]":
        with (self._folder / f"{name}.log").open("ab") as log:
            command = [sys.executable, "-c", _MIDSTANCE, *arguments]
            return subprocess.Popen(command, env=self._environment, stdout=log, stderr=log)

    def processes(self) -> dict[int, Process]:
        """All that live, by their ids."""
        mark = f"MIDSTANCE_DATA={self.data}\0".encode()
        found = (_process(int(place.name), mark) for place in Path("/proc").iterdir() if place.name.isdigit())
        return {process.pid: process for process in found if process}

    def program(self, name: str) -> list[int]:
        """The process of a command, if it lives."""
        program = self._programs.get(name)
        return [program.pid] if program and program.poll() is None else []

    def workers(self) -> list[int]:
        """The processes that take jobs off the queue."""
        mains = [pid for name in self._commands for pid in self.program(name)]
        known = self.processes().values()
        return [one.pid for one in known if one.parent in mains and one.is_spawned and not one.is_isolated]

    def analyses(self) -> list[int]:
        """The processes that look at clips for a worker."""
        workers = self.workers()
        return [one.pid for one in self.processes().values() if one.parent in workers and one.is_spawned]

    def connections(self) -> list[int]:
        """The processes of the database server that serve others."""
        assert self.postgres
        return self.postgres.connections()

    def below(self, pids: list[int]) -> set[int]:
        """The processes that these have started, and those that they have, and so on."""
        known = self.processes().values()
        found, last = set(pids), 0
        while len(found) > last:
            last = len(found)
            found |= {one.pid for one in known if one.parent in found}
        return found

    def slots_of(self, pid: int) -> tuple[str, ...]:
        """The names of the workers that a process is, or serves, or looks after."""
        known = self.processes()
        line = [pid]
        while line[-1] in known:
            line.append(known[line[-1]].parent)
        return tuple(f"{name}-0" for name in self._commands if any(one in line for one in self.program(name)))


def kill(pids: list[int]) -> None:
    """kill -9; who is dead already stays so."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _process(pid: int, mark: bytes) -> Process | None:
    """What is known of a process, if it bears the mark; one that is dead has no environment any more."""
    place = Path("/proc", str(pid))
    try:
        if mark not in (place / "environ").read_bytes():
            return None
        status = dict(line.split(":\t", 1) for line in (place / "status").read_text().splitlines())
        spawned = b"spawn_main" in (place / "cmdline").read_bytes()
    except (OSError, ValueError):
        return None
    return Process(pid, int(status["PPid"]), spawned, status.get("Seccomp", "0").strip() != "0")
