"""Sees to it that each analysis which is not over has a job that a worker will take."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from service.chores import beside, tried
from service.queue import Queue
from service.runs import Runs

log = logging.getLogger("midstance")

_LOOK_S = 60.0


class Reviver:
    """Has a new job made for each analysis whose own is lost, now and then."""

    def __init__(self, runs: Runs, queue: Queue) -> None:
        self._runs, self._queue = runs, queue
        self._stopping = threading.Event()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Look now, and once a minute until the block ends. Raises OperationalError."""
        self.revive()
        with beside(self._work, self._stopping, name="reviver"):
            yield

    def revive(self) -> None:
        """Look for lost jobs; one that is about to end, or to be replaced, is let be."""
        unfinished = self._runs.unfinished()
        lost = self._queue.missing(unfinished.values())
        for id, job in unfinished.items():
            if job in lost and self._runs.replace_job(id, job, partial(self._queue.enqueue, id=id)):
                log.error("the job of analysis %s was lost; it has another", id)

    def _work(self) -> None:
        while not self._stopping.wait(_LOOK_S):
            with tried("looking for lost jobs"):
                self.revive()
