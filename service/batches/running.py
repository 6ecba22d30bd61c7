"""A batch on this machine: each clip in a process of its own, some at a time, none twice."""

import hashlib
import os
import queue
import re
import shutil
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from service.attempts import MAY_PASS, Outcome, Work, attempt
from service.batches.journal import End, Journal
from service.batches.ledger import Row, measured
from service.batches.manifest import ListedClip
from service.child import Child, ProcessLimits
from service.folders import document_in
from service.models import Record
from vision import REPORT_FILE, Reason

REPORTS = "reports"
BACK_OFF_S = 5.0
CANCELLED = Reason("cancelled", "Somebody cancelled this analysis; start again to have it done.")
_NAME_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Task:
    """One content with one set of settings, whatever it is called; `record` is what its process is told."""

    key: str
    path: Path
    sha256: str
    record: Record

    @property
    def report(self) -> str:
        """Where in the folder of the batch its report lies."""
        stem = re.sub(r"[^\w.-]+", "-", Path(self.record.file_name).stem)[:_NAME_LENGTH].strip("-.")
        return f"{REPORTS}/{stem or 'clip'}-{self.key[:12]}"


@dataclass(frozen=True, slots=True)
class WorkList:
    """What is to be done for some clips: `tasks` by key, and the key of each clip that can be read."""

    tasks: Mapping[str, Task]
    keys: Mapping[ListedClip, str]
    unreadable: Mapping[ListedClip, Reason]


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who watches a batch: what a worker does, how far it is, and each end, by the worker's slot if known."""

    progress: Callable[[int, Task, str, float], None]
    ended: Callable[[int | None, Task, End], None]


def work_list(clips: Iterable[ListedClip], *, at_a_time: int) -> WorkList:
    """Look at every clip, and find which are the same."""
    known = list(clips)
    with ThreadPoolExecutor(at_a_time) as readers:
        found = dict(zip(known, readers.map(_task, known), strict=True))
    tasks = {clip: task for clip, task in found.items() if isinstance(task, Task)}
    first = {task.key: task for task in reversed(tasks.values())}
    return WorkList(
        tasks={task.key: first[task.key] for task in tasks.values()},
        keys={clip: task.key for clip, task in tasks.items()},
        unreadable={clip: reason for clip, reason in found.items() if isinstance(reason, Reason)},
    )


def _task(clip: ListedClip) -> Task | Reason:
    try:
        with clip.path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        words = f"{clip.name} cannot be opened ({error.strerror}); put it there and start again."
        return Reason("unreadable_file", words)
    key = hashlib.sha256(f"{sha256} {clip.settings.model_dump_json()}".encode()).hexdigest()
    record = Record(
        id=key[:32], file_name=clip.path.name, settings=clip.settings, created_at=datetime.now(UTC)
    )
    return Task(key, clip.path.absolute(), sha256, record)


class LocalWorkers:
    """Works off tasks; `limits` are those of one process, of which each worker has one at a time."""

    def __init__(
        self,
        out: Path,
        journal: Journal,
        work: Work,
        watcher: Watcher,
        *,
        limits: ProcessLimits,
        workers: int,
        back_off_s: float = BACK_OFF_S,
    ) -> None:
        self._out, self._journal, self._work, self._watcher = out, journal, work, watcher
        self._limits, self._workers, self._back_off_s = limits, workers, back_off_s
        self._waiting: queue.SimpleQueue[Task] = queue.SimpleQueue()
        self._writing = threading.Lock()
        self._stopping = threading.Event()

    def run(self, tasks: Iterable[Task]) -> None:
        """Have every task end; whatever ends the block early kills what runs. Raises OSError."""
        for task in tasks:
            self._waiting.put(task)
        with ThreadPoolExecutor(self._workers, thread_name_prefix="worker") as pool:
            try:
                slots = [pool.submit(self._work_off, slot) for slot in range(self._workers)]
                for slot in slots:
                    slot.result()
            finally:
                self._stopping.set()

    def _work_off(self, slot: int) -> None:
        limits = replace(self._limits, cores=cores_of(slot, self._workers))
        while not self._stopping.is_set():
            try:
                task = self._waiting.get_nowait()
            except queue.Empty:
                return
            try:
                end = self._ended(slot, task, limits)
            except BaseException:
                self._stopping.set()
                raise
            if end is not None:
                with self._writing:
                    self._journal.write(end)
                    self._watcher.ended(slot, task, end)

    def _ended(self, slot: int, task: Task, limits: ProcessLimits) -> End | None:
        """How a task ended after as many attempts as it may have; None where it was stopped."""
        record, folder = task.record, self._out / task.report
        while True:
            record = record.model_copy(update={"attempts": record.attempts + 1})
            for left in folder.glob(".partial-*"):  # of a process that was killed
                shutil.rmtree(left)
            child = Child(self._work, task.path, folder, record, limits=limits)
            outcome = attempt(
                child,
                lambda stage, fraction: self._watcher.progress(slot, task, stage, fraction),
                lambda: not self._stopping.is_set(),
            )
            delay_s = outcome.delay_s(record, self._back_off_s)
            if delay_s is None:
                return end_of(task, outcome, self._out)
            if not outcome.counted:
                spared = {"attempts": record.attempts - 1, "faults": record.faults + 1}
                record = record.model_copy(update=spared)
            if self._stopping.wait(delay_s):
                return None


def cores_of(slot: int, workers: int) -> frozenset[int] | None:
    """A worker's share of the cores that this process may use, where the system can keep it to them."""
    if not hasattr(os, "sched_getaffinity"):
        return None
    cores = sorted(os.sched_getaffinity(0))
    return frozenset(cores[slot % len(cores) :: workers]) or frozenset(cores)


def end_of(task: Task, outcome: Outcome, out: Path) -> End | None:
    """How a task ended, with the report that lies in its folder, if any; None where nobody wanted it."""
    if outcome.status is None:
        return None
    row = Row("", outcome.status, outcome.reasons)
    if outcome.status != "failed" and (out / task.report / REPORT_FILE).is_file():
        row = _with_report(row, out, task.report)
    return End(task.key, row.verdict, row.reasons, row.report)


def is_final(end: End) -> bool:
    """Whether doing it again would end the same: not where disk or networks were missing."""
    return end.verdict != "failed" or not {reason.code for reason in end.reasons} & {
        *MAY_PASS,
        CANCELLED.code,
    }


def rows(clips: Iterable[ListedClip], found: WorkList, journal: Journal, out: Path) -> list[Row]:
    """The ledger of what has ended, a row for each clip."""
    known = []
    for clip in clips:
        row = Row(clip.name, "failed", athlete=clip.athlete, tags=clip.tags)
        if clip in found.unreadable:
            known.append(replace(row, reasons=(found.unreadable[clip],)))
        elif (end := journal.ends.get(found.keys[clip])) is not None:
            sha256 = found.tasks[end.key].sha256
            row = replace(row, verdict=end.verdict, reasons=end.reasons, sha256=sha256)
            known.append(row if end.report is None else _with_report(row, out, end.report))
    return known


def _with_report(row: Row, out: Path, report: str) -> Row:
    return measured(row, document_in(out / report), report)
