"""How quick the server stays: a status call, asked anew and anew, while others watch, upload and analyse.

    python benchmarks/load.py [--seconds 60] [--workers 2] [--viewers 100] [--uploads 20]

Starts `midstance serve` on data of its own. Viewers follow an analysis that waits (server-sent events); each
upload is a clip of some MiB sent at the speed of a phone's connection, and another as soon as it is done.
"""

import argparse
import asyncio
import multiprocessing
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Event
from pathlib import Path

import httpx

CLIP = Path(__file__).parents[1] / "sample_videos" / "treadmill_right_60fps.mp4"
UPLOAD_MIB = 20
UPLOAD_MIB_S = 2.0  # each
ASK_EVERY_S = 0.05
AHEAD = 20  # analyses, so that the one which is followed waits all the time
BOUNDARY = "midstance-load"


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
    with (
        tempfile.TemporaryDirectory() as data,
        _server(Path(data), given.workers) as url,
        httpx.Client(base_url=url, timeout=60) as client,
    ):
        last = [_submit(client) for _ in range(AHEAD)][-1]
        print(f"{os.cpu_count()} cores, {given.workers} analyses at a time; clips of {UPLOAD_MIB} MiB at")
        print(f"{UPLOAD_MIB_S:g} MiB/s each. Load of the machine before: {os.getloadavg()[0]:.1f}.\n")
        print("| while analyses run | calls | median ms | p95 ms | slowest ms | load | done meanwhile |")
        print("|---|---|---|---|---|---|---|")
        _wait_until_analysing(client)
        for viewers, uploads in ((0, 0), (given.viewers, 0), (given.viewers, given.uploads)):
            _phase(client, url, last, viewers, uploads, given.seconds)


def _phase(client: httpx.Client, url: str, address: str, viewers: int, uploads: int, seconds: float) -> None:
    spawn = multiprocessing.get_context("spawn")
    stop, done = spawn.Event(), spawn.Queue()
    crowd = spawn.Process(target=_crowd, args=(url, address, viewers, uploads, stop, done))
    crowd.start()
    seen = done.get()
    times_ms = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        start = time.perf_counter()
        client.get(address).raise_for_status()
        times_ms.append(1000 * (time.perf_counter() - start))
        time.sleep(ASK_EVERY_S)
    load = os.getloadavg()[0]
    stop.set()
    uploaded, dropped = done.get()
    crowd.join()
    p95 = statistics.quantiles(times_ms, n=20)[-1]
    what = f"{seen} viewers, {uploads} uploads at once" if viewers or uploads else "nobody else"
    row = (what, len(times_ms), f"{statistics.median(times_ms):.0f}", f"{p95:.0f}", f"{max(times_ms):.0f}")
    print(
        "|", " | ".join(map(str, (*row, f"{load:.1f}", f"{uploaded} uploads, {dropped} viewers lost"))), "|"
    )


def _crowd(
    url: str, address: str, viewers: int, uploads: int, stop: Event, done: "multiprocessing.Queue"
) -> None:
    """A process of its own, so that what it does does not keep the one that measures from measuring."""
    asyncio.run(_gather(url, address, viewers, uploads, stop, done))


async def _gather(
    url: str, address: str, viewers: int, uploads: int, stop: Event, done: "multiprocessing.Queue"
) -> None:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(base_url=url, timeout=None, limits=limits) as client:
        watching: set[int] = set()
        finished: list[int] = []
        tasks = [asyncio.create_task(_watch(client, address, i, watching)) for i in range(viewers)]
        while len(watching) < viewers:
            await asyncio.sleep(0.05)
        tasks += [asyncio.create_task(_upload(client, finished)) for _ in range(uploads)]
        done.put(len(watching))
        while not stop.is_set():
            await asyncio.sleep(0.1)
        dropped = viewers - len(watching)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        done.put((len(finished), dropped))


async def _watch(client: httpx.AsyncClient, address: str, me: int, watching: set[int]) -> None:
    async with client.stream("GET", f"{address}/events") as answer:
        try:
            async for _ in answer.aiter_lines():
                watching.add(me)
        finally:
            watching.discard(me)


async def _upload(client: httpx.AsyncClient, finished: list[int]) -> None:
    headers = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
    while True:
        answer = await client.post("/v1/analyses", content=_slowly(_form(UPLOAD_MIB)), headers=headers)
        answer.raise_for_status()
        finished.append(answer.status_code)


async def _slowly(body: bytes) -> AsyncIterator[bytes]:
    chunk = 2**16
    for start in range(0, len(body), chunk):
        yield body[start : start + chunk]
        await asyncio.sleep(chunk / 2**20 / UPLOAD_MIB_S)


def _form(mib: int) -> bytes:
    """The clip, grown to so many MiB by a box of an MP4 that holds nothing, as the body of a form."""
    clip = CLIP.read_bytes()
    empty = (mib << 20) - len(clip)
    clip += empty.to_bytes(4, "big") + b"free" + bytes(empty - 8)
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n'
    return head.encode() + clip + f"\r\n--{BOUNDARY}--\r\n".encode()


def _submit(client: httpx.Client) -> str:
    with CLIP.open("rb") as clip:
        answer = client.post("/v1/analyses", files={"file": clip})
    return answer.raise_for_status().headers["location"]


def _wait_until_analysing(client: httpx.Client) -> None:
    while not any(known["progress"] for known in client.get("/v1/analyses").json()):
        time.sleep(0.1)


@contextmanager
def _server(data: Path, workers: int) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [Path(sys.executable).with_name("midstance"), "serve", "--port", str(port), "--data", data]
    with (data / "log").open("w") as log:
        server = subprocess.Popen([*command, "--workers", str(workers)], stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        while True:
            try:
                httpx.get(f"{url}/healthz").raise_for_status()
                break
            except httpx.ConnectError:
                assert server.poll() is None, (data / "log").read_text()
                time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
