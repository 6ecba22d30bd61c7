"""How much faster one queue is worked off by two machines than by one, each of one core.

    python benchmarks/scaling.py [--clips 8]

One `midstance serve` with a worker, then a `midstance worker` beside it with a data folder and a name of its
own; they share a PostgreSQL database and a bucket (of moto, whose server runs here too), and each is held to
a core. Processor seconds are those of a server or worker with all that it starts.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from crowd import CLIP
from postgres_process import Postgres
from processes import free_port, processor_s, wait_until_answered
from tables import markdown_table

_LONGEST_S = 600.0
_HEAD = ("machines", "clips", "seconds", "clips an hour", "done by each", "processor seconds a clip")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clips", type=int, default=8)
    given = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        postgres = Postgres()
        stack.callback(postgres.remove)
        shared = os.environ | stack.enter_context(_bucket()) | {"MIDSTANCE_DATABASE": postgres.new_database()}
        port = free_port()
        with _machine(folder / "first", shared, 0, "serve", "--port", str(port)) as first:
            client = stack.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60))
            first.wait_until_answered(f"{client.base_url}/healthz")
            _wait_for_workers(client, 1)
            one = _round(client, [first], given.clips)
            with _machine(folder / "second", shared, 1, "worker", "--name", "second") as second:
                _wait_for_workers(client, 2)
                two = _round(client, [first, second], given.clips)
    print("\n".join(markdown_table(_HEAD, [one[0], two[0]])))
    print(f"Two machines did {one[1] / two[1]:.2f} times as many clips an hour as one.")


class Machine:
    """A process of the product with its log."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: Path) -> None:
        self._process, self._log = process, log

    def wait_until_answered(self, url: str) -> None:
        wait_until_answered(url, self._process, log=self._log)

    def begun(self) -> int:
        """How many analyses it has taken up so far."""
        return sum(line.rstrip().endswith(": running") for line in self._log.read_text().splitlines())

    def processor_s(self) -> float:
        """Processor time of the process and all it has started, those that ended too."""
        return processor_s(self._process.pid)


def _round(client: httpx.Client, machines: Sequence[Machine], clips: int) -> tuple[tuple[str, ...], float]:
    """A row of the table, and the seconds from the first start to the last end."""
    begun = [machine.begun() for machine in machines]
    processor_s = sum(machine.processor_s() for machine in machines)
    addresses = [_submit(client) for _ in range(clips)]
    end = time.monotonic() + _LONGEST_S * clips
    while any(client.get(address).json()["finished_at"] is None for address in addresses):
        assert time.monotonic() < end, "the analyses did not end"
        time.sleep(0.5)
    records = [client.get(address).json() for address in addresses]
    assert {record["status"] for record in records} == {"done"}, records
    first, last = (sorted(record[name] for record in records) for name in ("started_at", "finished_at"))
    seconds = (datetime.fromisoformat(last[-1]) - datetime.fromisoformat(first[0])).total_seconds()
    taken_s = sum(machine.processor_s() for machine in machines) - processor_s
    done = [machine.begun() - before for machine, before in zip(machines, begun, strict=True)]
    cells = (
        len(machines),
        clips,
        f"{seconds:.0f}",
        f"{3600 * clips / seconds:.0f}",
        " + ".join(map(str, done)),
    )
    return tuple(map(str, (*cells, f"{taken_s / clips:.1f}"))), seconds


@contextmanager
def _machine(data: Path, shared: dict[str, str], core: int, *command: str) -> Iterator[Machine]:
    """`midstance` held to one core, with a data folder of its own."""
    data.mkdir()
    program = [Path(sys.executable).with_name("midstance"), *command, "--data", data, "--workers", "1"]
    with (data / "log").open("w") as log:
        process = subprocess.Popen(["taskset", "-c", str(core), *program], env=shared, stderr=log)
    try:
        yield Machine(process, data / "log")
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _bucket() -> Iterator[dict[str, str]]:
    """Variables that name an empty bucket and the access to it."""
    address = f"http://127.0.0.1:{free_port()}"
    port = address.rpartition(":")[2]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen([sys.executable, "-m", "moto.server", "-p", port], stdout=quiet, stderr=quiet)
    try:
        wait_until_answered(f"{address}/moto-api/", server)
        httpx.put(f"{address}/midstance").raise_for_status()
        yield {
            "MIDSTANCE_BLOBS": "s3://midstance",
            "AWS_ENDPOINT_URL": address,
            "AWS_ACCESS_KEY_ID": "benchmark",
            "AWS_SECRET_ACCESS_KEY": "benchmark",
            "AWS_REGION": "us-east-1",
        }
    finally:
        server.kill()
        server.wait()


def _wait_for_workers(client: httpx.Client, count: int) -> None:
    """Until so many are on the roll."""
    while f'midstance_workers{{state="alive"}} {count}.0' not in client.get("/metrics").text:
        time.sleep(0.5)


def _submit(client: httpx.Client) -> str:
    with CLIP.open("rb") as clip:
        answer = client.post("/v1/analyses", files={"file": clip})
    return str(answer.raise_for_status().headers["location"])


if __name__ == "__main__":
    main()
