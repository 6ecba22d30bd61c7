"""What the routes do with jobs: submit, cancel, delete. Workers do the rest."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine

from service.access.callers import Caller
from service.access.owners import require_owner
from service.analyses import Analyses, UnknownAnalysis
from service.analyses import hold as hold_analysis
from service.answers import keep_promise
from service.batches.ending import cancel_all, delete_all
from service.batches.rows import hold
from service.cleaner import Cleaner
from service.database import connect, disposing
from service.ids import Ids
from service.locks import only_one
from service.models import FINAL, Record
from service.queue import Queue
from service.reserve import Reserve
from service.revival import Reviver
from service.runs import Runs
from service.settings import Settings
from service.store import FORMER_REPORT, Store
from service.strays import Strays
from service.turns import next_turn

_FORMER_RECORD = "record.json"


class Jobs:
    """The analyses of one database, for the one server that admits them."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings, self._store = settings, store
        self._engine = connect(settings.database_url)
        self._analyses = Analyses(self._engine)
        self._queue = Queue(self._engine)
        self._strays = Strays(self._engine)
        self._reserve = Reserve(self._engine)
        self._cleaner = Cleaner(self._strays, store, self._queue, self._reserve)
        self._reviver = Reviver(Runs(self._engine), self._queue)
        self._ids = Ids()

    @property
    def engine(self) -> Engine:
        """The connections to the database, for the other parts of the server."""
        return self._engine

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Own data folder and database, and look after what is kept; raises what `owned` raises."""
        with self.owned(), self._reviver.at_work(), self._cleaner.at_work():
            yield

    @contextmanager
    def owned(self) -> Iterator[None]:
        """Own data folder and database, and put right what a crash left half way.

        Raises BlockingIOError when another server owns them, OSError, UnusableDatabase.
        """
        lock = self._settings.data / "server.lock"
        with disposing(self._engine), only_one(self._engine, lock, "server"):
            for left in self._settings.scratch.glob("revision-*"):
                shutil.rmtree(left)
            self._adopt()
            known = self._analyses.ids()
            if not known:  # else blobs whose place is missing are on a disk that is not mounted
                self._store.blobs.create()
            self._ids.follow(max(known, default=None))
            self._strays.give_up()
            yield

    def _adopt(self) -> None:
        """Take in the analyses of versions that had no database, but a file beside each clip."""
        for file in self._settings.data.glob(f"analyses/[!.]*/{_FORMER_RECORD}"):
            record = Record.model_validate_json(file.read_bytes())
            if record.status not in FINAL:
                record = record.model_copy(update={"status": "queued", "attempts": 0})
            if record.id not in self._analyses.ids():
                with self._engine.begin() as connection:
                    job = self._queue.enqueue(connection, 1, id=record.id)
                    self._analyses.add(connection, record, job, report=FORMER_REPORT)
            file.unlink()

    def new_id(self) -> str:
        """An id for the next analysis, which comes after all that there are."""
        return self._ids.new()

    def submit(self, record: Record, clips: Mapping[str, Path], enter: Callable[[Connection], None]) -> None:
        """Admit an upload: its clips, its row, its job and what `enter` adds, all or none.

        `clips` are files of this machine by their names in the store. They are the caller's to remove
        afterwards, and must not change. Raises Problem, KnownAnalysis, UnknownBatch, BrokenPromise,
        OSError and OperationalError.
        """
        self._admit(record, partial(self._store.keep_clips, record.id, clips), enter)

    def submit_again(self, record: Record, of: Record, enter: Callable[[Connection], None]) -> None:
        """Admit another analysis of clips that are stored, which gets them for itself: either may go alone.

        Raises what `submit` raises, and UnknownAnalysis where the other one goes meanwhile.
        """

        def entered(connection: Connection) -> None:
            hold_analysis(connection, of.id)
            enter(connection)

        try:
            self._admit(record, partial(self._store.copy_clips, of, record.id), entered)
        except FileNotFoundError as error:
            raise UnknownAnalysis from error

    def _admit(
        self, record: Record, store_clips: Callable[[], None], enter: Callable[[Connection], None]
    ) -> None:
        self._strays.announce(record.id)
        try:
            store_clips()
            with self._engine.begin() as connection:
                self._strays.admit(connection, record.id)
                require_owner(connection, record.owner)
                if record.batch:
                    hold(connection, record.batch)
                turn = next_turn(connection, record.owner, in_batch=record.batch is not None)
                job = self._queue.enqueue(connection, turn, id=record.id)
                self._analyses.add(connection, record, job, turn=turn)
                enter(connection)
                keep_promise(connection, 202, f"/v1/analyses/{record.id}")
        except BaseException:
            self._cleaner.give_up(record.id)
            raise

    def give_up(self, id: str) -> None:
        """Have removed what was stored and announced as a stray, unless a row tells of it; soon."""
        self._cleaner.give_up(id)

    def cancel(self, id: str, by: Caller) -> None:
        """End an analysis that is not over; its worker kills it within a second."""
        self._analyses.cancel(id, by)

    def cancel_batch(self, batch: str) -> None:
        """End what is not over of a batch; workers kill it within a second."""
        self._queue.drop(cancel_all(self._engine, batch))

    def delete_batch(self, batch: str) -> None:
        """Forget a batch with its analyses, and soon all that is kept of them."""
        self._reserve.for_(partial(self.cancel_batch, batch))
        self._reserve.for_(partial(delete_all, self._engine, batch))
        self._cleaner.wake()

    def delete(self, id: str, by: Caller) -> None:
        """Forget an analysis of the caller's own, and remove everything of it.

        What its worker still holds goes when that has noticed. Raises UnknownAnalysis, NotTheOwner.
        """
        self._analyses.require_owner(id, by)
        self._reserve.for_(partial(self.cancel, id, by))
        self._reserve.for_(partial(self._analyses.delete, id, by))
        self._cleaner.remove(id)
