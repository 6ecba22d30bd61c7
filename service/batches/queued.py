"""A batch through the queue of a database: its workers, on as many machines as there are, do the analyses."""

import logging
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

from service.access.callers import LOCAL
from service.analyses import Analyses
from service.attempts import Outcome
from service.batches.journal import Journal
from service.batches.running import CANCELLED, Task, Watcher, end_of
from service.database import disposing
from service.folders import report_folder
from service.ids import TIME_DIGITS
from service.jobs import Jobs
from service.models import Record
from service.operations.roll import Roll
from service.settings import Settings
from service.store import VIDEO, Store

log = logging.getLogger("midstance")

AHEAD = 32  # clips in the store at a time, more than as many machines work off between two looks
_LOOK_S = 0.5
_ASK_S = 30.0


class QueuedWorkers:
    """Works off tasks as analyses of a database without accounts, which go once their ends are noted.

    The id of an analysis ends as the key of its task begins: a command that was killed finds its own again.
    """

    def __init__(self, out: Path, journal: Journal, watcher: Watcher, settings: Settings) -> None:
        self._out, self._journal, self._watcher = out, journal, watcher
        self._settings, self._store = settings, Store(settings)
        self._jobs = Jobs(settings, self._store)
        self._analyses, self._roll = Analyses(self._jobs.engine), Roll(self._jobs.engine)
        self._under_way: dict[str, Task] = {}
        self._slots: dict[str, int] = {}
        self._asked = time.monotonic()

    def run(self, tasks: Iterable[Task]) -> None:
        """Have every task end. Raises Problem where the database has accounts, OSError, UnusableDatabase."""
        waiting = deque(tasks)
        with self._served():
            known = {id[TIME_DIGITS:]: id for id in self._analyses.ids()}
            self._remove(known[head] for head in map(_key_head, self._journal.ends) if head in known)
            while waiting or self._under_way:
                while waiting and len(self._under_way) < AHEAD:
                    task = waiting.popleft()
                    self._under_way[known.pop(_key_head(task.key), "") or self._submit(task)] = task
                waiting.extend(self._look())
                self._tell_if_nobody_works()
                time.sleep(_LOOK_S)

    @contextmanager
    def _served(self) -> Iterator[None]:
        """Stand in for the server of the database, unless it is at work."""
        with ExitStack() as stack:
            try:
                stack.enter_context(self._jobs.opened())
            except BlockingIOError:
                stack.enter_context(disposing(self._jobs.engine))
            yield

    def _remove(self, ids: Iterable[str]) -> None:
        for id in ids:
            self._jobs.delete(id, LOCAL)

    def _submit(self, task: Task) -> str:
        id = self._jobs.new_id()[:TIME_DIGITS] + _key_head(task.key)
        record = task.record.model_copy(update={"id": id})
        self._jobs.submit(record, {VIDEO: task.path}, lambda _: None)
        return id

    def _look(self) -> list[Task]:
        """Tell how far all is and take in what has ended; the tasks whose analyses somebody removed."""
        records = self._analyses.look(self._under_way)
        lost = {id: task for id, task in self._under_way.items() if id not in records}
        for id in lost:
            del self._under_way[id]
            self._slots.pop(id, None)
        for id, record in records.items():
            if record.is_over:
                self._take_in(record)
            elif record.progress:
                slot = self._slots.setdefault(id, _lowest_free(self._slots.values()))
                progress = record.progress
                self._watcher.progress(slot, self._under_way[id], progress.stage, progress.fraction)
        return list(lost.values())

    def _take_in(self, record: Record) -> None:
        """Bring its report here, note its end, and leave nothing of it in the store. Raises OSError."""
        task = self._under_way[record.id]
        outcome = Outcome(record.status, record.reasons)
        if record.status == "cancelled":
            outcome = Outcome("failed", (CANCELLED,))
        elif report := self._analyses.report(record.id):
            with report_folder(self._out / task.report) as folder:
                self._store.fetch_files(f"{record.id}/{report}", folder)
        slot = self._slots.pop(record.id, None)
        if end := end_of(task, outcome, self._out):
            self._journal.write(end)
            self._watcher.ended(slot, task, end)
        del self._under_way[record.id]
        self._remove([record.id])

    def _tell_if_nobody_works(self) -> None:
        if time.monotonic() - self._asked > _ASK_S:
            self._asked = time.monotonic()
            if not any(self._roll.alive().values()):
                log.warning("No worker is at work on this database; start midstance worker with it.")


def _key_head(key: str) -> str:
    return key[:TIME_DIGITS]


def _lowest_free(taken: Iterable[int]) -> int:
    used = set(taken)
    return next(slot for slot in count() if slot not in used)
