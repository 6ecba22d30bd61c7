"""Requests made up from /openapi.json, fitting and not: no answer of a real server may be its own fault.

    python benchmarks/schema_cases.py [--cases 2000] [--seed 1] [--accounts] [--database sqlite|postgresql]

With accounts a runner, a coach and an admin ask in turn, with a key and from a browser. Half of the requests
are about what there is. A case counts as wrong when it is answered 5xx, or with a status, a media type,
headers or a body that the document does not announce. Prints one row for each who asked, and what was wrong.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from hypothesis.errors import Unsatisfiable
from postgres_process import Postgres
from probe import HEALTHY_S, Probe, health, late_loops
from processes import free_port
from schema_club import NOBODY, Asking, Club
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from server_process import ServerProcess
from tables import markdown_table

from service.settings import Settings

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
LONGEST_S = 30.0
AT_A_TIME = 4

schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")


@dataclass
class Tally:
    """What became of the cases of one who asked."""

    cases: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: dict[str, str] = field(default_factory=dict)
    slowest_s: float = 0.0

    @property
    def faults(self) -> int:
        """How many were answered 5xx."""
        return sum(n for status, n in self.statuses.items() if status >= 500)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--cases", type=int, default=2000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--accounts", action="store_true")
    arguments.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as data, database(chosen.database) as address:
        club = Club(Settings(data=Path(data), port=free_port(), database=address), accounts=chosen.accounts)
        with club.opened(), server(club.settings) as base:
            probe = Probe(f"{base}/healthz")
            with probe:
                tallies = tried(base, club, cases=chosen.cases, first=chosen.seed)
            metrics = httpx.get(f"{base}/metrics", headers=club.admin_headers()).raise_for_status().text
    print(summary(tallies, f"{chosen.database}, {'with' if chosen.accounts else 'without'} accounts"))
    print(health(probe.waits, late_loops(metrics, HEALTHY_S)))
    sys.exit(any(tally.wrong for tally in tallies.values()) or bool(probe.waits.failed))


@contextmanager
def database(kind: str) -> Iterator[str | None]:
    """The address of an empty database; None stands for SQLite in the data folder."""
    if kind == "sqlite":
        yield None
        return
    postgres = Postgres()
    try:
        yield postgres.new_database()
    finally:
        postgres.remove()


@contextmanager
def server(known: Settings) -> Iterator[str]:
    """The address of a server without workers, which is a process of its own."""
    process = ServerProcess(known.data, known.port, {"database": known.database})
    try:
        yield process.url
    finally:
        process.kill()


def tried(
    base: str, club: Club, *, cases: int, first: int = 1, at_a_time: int = AT_A_TIME
) -> dict[str, Tally]:
    """At least as many cases as wanted, over all calls, by all in turn, fitting and unfitting ones."""
    schema = schemathesis.openapi.from_url(f"{base}/openapi.json")
    operations = [found.ok() for found in schema.get_all_operations()]
    tallies = {who: Tally() for who in club.people}
    number = first
    while sum(tally.cases for tally in tallies.values()) < cases:
        for turn, operation in enumerate(operations):
            who = club.people[(number + turn) % len(club.people)]
            modes = list(GenerationMode)
            mode = modes[(number // len(club.people)) % len(modes)]
            _try(operation, mode, lambda who=who: club.asking(who), tallies[who], number, at_a_time)
        number += 1
    return tallies


def _try(
    operation: schemathesis.APIOperation,
    mode: GenerationMode,
    asking: Callable[[], Asking],
    tally: Tally,
    number: int,
    at_most: int,
) -> None:
    about = operation.path.removeprefix("/v1/").partition("/")[0]
    by = asking()

    @seed(number)
    @settings(max_examples=at_most, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def attempt(case: schemathesis.Case) -> None:
        if tally.cases % 2 and about in by.known and "id" in (case.path_parameters or {}):
            case.path_parameters["id"] = by.known[about]
        start = time.monotonic()
        response = case.call(headers=by.headers, timeout=LONGEST_S)
        tally.slowest_s = max(tally.slowest_s, time.monotonic() - start)
        tally.cases += 1
        tally.statuses[response.status_code] += 1
        try:
            case.validate_response(response, checks=CHECKS)
        except FailureGroup as failures:
            for failure in failures.exceptions:
                what = f"{operation.label}: {response.status_code} {failure.title}"
                tally.wrong.setdefault(what, case.as_curl_command())

    with suppress(Unsatisfiable):  # a call that takes nothing cannot be called wrongly
        attempt()


def summary(tallies: dict[str, Tally], where: str) -> str:
    """A row for each who asked, and what was wrong."""
    head = ("server", "who asks", "cases", "2xx", "4xx", "5xx", "not as announced", "slowest, ms")
    rows = [
        (
            where,
            who if who != NOBODY else "nobody has an account",
            str(tally.cases),
            *(
                str(sum(n for status, n in tally.statuses.items() if status // 100 == kind))
                for kind in (2, 4)
            ),
            str(tally.faults),
            str(len(tally.wrong)),
            f"{1000 * tally.slowest_s:.0f}",
        )
        for who, tally in tallies.items()
    ]
    lines = markdown_table(head, rows)
    for tally in tallies.values():
        lines += [f"{what}\n    {curl}" for what, curl in tally.wrong.items()]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
