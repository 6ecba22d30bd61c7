"""Requests made up from /openapi.json, fitting and not: no answer of a real server may be its own fault.

    python benchmarks/schema_cases.py [--cases 2000] [--seed 1] [--database postgresql://...]

Prints one row per call. A case counts as wrong when it is answered 5xx, or with a status, a media type,
headers or a body that the document does not announce. Meanwhile /healthz is asked ten times a second.
"""

import argparse
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
import schemathesis
import uvicorn
from hypothesis import HealthCheck, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from service.analyses import Analyses
from service.app import create_app
from service.database import connect
from service.models import AnalysisSettings, Record
from service.settings import Settings

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
KNOWN = "0198f3a1b2c3d4e5f60718293a4b5c6d"
LONGEST_S = 30.0


schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")


@dataclass
class Tally:
    """What became of the cases of one call."""

    cases: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: dict[str, str] = field(default_factory=dict)
    slowest_s: float = 0.0


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--cases", type=int, default=2000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--database", help="an empty PostgreSQL database in place of SQLite")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as data:
        settings = Settings(data=Path(data), **({"database": chosen.database} if chosen.database else {}))
        with server(settings) as base, health(base) as waits_s:
            tallies = tried(base, settings, cases=chosen.cases, first=chosen.seed)
    print(summary(tallies, waits_s))


@contextmanager
def server(settings: Settings) -> Iterator[str]:
    """The address of a server without workers."""
    running = uvicorn.Server(uvicorn.Config(create_app(settings), port=0, log_level="error"))
    thread = threading.Thread(target=running.run)
    thread.start()
    try:
        while not running.started:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{running.servers[0].sockets[0].getsockname()[1]}"
    finally:
        running.should_exit = True
        thread.join()


def add_known(settings: Settings) -> None:
    """Have one analysis, which is over, if it is not there any more."""
    record = Record(
        id=KNOWN,
        status="failed",
        file_name="a.mp4",
        settings=AnalysisSettings(),
        created_at=datetime.now(UTC),
    )
    engine = connect(settings.database_url)
    analyses = Analyses(engine)
    if KNOWN not in analyses.ids():
        with engine.begin() as connection:
            analyses.add(connection, record, f"{KNOWN}-job")
    engine.dispose()


@contextmanager
def health(base: str) -> Iterator[list[float]]:
    """How long each question after the server's health took while the block ran, in seconds."""
    waits_s: list[float] = []
    over = threading.Event()

    def ask() -> None:
        with httpx.Client(base_url=base, timeout=LONGEST_S) as client:
            while not over.wait(0.1):
                start = time.monotonic()
                client.get("/healthz").raise_for_status()
                waits_s.append(time.monotonic() - start)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield waits_s
    finally:
        over.set()
        thread.join()


def tried(base: str, known: Settings, *, cases: int, first: int = 1, at_a_time: int = 20) -> dict[str, Tally]:
    """At least as many cases as wanted, over all calls, fitting and unfitting ones in turn."""
    schema = schemathesis.openapi.from_url(f"{base}/openapi.json")
    operations = [found.ok() for found in schema.get_all_operations()]
    tallies = {operation.label: Tally() for operation in operations}
    number = first
    while sum(tally.cases for tally in tallies.values()) < cases:
        for operation in operations:
            add_known(known)
            _try(operation, tallies[operation.label], number, at_a_time)
        number += 1
    return tallies


def _try(operation: schemathesis.APIOperation, tally: Tally, number: int, at_most: int) -> None:
    modes = list(GenerationMode)

    @seed(number)
    @settings(max_examples=at_most, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=modes[number % len(modes)]))
    def attempt(case: schemathesis.Case) -> None:
        if tally.cases % 2 and "id" in (case.path_parameters or {}):
            case.path_parameters["id"] = KNOWN
        start = time.monotonic()
        response = case.call(timeout=LONGEST_S)
        tally.slowest_s = max(tally.slowest_s, time.monotonic() - start)
        tally.cases += 1
        tally.statuses[response.status_code] += 1
        try:
            case.validate_response(response, checks=CHECKS)
        except FailureGroup as failures:
            for failure in failures.exceptions:
                tally.wrong.setdefault(f"{response.status_code} {failure.title}", case.as_curl_command())

    with suppress(Unsatisfiable):  # a call that takes nothing cannot be called wrongly
        attempt()


def summary(tallies: dict[str, Tally], waits_s: list[float]) -> str:
    rows = [
        [
            label,
            str(tally.cases),
            ", ".join(f"{status}: {n}" for status, n in sorted(tally.statuses.items())),
            str(sum(n for status, n in tally.statuses.items() if status >= 500)),
            str(len(tally.wrong)),
            f"{1000 * tally.slowest_s:.0f}",
        ]
        for label, tally in tallies.items()
    ]
    cases = sum(tally.cases for tally in tallies.values())
    faults = sum(n for tally in tallies.values() for status, n in tally.statuses.items() if status >= 500)
    head = ["call", "cases", "answers", "5xx", "not as announced", "slowest, ms"]
    lines = [
        f"{cases} cases, {faults} answered 5xx; "
        f"/healthz took {1000 * max(waits_s, default=0):.0f} ms at most ({len(waits_s)} times).",
        "",
        *(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)),
    ]
    for label, tally in tallies.items():
        lines += [f"\n{label}: {what}\n    {curl}" for what, curl in tally.wrong.items()]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
