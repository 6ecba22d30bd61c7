"""What the routes know of jobs: submit, status, list, cancel, delete. Workers do the rest."""

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import partial

from sqlalchemy import Connection, Engine

from service.access.callers import LOCAL, Caller
from service.analyses import Analyses
from service.answers import keep_promise
from service.database import connect, migrate
from service.locks import locked
from service.models import FINAL, Record
from service.queue import Queue
from service.settings import Settings
from service.store import Store
from service.wanted import ALL, Wanted

_RELEASE_S = 10.0
_LOOK_S = 0.05
_FORMER_RECORD = "record.json"


class Jobs:
    """The analyses of one data folder, for the one server that admits them."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings, self._store = settings, store
        self._engine = connect(settings.database_url)
        self._analyses = Analyses(self._engine)
        self._queue = Queue(self._engine)

    @property
    def engine(self) -> Engine:
        """The connections to the database, for the other parts of the server."""
        return self._engine

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Own the data folder, and put right what a crash left half way.

        Raises BlockingIOError when another server owns it, OSError, UnusableDatabase.
        """
        self._store.create()
        with locked(self._store.root / ".lock"):
            migrate(self._engine)
            self._adopt()
            self._store.sweep(self._analyses.ids())
            self._revive()
            try:
                yield
            finally:
                self._engine.dispose()

    def _adopt(self) -> None:
        """Take in the analyses of versions that had no database, but a file beside each clip."""
        for file in self._store.root.glob(f"[!.]*/{_FORMER_RECORD}"):
            record = Record.model_validate_json(file.read_bytes())
            if record.status not in FINAL:
                record = record.model_copy(update={"status": "queued", "attempts": 0})
            if record.id not in self._analyses.ids():
                with self._engine.begin() as connection:
                    job = self._queue.enqueue(connection, record.id)
                    self._analyses.add(connection, record, job)
            file.unlink()

    def _revive(self) -> None:
        """Have a new job made for each analysis whose own is lost."""
        unfinished = self._analyses.unfinished()
        lost = self._queue.missing(unfinished.values())
        for id, job in unfinished.items():
            if job in lost:
                self._analyses.replace_job(id, job, partial(self._queue.enqueue, id=id))

    def submit(self, record: Record, enter: Callable[[Connection], None]) -> None:
        """Admit an upload: its files, its row, its job and what `enter` adds, all or none.

        Raises BrokenPromise, OSError.
        """
        with self._store.admitted(record.id), self._engine.begin() as connection:
            self._analyses.add(connection, record, self._queue.enqueue(connection, record.id))
            enter(connection)
            keep_promise(connection, 202, f"/v1/analyses/{record.id}")

    def status(self, id: str, by: Caller = LOCAL) -> Record:
        """The record of an analysis with its progress; raises UnknownAnalysis."""
        return self._analyses.read(id, by)

    def look(self, ids: Collection[str]) -> dict[str, Record]:
        """Those of these analyses that are there, whoever's they are."""
        return self._analyses.look(ids)

    def list(
        self, by: Caller = LOCAL, wanted: Wanted = ALL, *, before: str | None = None, limit: int
    ) -> list[Record]:
        """The newest analyses first, of those that came before the analysis `before`."""
        return self._analyses.list(by, wanted, before=before, limit=limit)

    def assign(self, id: str, athlete: str | None, by: Caller = LOCAL) -> Record:
        """Say whom an analysis of the caller's own shows; raises UnknownAnalysis, NotTheOwner."""
        self._analyses.require_owner(id, by)
        self._analyses.assign(id, athlete, by)
        return self.status(id, by)

    def cancel(self, id: str, by: Caller = LOCAL) -> None:
        """End an analysis that is not over, and wait until its worker touches its files no more."""
        self._analyses.cancel(id, by)
        end = time.monotonic() + _RELEASE_S  # a worker that is dead lets go of nothing
        while self._analyses.is_held(id) and time.monotonic() < end:
            time.sleep(_LOOK_S)

    def delete(self, id: str, by: Caller = LOCAL) -> None:
        """Stop an analysis of the caller's own if it runs, and remove everything of it.

        Raises UnknownAnalysis, NotTheOwner.
        """
        self._analyses.require_owner(id, by)
        self.cancel(id, by)
        with self._store.deleted(id):
            self._queue.forget(id)
            self._analyses.delete(id, by)
