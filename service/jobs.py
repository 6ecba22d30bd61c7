"""The queue of analyses and the worker processes that empty it.

Nothing else knows of processes: a durable job engine can take this module's place behind
`enqueue`, `status`, `list` and `cancel`.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from service.child import SYSTEM_ERROR, Child, ChildDied, ChildRefused, ChildSilent
from service.models import Progress, Record, Status
from service.reports import check_video
from service.store import OUTPUTS, VIDEO, Store, UnknownAnalysis
from vision import Progress as OnProgress
from vision import Quality, Reason

log = logging.getLogger("midstance")

Work = Callable[[Path, Path, Record, OnProgress], Quality]
SILENCE_S = 600.0
CHECK_S = 60.0
MAX_ATTEMPTS = 3

NOT_THE_CLIP = {"networks_unavailable", SYSTEM_ERROR}  # what the clip is not to blame for
CRASHED = Reason("crashed", "The analysis stopped unexpectedly; trim the clip to 30 to 60 s and try again.")
SILENT = Reason("stalled", "The analysis made no progress for 10 minutes; upload a shorter clip.")
UNREADABLE = Reason("unreadable_video", "The file cannot be read; export the clip again as MP4 (H.264).")
CUT_OFF = Reason("cut_off", "The server went down during this analysis three times; upload a shorter clip.")


class Jobs:
    """Analyses in order of arrival, at most `workers` at a time, each in a process of its own."""

    def __init__(self, store: Store, work: Work, *, workers: int, silence_s: float = SILENCE_S) -> None:
        self._store, self._work, self._silence_s = store, work, silence_s
        self._threads = [threading.Thread(target=self._work_off, daemon=True) for _ in range(workers)]
        self._waiting: deque[str] = deque()
        self._running: dict[str, Child[Quality]] = {}
        self._progress: dict[str, Progress] = {}
        self._stopping = False
        self._changed = threading.Condition()
        self._checks = threading.BoundedSemaphore(workers)

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Take up what an earlier server left; at the end of the block, leave to the next what still runs."""
        for record in self._store.unfinished():
            if record.attempts < MAX_ATTEMPTS:
                self.enqueue(record.id)
            else:
                self._store.write(_ended(record, "failed", CUT_OFF))
        for thread in self._threads:
            thread.start()
        yield
        with self._changed:
            self._stopping = True
            for child in self._running.values():
                child.kill()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def check(self, video: Path) -> Reason | None:
        """Why a file cannot be read as a video; read in a process of its own, which a bad file may crash."""
        with self._checks:
            child = Child(check_video, video)
            try:
                child.result(lambda *_: None, silence_s=CHECK_S)
            except ChildRefused as error:
                return error.reason
            except (ChildDied, ChildSilent):
                return UNREADABLE
        return None

    def enqueue(self, id: str) -> None:
        """Have an admitted analysis done."""
        with self._changed:
            self._waiting.append(id)
            self._changed.notify()

    def status(self, id: str) -> Record:
        """The record of an analysis with its progress; raises UnknownAnalysis."""
        return self._store.read(id).model_copy(update={"progress": self._progress.get(id)})

    def list(self, *, offset: int, limit: int) -> list[Record]:
        """The newest analyses first."""
        records = []
        for id in self._store.ids()[::-1][offset : offset + limit]:
            with suppress(UnknownAnalysis):  # deleted meanwhile
                records.append(self.status(id))
        return records

    def cancel(self, id: str) -> None:
        """Take an analysis off the queue or kill its process; afterwards nothing touches its folder."""
        with self._changed:
            if id in self._waiting:
                self._waiting.remove(id)
            if id in self._running:
                self._running[id].kill()
            self._changed.wait_for(lambda: id not in self._running)

    def _work_off(self) -> None:
        while not self._stopping:
            try:
                self._work_on_next()
            except Exception:  # the thread must live on for the next analysis
                log.exception("an analysis could not be started, or its result not be stored")

    def _work_on_next(self) -> None:
        job = self._take()
        if job is None:
            return
        record, child = job
        try:
            self._store.write(self._outcome(record, child))
        finally:
            with self._changed:
                self._progress.pop(record.id, None)
                del self._running[record.id]
                self._changed.notify_all()

    def _take(self) -> tuple[Record, Child[Quality]] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._stopping)
            if self._stopping:
                return None
            record = self._store.read(self._waiting.popleft())
            folder = self._store.folder(record.id)
            child = Child(self._work, folder / VIDEO, folder / OUTPUTS, record)
            self._running[record.id] = child
            return record, child

    def _outcome(self, record: Record, child: Child[Quality]) -> Record:
        """Wait for the child; the record as it then stands."""
        running = record.model_copy(
            update={"status": "running", "started_at": datetime.now(UTC), "attempts": record.attempts + 1}
        )
        self._store.write(running)
        log.info("analysis %s: running", record.id)

        def on_progress(stage: str, fraction: float) -> None:
            self._progress[record.id] = Progress(stage=stage, fraction=fraction)

        try:
            quality = child.result(on_progress, silence_s=self._silence_s)
        except ChildRefused as error:
            return _ended(running, "failed" if error.reason.code in NOT_THE_CLIP else "refused", error.reason)
        except ChildSilent:
            return _ended(running, "failed", SILENT)
        except ChildDied as error:
            if self._stopping:
                return record
            if child.killed:
                return _ended(running, "cancelled")
            log.error("analysis %s: its process ended with exit code %s", record.id, error.exit_code)
            return _ended(running, "failed", CRASHED)
        if quality.verdict == "refused":
            return _ended(running, "refused", *quality.reasons)
        return _ended(running, "done")


def _ended(record: Record, status: Status, *reasons: Reason) -> Record:
    log.info("analysis %s: %s", record.id, status)
    update = {
        "status": status,
        "finished_at": datetime.now(UTC),
        "reasons": reasons,
        "reason": " ".join(reason.message for reason in reasons) or None,
    }
    return record.model_copy(update=update)
