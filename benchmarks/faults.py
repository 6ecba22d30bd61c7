"""Many analyses while whatever serves them is killed without warning, again and again; what became of them.

    python benchmarks/faults.py [--database sqlite|postgresql] [--analyses 200] [--kills 30] [--seed 1]

Starts `midstance serve` and `midstance worker` on data of their own, with PostgreSQL beside them if asked.
Clients upload small clips, and repeat with the same Idempotency-Key what was not acknowledged. Meanwhile
kill -9 meets the server, the machine with more workers, a worker, the process of an analysis, the database
server, one of its connections, or everything at once, in a random order at random moments. First each clip
is analysed once undisturbed; that says how it has to end. Exits with 1 where anything is wrong.
"""

import argparse
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from faults_checks import Expected, expected, stray_files, wrong_ends, wrong_report, wrong_webhooks
from faults_client import Client, Order, Told, receiving
from faults_clips import UploadedClip, clips
from faults_outcome import Kill, Outcome, summary, table
from faults_service import Service, kill
from faults_state import State
from postgres_process import Postgres

from service.models import FINAL

CPU_LIMIT_S = 10  # an ordinary analysis of these clips takes 4
AT_ONCE = 4  # clients
AHEAD = 16  # analyses in the queue, so that clips are uploaded all the time
BURST = 6  # uploads that are begun just before everything breaks
STALLED_S = 600.0
SURVIVES_S = 5.0  # at most, whose parent was killed
ENDLESS_EVERY = 25
SETTINGS = {
    "MIDSTANCE_CPU_LIMIT_S": str(CPU_LIMIT_S),
    "MIDSTANCE_FREE_SPACE_MIB": "100",
    "MIDSTANCE_WEBHOOKS": "1",
    "MIDSTANCE_WEBHOOK_HTTP": "1",
}
PROCESSES = ("server", "machine of workers", "worker", "analysis", "everything")
DATABASES = ("database server", "database connection")


