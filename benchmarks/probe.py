"""Asks one address again and again, from a process that does nothing else; a library and a program.

    python benchmarks/probe.py URL [--header "Name: value"] [--every-s 0.05]

At the end of its input it prints as JSON how long the answers took, and how late the process itself was woken
each time: what the machine adds to every wait, whoever serves.
"""

import argparse
import http.client
import json
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Self
from urllib.parse import urlsplit

from prometheus_client.parser import text_string_to_metric_families

_LONGEST_S = 60.0
HEALTHY_S = 0.2


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds until each answer, seconds that each sleep was too long, and answers that were not 200."""

    answers_s: list[float] = field(default_factory=list)
    lags_s: list[float] = field(default_factory=list)
    failed: int = 0


class Probe:
    """Asks as long as the block runs, once at least; `waits` has what was found after it.

    The end of the block raises RuntimeError where the probe itself has died: no answers are not good ones.
    """

    def __init__(self, url: str, *, headers: dict[str, str] | None = None, every_s: float = 0.05) -> None:
        given = [f"--header={name}: {value}" for name, value in (headers or {}).items()]
        self._command = [sys.executable, __file__, url, f"--every-s={every_s}", *given]
        self.waits = Waits()

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self

    def __exit__(self, *_: object) -> None:
        told, _ = self._process.communicate()
        if self._process.returncode != 0:
            raise RuntimeError(f"the probe ended with status {self._process.returncode}: {self._command}")
        self.waits = Waits(**json.loads(told))


def quantile_ms(waits_s: list[float], share: float) -> float:
    """The wait that this share of all do not exceed, in milliseconds; NaN where there was none."""
    ordered = sorted(waits_s)
    return 1000 * ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else float("nan")


def health(waits: Waits, late: tuple[int, int]) -> str:
    """What a server's health answers came to, in a sentence, with what its own loop and the machine say."""
    slow = sum(wait_s > HEALTHY_S for wait_s in waits.answers_s)
    machine = sum(lag_s > HEALTHY_S for lag_s in waits.lags_s)
    return (
        f"Of {len(waits.answers_s)} health answers {slow} took longer than {HEALTHY_S:g} s, the slowest "
        f"{quantile_ms(waits.answers_s, 1):.0f} ms, and {waits.failed} failed. "
        f"So late came the server's loop {late[0]} of {late[1]} times, "
        f"and a process that only sleeps {machine} times."
    )


def late_loops(metrics: str, over_s: float) -> tuple[int, int]:
    """How often a server's loop came later than that, one of the metric's bounds, and how often it looked."""
    samples = {
        (sample.name, sample.labels.get("le")): int(sample.value)
        for family in text_string_to_metric_families(metrics)
        for sample in family.samples
        if family.name == "midstance_loop_lag_seconds"
    }
    looks = samples["midstance_loop_lag_seconds_count", None]
    return looks - samples["midstance_loop_lag_seconds_bucket", f"{over_s}"], looks


def _ask(url: str, headers: dict[str, str], every_s: float, over: threading.Event) -> Waits:
    place, answers_s, lags_s, failed = urlsplit(url), [], [], 0
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=_LONGEST_S)
    while True:
        began = time.perf_counter()
        time.sleep(every_s)
        lags_s.append(time.perf_counter() - began - every_s)
        began, status = time.perf_counter(), 0
        with suppress(OSError, http.client.HTTPException):
            connection.request("GET", place.path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            status = answer.status
        answers_s.append(time.perf_counter() - began)
        if status != 200:
            failed += 1
            connection.close()
        if over.is_set():
            return Waits(answers_s, lags_s, failed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("url")
    parser.add_argument("--header", action="append", default=[])
    parser.add_argument("--every-s", type=float, default=0.05)
    given = parser.parse_args()
    headers = dict(header.split(": ", 1) for header in given.header)
    over = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
    print(json.dumps(asdict(_ask(given.url, headers, given.every_s, over))))


if __name__ == "__main__":
    main()
