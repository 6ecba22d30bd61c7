"""A worker: takes one job at a time off the queue and sees it through, in a process of its own."""

import logging
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

from dbos import DBOS, DBOSConfig
from sqlalchemy.exc import OperationalError

from service.analyses import Analyses
from service.attempts import (
    CRASHED,
    INTERRUPTED,
    LONGEST_DELAY_S,
    MAX_ATTEMPTS,
    Outcome,
    Work,
    attempt,
    server_at_fault,
)
from service.blobs import StoreGone
from service.child import Child
from service.database import connect, migrate
from service.folders import document_in
from service.models import FINAL, Progress, Record
from service.queue import JOB, Queue
from service.revisions.flagged import flags_of
from service.runs import Runs
from service.settings import Settings
from service.store import Store
from vision import Progress as OnProgress

log = logging.getLogger("midstance")

Value = TypeVar("Value")
BACK_OFF_S = 10.0
_TELL_S = 0.5
_GIVE_BACK_S = 15
_DATABASE_RETRY_S = 1.0
_STORE_RETRY_S = 2.0
_POLLS_A_LOOK = 20
_REPORT = "report"
_ENGINE_VERSION = "jobs-1"  # the same for every version of the product, so that jobs outlive an upgrade


class Worker:
    """One slot of work; by its name, which stays the same, the engine knows whose jobs are whose.

    One in a process at a time. After a fault that may pass the next attempt waits `back_off_s`, then four
    times that.
    """

    def __init__(
        self,
        settings: Settings,
        work: Work,
        *,
        name: str,
        poll_s: float = 0.5,
        back_off_s: float = BACK_OFF_S,
    ) -> None:
        self._work, self._name = work, name
        self._poll_s, self._back_off_s = poll_s, back_off_s
        self._limits = settings.limits
        self._scratch = settings.scratch / name
        self._engine = connect(settings.database_url)
        self._analyses, self._runs = Analyses(self._engine), Runs(self._engine)
        self._store = Store(settings)
        self._queue = Queue(self._engine)
        self._stopping = threading.Event()
        self._at_work: set[str] = set()
        self._free = threading.Lock()

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Work off the queue; at the end of the block, give back what still runs. Raises UnusableDatabase."""
        migrate(self._engine)
        self._queue.prepare(poll_s=self._poll_s)
        logging.getLogger("dbos").addHandler(logging.NullHandler())  # or the engine adds one of its own
        shutil.rmtree(self._scratch, ignore_errors=True)  # of a worker of this name that was killed
        DBOS(config=self._config())

        @DBOS.workflow(name=JOB, max_recovery_attempts=None)  # attempts are counted where one begins
        def see_through(id: str) -> None:
            self._take(id, DBOS.workflow_id or "")

        lookout = threading.Thread(target=self._look_for_forgotten_jobs)
        try:
            DBOS.launch()
            lookout.start()
            yield
        finally:
            self._stopping.set()
            if lookout.ident:
                lookout.join()
            DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=_GIVE_BACK_S)
            self._engine.dispose()

    def _config(self) -> DBOSConfig:
        return {
            "name": "midstance",
            "system_database_engine": self._engine,
            "application_version": _ENGINE_VERSION,
            "executor_id": self._name,
            "enable_otlp": False,
            "log_level": "WARNING",
        }

    def _look_for_forgotten_jobs(self) -> None:
        """Put back jobs that the engine thinks are done here, and nobody here knows of.

        It deals a job out and tells us in two steps, between which the database may be killed.
        """
        suspects: set[str] = set()
        while not self._stopping.wait(_POLLS_A_LOOK * self._poll_s):
            try:
                forgotten = set(self._queue.holders().get(self._name, [])) - self._at_work
                self._queue.put_back(forgotten & suspects)  # the others may be on their way
                self._queue.hasten(longest_delay_s=LONGEST_DELAY_S)
                suspects = forgotten
            except OperationalError:
                log.warning("the database does not answer; nobody looks for forgotten jobs")

    def _take(self, id: str, job: str) -> None:
        self._at_work.add(job)
        try:
            with self._free:
                self._see_through(id, job)
        finally:
            self._at_work.discard(job)

    def _see_through(self, id: str, job: str) -> None:
        """What the engine has done for each job; whatever becomes of the analysis, it ends in its row."""
        run = secrets.token_hex(8)
        record = self._persist(partial(self._runs.begin, id, job, run))
        if record is None:
            self._persist(partial(self._tidy, id))
            return
        try:
            with self._workplace() as folder:
                outcome = self._outcome(record, run, folder)
                self._conclude(record, run, outcome, folder / _REPORT)
        except Exception:  # an analysis must not be left behind, nor the worker be stopped by it
            log.exception("analysis %s could not be begun, or its result not be stored", id)
            self._conclude(record, run, Outcome("failed", (CRASHED,), again=True))

    def _tidy(self, id: str) -> None:
        """Remove what a run that was killed had stored of an analysis that is over by now."""
        if any(record.status in FINAL for record in self._analyses.look([id]).values()):
            with self._removing(id):
                self._store.tidy(id, self._analyses.report(id))

    @contextmanager
    def _removing(self, id: str) -> Iterator[None]:
        """What cannot be removed now is not shown either."""
        try:
            yield
        except OSError as error:
            log.warning("analysis %s: what is not shown cannot be removed (%s)", id, type(error).__name__)

    @contextmanager
    def _workplace(self) -> Iterator[Path]:
        """An empty folder of this machine, of which nothing is left afterwards. Raises OSError."""
        shutil.rmtree(self._scratch, ignore_errors=True)  # of a worker of this name that was killed
        self._scratch.mkdir(mode=0o700, parents=True)
        try:
            yield self._scratch
        finally:
            shutil.rmtree(self._scratch, ignore_errors=True)

    def _outcome(self, record: Record, run: str, folder: Path) -> Outcome:
        if record.attempts > MAX_ATTEMPTS:
            return Outcome("failed", (INTERRUPTED,))
        log.info("analysis %s: running", record.id)
        try:
            video = self._store.fetch_clips(record, folder)
        except OSError as error:
            return server_at_fault(error)
        child = Child(self._work, video, folder / _REPORT, record, limits=self._limits)
        return attempt(child, self._teller(record.id, run), partial(self._is_wanted, record.id, run))

    def _teller(self, id: str, run: str) -> OnProgress:
        told = 0.0

        def tell(stage: str, fraction: float) -> None:
            nonlocal told
            if time.monotonic() - told < _TELL_S:
                return
            told = time.monotonic()
            try:
                self._runs.advance(id, run, Progress(stage=stage, fraction=fraction))
            except OperationalError:
                log.warning("the database does not answer; the analysis goes on without telling its progress")

        return tell

    def _is_wanted(self, id: str, run: str) -> bool:
        try:
            return not self._stopping.is_set() and self._runs.holds(id, run)
        except OperationalError:
            return True

    def _conclude(self, record: Record, run: str, outcome: Outcome, written: Path | None = None) -> None:
        """See that the analysis goes on elsewhere or is over, with what was written as its report."""
        if self._stopping.is_set() and outcome.status is None:
            self._give_back(record, run, outcome, first=True)
        elif (delay_s := outcome.delay_s(record, self._back_off_s)) is not None:
            log.info("analysis %s: once more in %.0f s", record.id, delay_s)
            self._give_back(record, run, outcome, delay_s=delay_s)
        elif outcome.status is not None:
            try:
                self._end(record, run, outcome, written if outcome.status != "failed" else None)
            except OSError as error:
                self._conclude(record, run, server_at_fault(error))

    def _end(self, record: Record, run: str, outcome: Outcome, written: Path | None) -> None:
        """Store the report, and then name it and the end of the analysis in one stroke. Raises OSError."""
        assert outcome.status is not None
        report = self._kept(record.id, run, written) if written else None
        flags = flags_of(document_in(written)) if written and outcome.status == "done" else ()
        end = partial(self._runs.end, record.id, run, outcome.status, outcome.reasons, report, flags=flags)
        ended = self._persist(partial(end, video_s=outcome.video_s))
        if ended:
            log.info("analysis %s: %s", record.id, outcome.status)
        with self._removing(record.id):
            if ended:
                self._store.tidy(record.id, report)
            else:
                self._store.drop_report(record.id, run)

    def _kept(self, id: str, run: str, written: Path) -> str | None:
        """Where the report is stored, however long the store is away; raises OSError when none wants it."""
        while True:
            try:
                return self._store.keep_report(id, run, written)
            except StoreGone:
                log.warning(
                    "analysis %s: the store does not answer; its report is kept as soon as it does", id
                )
                self._stopping.wait(_STORE_RETRY_S)
                if not self._is_wanted(id, run):
                    raise

    def _give_back(
        self, record: Record, run: str, outcome: Outcome, *, delay_s: float = 0.0, first: bool = False
    ) -> None:
        enqueue = partial(self._queue.enqueue, id=record.id, delay_s=delay_s, first=first)
        counted, reasons = outcome.counted, outcome.reasons_meanwhile
        self._persist(
            partial(self._runs.give_back, record.id, run, enqueue, counted=counted, reasons=reasons)
        )

    def _persist(self, change: Callable[[], Value]) -> Value:
        """Make a change in the database, however long that takes; raises OperationalError when stopping."""
        while True:
            try:
                return change()
            except OperationalError:
                log.warning("the database does not answer; trying again")
                if self._stopping.wait(_DATABASE_RETRY_S):
                    raise
