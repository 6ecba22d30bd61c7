"""How quick the server stays: a status call, asked anew and anew, while others watch, upload and analyse.

    python benchmarks/load.py [--seconds 60] [--workers 2] [--viewers 100] [--uploads 20]

Starts `midstance serve` on data of its own, with accounts. Viewers follow an analysis that waits
(server-sent events); each upload is a clip of some MiB sent at the speed of a phone's connection, and another
as soon as it is done. The status and /health are asked by a process each. *Server* is what the web process
takes of one core, *machine* how late a process that only sleeps is woken: no server can answer sooner.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
from crowd import CLIP, Seen, Wish, gathered
from probe import Probe, Waits, quantile_ms
from processes import free_port, own_processor_s, wait_until_answered

from service.access.accounts import Accounts
from service.access.keys import Keys
from service.database import connect, disposing
from service.settings import Settings

UPLOAD_MIB = 20
UPLOAD_MIB_S = 2.0
AHEAD = 20  # analyses, so that the one which is followed waits all the time
COLUMNS = (
    "while analyses run",
    "calls",
    "median ms",
    "p95 ms",
    "slowest ms",
    "/health p95 ms",
    "slowest ms",
    "server",
    "machine p95 ms",
    "uploads done",
)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--viewers", type=int, default=100)
    parser.add_argument("--uploads", type=int, default=20)
    given = parser.parse_args()
    sys.stdout.reconfigure(line_buffering=True)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), port=free_port(), workers=given.workers)
        key = _key(settings)
        with _server(settings) as process:
            url = f"http://127.0.0.1:{settings.port}"
            with httpx.Client(base_url=url, timeout=600, headers=_bearing(key)) as client:
                followed = [_submit(client) for _ in range(AHEAD)][-1]
                _wait_until_analysing(client)
            print(f"{os.cpu_count()} cores, {given.workers} analyses at a time; clips of {UPLOAD_MIB} MiB at")
            print(f"{UPLOAD_MIB_S:g} MiB/s each. Load of the machine before: {os.getloadavg()[0]:.1f}.\n")
            print(f"| {' | '.join(COLUMNS)} |\n{'|---' * len(COLUMNS)}|")
            nobody = Wish(
                url=url, key=key, followed=followed, viewers=0, uploads=0,
                upload_mib=UPLOAD_MIB, upload_mib_s=UPLOAD_MIB_S,
            )  # fmt: skip
            viewers = replace(nobody, viewers=given.viewers)
            for wish in (nobody, viewers, replace(viewers, uploads=given.uploads)):
                _phase(wish, process, given.seconds)


def _phase(wish: Wish, server: "subprocess.Popen[bytes]", seconds: float) -> None:
    status = Probe(f"{wish.url}{wish.followed}", headers=_bearing(wish.key))
    health = Probe(f"{wish.url}/health")
    with gathered(wish) as seen, status, health:
        before_s, began = own_processor_s(server.pid), time.monotonic()
        time.sleep(seconds)
        share = (own_processor_s(server.pid) - before_s) / (time.monotonic() - began)
    print(_row(wish, seen[-1], status.waits, health.waits, share))
    for what, probe in (("status", status), ("health", health)):
        if probe.waits.failed:
            seen[-1].refused[f"a {what} call failed"] += probe.waits.failed
    for what, times in seen[-1].refused.items():
        print(f"not as it should be, {times} times: {what}")


def _row(wish: Wish, seen: Seen, status: Waits, health: Waits, share: float) -> str:
    what = f"{seen.watching} viewers, {wish.uploads} uploads at once" if wish.viewers else "nobody else"
    times = (
        *(quantile_ms(status.answers_s, share) for share in (0.5, 0.95, 1)),
        *(quantile_ms(health.answers_s, share) for share in (0.95, 1)),
    )
    cells = (what, len(status.answers_s), *(f"{time_ms:.0f}" for time_ms in times), f"{100 * share:.0f} %")
    machine = f"{quantile_ms(status.lags_s + health.lags_s, 0.95):.0f}"
    return f"| {' | '.join(map(str, (*cells, machine, seen.uploaded)))} |"


def _key(settings: Settings) -> str:
    """The key of the first account."""
    engine = connect(settings.database_url)
    with disposing(engine):
        user = Accounts(engine).add("load", "admin", "correct horse battery").id
        return Keys(engine).add(user, label="load", scope="write", days=1)[1]


def _bearing(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def _submit(client: httpx.Client) -> str:
    while True:
        with CLIP.open("rb") as clip:
            answer = client.post("/v1/analyses", files={"file": clip})
        if answer.status_code != 503:  # where the machine has too much to do it starts slowly
            return str(answer.raise_for_status().headers["location"])


def _wait_until_analysing(client: httpx.Client) -> None:
    while not any(known["progress"] for known in client.get("/v1/analyses").json()):
        time.sleep(0.1)


@contextmanager
def _server(settings: Settings) -> Iterator["subprocess.Popen[bytes]"]:
    command = [Path(sys.executable).with_name("midstance"), "serve", "--port", str(settings.port)]
    place = settings.data / "log"
    with place.open("w") as log:
        more = ["--data", str(settings.data), "--workers", str(settings.workers)]
        server = subprocess.Popen([*command, *more], stderr=log)
    try:
        wait_until_answered(f"http://127.0.0.1:{settings.port}/healthz", server, log=place)
        yield server
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
