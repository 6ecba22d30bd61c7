"""Removes what the database knows to be on its way out, as soon as nobody works on it; keeps the reserve."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from service.chores import beside, tried
from service.queue import Queue
from service.reserve import Reserve
from service.store import Store
from service.strays import Strays

log = logging.getLogger("midstance")

_SOON_S, _LATER_S = 1.0, 60.0


class Cleaner:
    """Looks after the strays for as long as it is at work."""

    def __init__(self, strays: Strays, store: Store, queue: Queue, reserve: Reserve) -> None:
        self._strays, self._store, self._queue, self._reserve = strays, store, queue, reserve
        self._given_up: set[str] = set()
        self._look, self._stopping = threading.Event(), threading.Event()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Clean up until the block ends."""
        with beside(self._work, self._stopping, self._look, name="cleaner"):
            yield

    def give_up(self, id: str) -> None:
        """Have an upload, or a report, removed that was not admitted, once the database answers."""
        self._given_up.add(id)
        self._look.set()

    def remove(self, id: str) -> None:
        """Remove now what can be, of an analysis that is forgotten, and the rest when its worker is done."""
        with tried("removing what is kept of an analysis"):
            if self._removed(id):
                return
        self.wake()

    def wake(self) -> None:
        """Have what is to go looked at now."""
        self._look.set()

    def _work(self) -> None:
        while not self._stopping.is_set():
            some_are_left = self._some_are_left()
            with tried("keeping room on the disk"):
                self._reserve.keep()
            self._look.wait(_SOON_S if some_are_left else _LATER_S)
            self._look.clear()

    def _some_are_left(self) -> bool:
        with tried("what is to be removed"):
            for id in tuple(self._given_up):
                self._strays.give_up(id)
                self._given_up.discard(id)
            removed = [self._removed(id) for id in self._strays.leaving()]
            return not all(removed)
        return True

    def _removed(self, id: str) -> bool:
        try:
            nobody_works = self._queue.forget(id)  # asked first: whoever still works may store something
            self._store.remove(id)
            if nobody_works:
                self._strays.gone(id)
            return nobody_works
        except OSError as error:
            log.warning("what is kept of %s cannot be removed now (%s)", id, type(error).__name__)
            return False