class Faults:
    """One run: a service, its clients, and who kills."""

    def __init__(self, service: Service, *, seed: int) -> None:
        self._service, self._chance = service, random.Random(seed)
        self._state, self._client = State(service.database), Client(service.url)
        self._orders: list[Order] = []
        self._right: dict[str, Expected] = {}
        self._hits: Counter[str] = Counter()
        self._ahead = AHEAD

    def run(self, *, analyses: int, kills: int) -> Outcome:
        """All that is killed, and all that is wrong afterwards."""
        begun = time.monotonic()
        with ExitStack() as stack:
            address, told = stack.enter_context(receiving())
            stack.enter_context(self._service.running())
            _wait_until(self._is_ready, STALLED_S)
            self._ask("POST", "/v1/webhooks", json={"url": address})
            known = clips()
            self._learn(known)
            done = self._disturb(known, analyses, kills)
            records = self._records()
            _wait_until(lambda: len(told.messages) >= len(records), STALLED_S / 10)
            wrong = list(self._wrong(told, records))
            wrong += [words for one in done for words in one.wrong()]
        wrong += self._left_behind(records)
        statuses = Counter(record["status"] for record in records)
        twice = sum(times > 1 for times in told.times.values())
        took_s = time.monotonic() - begun
        return Outcome(len(self._orders), done, wrong, self._client.answers, statuses, twice, took_s)

    def _learn(self, known: Sequence[UploadedClip]) -> None:
        """Analyse each clip once while nothing is killed."""
        self._submit(known)
        self._wait_until_ended()
        by_name = {order.file_name: order for order in self._orders}
        for record in self._records():
            clip = by_name[record["file_name"]].clip
            self._right[clip.name] = expected(record, self._report(record["id"]))

    def _disturb(self, known: Sequence[UploadedClip], analyses: int, kills: int) -> list[Kill]:
        *cheap, endless = known
        pattern = [*islice(cycle(cheap), ENDLESS_EVERY - 1), endless]
        before, watchers = self._state.ended(), []
        kinds = PROCESSES + (DATABASES if self._service.postgres else ())
        whats = list(islice(cycle(kinds), kills))
        self._chance.shuffle(whats)
        clients = threading.Thread(target=self._submit, args=(list(islice(cycle(pattern), analyses)),))
        clients.start()
        done = []
        for number, what in enumerate(whats):
            self._wait_until_ended(before + analyses * number // kills)
            time.sleep(self._chance.uniform(0.0, 3.0))
            self._ahead += BURST
            time.sleep(self._chance.uniform(0.0, 0.8))
            done.append(self._kill(what))
            self._ahead -= BURST
            watchers.append(threading.Thread(target=self._watch, args=(done[-1],)))
            watchers[-1].start()
        clients.join()
        self._wait_until_ended()
        for watcher in watchers:
            watcher.join()
        return done

    def _submit(self, clips_: Sequence[UploadedClip]) -> None:
        """Order an analysis of each clip, some at a time, until all are acknowledged."""
        orders = [Order(number, clip) for number, clip in enumerate(clips_, len(self._orders))]
        self._orders += orders
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(self._send, orders))

    def _send(self, order: Order) -> None:
        while len(self._client.acknowledged) - self._state.ended() >= self._ahead:
            time.sleep(0.2)
        self._client.send(order)

    def _kill(self, what: str) -> Kill:
        service = self._service
        _wait_until(lambda: self._victims(what), STALLED_S)
        victims = self._victims(what)
        slots, pids = victims or ((), [])
        held, below = self._state.held(slots), service.below(pids)
        kill_ = Kill(what, time.monotonic(), held, below, missed=victims is None)
        self._hits.update(kill_.interrupted.keys())
        kill(pids)
        if service.postgres and what in ("database server", "everything"):
            service.postgres.kill()
            time.sleep(self._chance.uniform(0.0, 5.0))
            service.postgres.start()
        return kill_

    def _victims(self, what: str) -> tuple[tuple[str, ...], list[int]] | None:
        """The workers that a kill meets, and the processes to be killed; None while there are none."""
        service = self._service
        if what == "everything":
            return ("serve-0", "side-0"), list(service.processes())
        if what == "database server":
            return (), []
        pids = {
            "server": lambda: service.program("serve"),
            "machine of workers": lambda: service.program("side"),
            "worker": service.workers,
            "analysis": service.analyses,
            "database connection": service.connections,
        }[what]()
        if not pids:
            return None
        pid = self._chance.choice(sorted(pids))
        return service.slots_of(pid), [pid]

    def _watch(self, kill_: Kill) -> None:
        """What outlives it, and how long until requests are answered and what it interrupted goes on."""
        service = self._service
        _wait_until(lambda: not kill_.below & service.processes().keys(), SURVIVES_S)
        kill_.outlived = kill_.below & service.processes().keys()
        while kill_.waiting or kill_.answers_after_s is None:
            after_s = time.monotonic() - kill_.begun
            if after_s > STALLED_S:
                return
            if kill_.answers_after_s is None and self._is_ready():
                kill_.answers_after_s = after_s
            for id, (status, run) in self._state.runs(kill_.waiting).items():
                if status in FINAL or run not in (None, kill_.interrupted[id]):
                    kill_.goes_on_after_s[id] = after_s
            time.sleep(0.1)

    def _wait_until_ended(self, number: int | None = None) -> None:
        """Until so many analyses are over, or all; not longer than anything goes on."""
        number = len(self._orders) if number is None else number
        last, since = -1, time.monotonic()
        while (ended := self._state.ended()) < number and time.monotonic() - since < STALLED_S:
            if ended != last:
                last, since = ended, time.monotonic()
            time.sleep(0.2)

    def _wrong(self, told: Told, records: Sequence[Mapping[str, Any]]) -> Iterator[str]:
        acknowledged = self._client.acknowledged
        yield from wrong_ends(self._orders, acknowledged, records, self._right, self._hits)
        yield from wrong_webhooks(told, records)
        by_name = {order.file_name: order for order in self._orders}
        for record in records:
            order, folder = by_name[record["file_name"]], self._report(record["id"])
            if folder:
                yield from wrong_report(folder, order, self._right[order.clip.name])
            elif record["status"] in ("done", "refused"):
                yield f"{order.file_name}: {record['status']}, without a report"
        yield from self._state.left_over()

    def _left_behind(self, records: Sequence[Mapping[str, Any]]) -> Iterator[str]:
        """What is there after the service has stopped, and should not be."""
        yield from (f"still alive after the stop: {one}" for one in self._service.processes().values())
        reports = {record["id"]: self._state.report(record["id"]) for record in records}
        yield from (f"stray: {place}" for place in stray_files(self._service.data, reports))
        yield from (f"stray: {place}" for place in self._service.temporary.iterdir())
        self._state.close()

    def _report(self, id: str) -> Path | None:
        place = self._state.report(id)
        return self._service.data / "analyses" / id / place if place else None

    def _records(self) -> list[dict[str, Any]]:
        """All analyses, as the service tells of them."""
        records: list[dict[str, Any]] = []
        path: str | None = "/v1/analyses?limit=100"
        while path:
            answer = self._ask("GET", path)
            records += answer.json()
            path = answer.links.get("next", {}).get("url")
        return records

    def _ask(self, method: str, path: str, **known: Any) -> httpx.Response:
        return httpx.request(
            method, httpx.URL(self._service.url).join(path), timeout=60, **known
        ).raise_for_status()

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"{self._service.url}/readyz", timeout=10).status_code == 200
        except httpx.HTTPError:
            return False


def _wait_until(condition: Callable[[], object], patience_s: float) -> None:
    """Until it holds, or patience is at its end."""
    end = time.monotonic() + patience_s
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)


def inflict(folder: Path, *, database: str, analyses: int, kills: int, seed: int) -> Outcome:
    """One whole run, with all its files in a folder."""
    postgres = Postgres() if database == "postgresql" else None
    try:
        return Faults(Service(folder, postgres, SETTINGS), seed=seed).run(analyses=analyses, kills=kills)
    finally:
        if postgres:
            postgres.remove()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--analyses", type=int, default=200)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where to leave all files, to look into")
    given = parser.parse_args()
    known = {"database": given.database, "analyses": given.analyses, "kills": given.kills, "seed": given.seed}
    with TemporaryDirectory() as folder:
        outcome = inflict(given.folder or Path(folder), **known)
    print(summary(outcome), "", *table(outcome), *outcome.wrong, sep="\n")
    sys.exit(1 if outcome.wrong else 0)


if __name__ == "__main__":
    main()
