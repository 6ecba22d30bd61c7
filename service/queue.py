"""The queue of jobs, on the job engine (DBOS Transact); nothing else but `service.worker` knows the engine.

A job is the id of an analysis on its way to a worker. It is committed together with the row it is about,
is taken by one worker at a time, and is taken up again when that worker died before it had ended it.
"""

import re
import secrets
import time
from collections.abc import Collection

from dbos import DBOSClient, EnqueueOptions, WorkflowSerializationFormat
from sqlalchemy import Connection, Engine

NAME = "analyses"
JOB = "analyse"
_FIRST = 1  # the engine's highest priority
_LAST = 2**31 - 1
_WAITING = {"ENQUEUED", "DELAYED"}
_TO_BE_ENDED = _WAITING | {"PENDING"}


class Queue:
    """Jobs in order of their turns; those that were given back go first."""

    def __init__(self, engine: Engine) -> None:
        self._client = DBOSClient(system_database_engine=engine, lazy=True, retry_connection_errors=False)

    def prepare(self, *, poll_s: float) -> None:
        """Say how workers take jobs: one at a time each, as often as they look."""
        self._client.register_queue(NAME, worker_concurrency=1, polling_interval_sec=poll_s)

    def enqueue(
        self, connection: Connection, turn: int, *, id: str, delay_s: float = 0.0, first: bool = False
    ) -> str:
        """The name of a new job for an analysis, made in the caller's transaction."""
        job = f"{id}-{secrets.token_hex(4)}"
        options: EnqueueOptions = {
            "workflow_name": JOB,
            "queue_name": NAME,
            "workflow_id": job,
            "priority": _FIRST if first else min(_FIRST + turn, _LAST),
            "serialization_type": WorkflowSerializationFormat.PORTABLE,  # the default can run code
        }
        if delay_s:
            options["delay_seconds"] = delay_s
        self._client.enqueue_in_transaction(connection, options, id)
        return job

    def missing(self, jobs: Collection[str]) -> set[str]:
        """Those of these jobs that no worker will ever take or end."""
        if not jobs:
            return set()
        found = self._client.list_workflows(workflow_ids=list(jobs), load_input=False, load_output=False)
        return set(jobs) - {job.workflow_id for job in found if job.status in _TO_BE_ENDED}

    def forget(self, id: str) -> bool:
        """Leave no trace of the jobs of an analysis but of one that a worker has not ended yet.

        Whether there is none: then no worker touches anything of the analysis any more.
        """
        jobs = self._jobs(id)
        if names := [job for job, state in jobs.items() if state != "PENDING"]:
            self._client.cancel_workflows(names)
            self._client.delete_workflows(names)
        return "PENDING" not in jobs.values()

    def drop(self, jobs: Collection[str]) -> None:
        """Forget those of these jobs that no worker has begun."""
        if jobs:
            found = self._client.list_workflows(workflow_ids=list(jobs), load_input=False, load_output=False)
            if waiting := [job.workflow_id for job in found if job.status in _WAITING]:
                self._client.cancel_workflows(waiting)
                self._client.delete_workflows(waiting)

    def _jobs(self, id: str) -> dict[str, str]:
        """The jobs of an analysis with their states."""
        jobs = self._client.list_workflows(workflow_id_prefix=f"{id}-", load_input=False, load_output=False)
        return {job.workflow_id: job.status for job in jobs}

    def holders(self) -> dict[str, list[str]]:
        """The workers that have begun jobs and not ended them, dead ones too, with their jobs."""
        jobs = self._client.list_workflows(status="PENDING", load_input=False, load_output=False)
        held: dict[str, list[str]] = {}
        for job in jobs:
            held.setdefault(job.executor_id or "", []).append(job.workflow_id)
        return held

    def take_over(self, name: str, *, keep: int = 0) -> int:
        """Put back the jobs of a worker of this name that is dead; how many.

        The first `keep` of its slots are left alone: they come again and take up their jobs themselves.
        """
        mine = re.compile(re.escape(name) + r"-(\d+)")
        jobs = [
            job
            for slot, held in self.holders().items()
            if (match := mine.fullmatch(slot)) and int(match[1]) >= keep
            for job in held
        ]
        self.put_back(jobs)
        return len(jobs)

    def put_back(self, jobs: Collection[str]) -> None:
        """Have these jobs, which nobody works on, taken by whoever is free."""
        if jobs:
            self._client.resume_workflows(list(jobs), queue_name=NAME)

    def hasten(self, *, longest_delay_s: float) -> None:
        """Put back what waits for a time farther off than anything is delayed: the clock was set back."""
        latest_ms = 1000 * (time.time() + longest_delay_s)
        jobs = self._client.list_workflows(status="DELAYED", load_input=False, load_output=False)
        self.put_back([job.workflow_id for job in jobs if (job.delay_until_epoch_ms or 0) > latest_ms])
