"""What a batch shows, on a real terminal and elsewhere."""

import io
import os
import pty
import re
import threading
from pathlib import Path

import pytest
from admitting import record
from rich.console import Console

from service.batches.journal import End
from service.batches.running import Task
from service.batches.watching import watched
from vision import Reason

NAMES = ("[bold]run[/bold].mp4", "second.mp4")
BLUR = Reason("blur", "The clip is blurred; film with more light.")


class Terminal:
    """A terminal, and all that is written to it."""

    def __init__(self):
        self._ours, theirs = pty.openpty()
        self.file = os.fdopen(theirs, "w")
        self._written = bytearray()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self):
        try:
            while written := os.read(self._ours, 4096):
                self._written += written
        except OSError:  # so Linux says that nobody writes any more
            pass

    def shown(self):
        self.file.close()
        self._reader.join()
        os.close(self._ours)
        return self._written.decode()


@pytest.fixture
def work():
    """Two clips on two workers: one is half done when the other is refused, then both have ended."""
    tasks = [Task(name, Path(name), "0" * 64, record(name, file_name=name)) for name in NAMES]

    def work(console):
        with watched(console, workers=2, whole=2) as watcher:
            watcher.progress(0, tasks[0], "landmarks", 0.0)
            watcher.progress(1, tasks[1], "survey", 0.25)
            watcher.progress(0, tasks[0], "landmarks", 0.5)
            watcher.ended(1, tasks[1], End(NAMES[1], "refused", (BLUR,)))
            watcher.ended(0, tasks[0], End(NAMES[0], "done"))

    return work


@pytest.mark.parametrize("columns", [60, 120])
def test_a_terminal_shows_each_worker_and_how_many_clips_have_ended(work, monkeypatch, columns):
    for name in ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    terminal = Terminal()
    work(Console(file=terminal.file, width=columns))
    raw = terminal.shown()
    assert "\x1b[?25l" in raw and raw.rstrip().endswith("\x1b[?25h")  # the cursor is hidden, and comes back
    lines = [
        line.rstrip() for line in re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", raw).replace("\r", "\n").split("\n")
    ]
    assert [line for line in lines if len(line) > columns] == []
    said = " ".join(" ".join(lines).split())
    assert f"{NAMES[1]}: refused: {BLUR.message}" in said
    assert f"{NAMES[0]}: done" in said
    last = [
        next(line for line in reversed(lines) if line.startswith(name))
        for name in ("clips", "worker 1", "worker 2")
    ]
    assert last[0].endswith("2/2")
    assert "0%" in last[1] and "0%" in last[2]


def test_elsewhere_each_end_is_a_line(work):
    console = Console(file=io.StringIO(), width=40)
    work(console)
    assert console.file.getvalue().splitlines() == [
        f"1 of 2: {NAMES[1]}: refused: {BLUR.message}",
        f"2 of 2: {NAMES[0]}: done",
    ]
