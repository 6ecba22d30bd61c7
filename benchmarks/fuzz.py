"""Thousands of files as no phone makes them, sent to a server that must stay quick; a table.

python benchmarks/fuzz.py [--files 5000] [--seed 1] [--at-once 2]
"""

import argparse
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
from fuzz_files import FuzzedFile, fuzzed_files, good_clip
from probe import HEALTHY_S, Probe, Waits, health, late_loops
from processes import GONE, family, free_port
from server_process import ServerProcess

MIB = 1 << 20
CHECK_LIMIT_S, MEMORY_LIMIT_MIB = 30, 2048
_GOOD_EVERY = 250
_LOOK_EVERY_S = 0.2


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of one file; the status is 0 where no answer came."""

    kind: str
    status: int
    problem: str
    duration_s: float


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """What became of the files, how the server was meanwhile, and what is left that should not be.

    `late_loops` is how often the server itself found its loop later than a health answer may be, and how
    often it looked.
    """

    answers: list[Answered]
    health: Waits
    late_loops: tuple[int, int]
    most_memory: int
    left: list[str]


def fuzz(data: Path, files: Iterable[FuzzedFile], *, at_once: int, longest_s: float = float("inf")) -> Fuzzed:
    """Upload the files, as many as there is time for."""
    settings = {"check_limit_s": CHECK_LIMIT_S, "memory_limit_mib": MEMORY_LIMIT_MIB}
    server = ServerProcess(data, free_port(), settings)
    probe = Probe(f"{server.url}/health")
    try:
        with (
            httpx.Client(base_url=server.url, timeout=10 * CHECK_LIMIT_S) as client,
            _memory(server) as most,
            probe,
        ):
            answers = _send_all(client, _with_good_ones(files), at_once, time.monotonic() + longest_s)
            metrics = client.get("/metrics").text
    finally:
        server.kill()
    left = [path.name for folder in ("uploads", "analyses") for path in (data / folder).iterdir()]
    left = [name for name in left if name != ".lock"]
    return Fuzzed(answers, probe.waits, late_loops(metrics, HEALTHY_S), max(most), left)


@contextmanager
def _memory(server: ServerProcess) -> Iterator[list[int]]:
    """The most that one process of the server had, looked at as long as the block runs."""
    most, over = [0], threading.Event()

    def look() -> None:
        while not over.wait(_LOOK_EVERY_S):
            most.append(max(most.pop(), *map(_resident, family(server.process.pid))))

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield most
    finally:
        over.set()
        looking.join()


def _with_good_ones(files: Iterable[FuzzedFile]) -> Iterator[FuzzedFile]:
    """What is wrong with one clip must not harm the next."""
    good = FuzzedFile("nothing", "good.mp4", good_clip())
    for number, file in enumerate(files):
        if number % _GOOD_EVERY == 0:
            yield good
        yield file


def _send_all(client: httpx.Client, files: Iterator[FuzzedFile], at_once: int, end: float) -> list[Answered]:
    answers: list[Answered] = []
    choosing = threading.Lock()

    def send_some() -> None:
        while time.monotonic() < end:
            with choosing:
                file = next(files, None)
            if file is None:
                return
            answers.append(_send(client, file))

    with ThreadPoolExecutor(at_once) as pool:
        for job in [pool.submit(send_some) for _ in range(at_once)]:
            job.result()
    return answers


def _send(client: httpx.Client, file: FuzzedFile) -> Answered:
    began, status, problem = time.monotonic(), 0, "no answer"
    with suppress(httpx.HTTPError):
        answer = client.post("/v1/analyses", files={"file": (file.name, file.content)})
        status, problem = answer.status_code, ""
        if status == 202:
            client.delete(answer.headers["location"]).raise_for_status()
        else:
            problem = answer.json()["type"].rpartition(":")[2]
    return Answered(file.kind, status, problem, time.monotonic() - began)


def _resident(pid: int) -> int:
    """Bytes of memory that a process had at most; 0 of one that has ended."""
    with suppress(*GONE):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) << 10
    return 0


def table(answers: list[Answered]) -> str:
    """Answers by kind of file."""
    lines = [
        "| what is wrong | files | taken | refused (4xx) | 5xx or none | longest, s |",
        "|---|---|---|---|---|---|",
    ]
    for kind in dict.fromkeys(answer.kind for answer in answers):
        mine = [answer for answer in answers if answer.kind == kind]
        taken = sum(answer.status == 202 for answer in mine)
        refused = sum(400 <= answer.status < 500 for answer in mine)
        longest_s = max(answer.duration_s for answer in mine)
        failed = len(mine) - taken - refused
        lines.append(f"| {kind} | {len(mine)} | {taken} | {refused} | {failed} | {longest_s:.2f} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at-once", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="stop after so long")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = fuzzed_files(given.files, seed=given.seed)
        fuzzed = fuzz(Path(folder), files, at_once=given.at_once, longest_s=60 * given.minutes)
    answers = fuzzed.answers
    print(table(answers))
    names = Counter(f"{answer.status} {answer.problem}".strip() for answer in answers)
    print(f"\nAnswers: {', '.join(f'{name}: {count}' for name, count in names.most_common())}.")
    print(f"Most memory of one process: {fuzzed.most_memory / MIB:.0f} MiB of {MEMORY_LIMIT_MIB}.")
    print(health(fuzzed.health, fuzzed.late_loops))
    print(f"Files left: {len(fuzzed.left)}.")
    failed = any(answer.status >= 500 or answer.status == 0 for answer in answers)
    sys.exit(failed or bool(fuzzed.left) or bool(fuzzed.health.failed))


if __name__ == "__main__":
    main()
