"""Viewers and uploaders by the hundred, who cost as little of the processor as they can: bare connections."""

import asyncio
import multiprocessing
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path
from queue import Empty
from urllib.parse import urlsplit

CLIP = Path(__file__).parents[1] / "sample_videos" / "treadmill_right_60fps.mp4"
_BOUNDARY = "midstance-load"
_CHUNK = 2**16
_PATIENCE_S = 60.0  # for the first line of an answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How many there are and what they do; `followed` is the address of an analysis."""

    url: str
    key: str
    followed: str
    viewers: int
    uploads: int
    upload_mib: int
    upload_mib_s: float  # each


@dataclass(slots=True)
class Seen:
    """What became of them; `refused` counts what else happened than should have."""

    watching: int = 0
    uploaded: int = 0
    refused: Counter[str] = field(default_factory=Counter)


@contextmanager
def gathered(wish: Wish) -> Iterator[list[Seen]]:
    """A crowd in a process of its own; the last of what was seen is there after the block.

    Raises RuntimeError where the crowd has ended before it should.
    """
    spawn = multiprocessing.get_context("spawn")
    stop, told = spawn.Event(), spawn.Queue()
    crowd = spawn.Process(target=run_crowd, args=(wish, stop, told))
    crowd.start()
    seen = [_told(crowd, told)]
    try:
        yield seen
    finally:
        stop.set()
        seen.append(_told(crowd, told))
        crowd.join()


def _told(crowd: BaseProcess, told: "Queue[Seen]") -> Seen:
    while True:
        lives = crowd.is_alive()
        try:
            return told.get(timeout=0.5)
        except Empty:
            if not lives:
                raise RuntimeError(f"the crowd has ended with status {crowd.exitcode}") from None


def run_crowd(wish: Wish, stop: Event, told: "Queue[Seen]") -> None:
    """A crowd, until it is told to stop: what was seen once no viewer waits any more, and at the end."""
    asyncio.run(_run(wish, stop, told))


async def _run(wish: Wish, stop: Event, told: "Queue[Seen]") -> None:
    seen = Seen()
    async with asyncio.TaskGroup() as crowd:
        tasks = [crowd.create_task(_watch(wish, seen)) for _ in range(wish.viewers)]
        while seen.watching + sum(task.done() for task in tasks) < wish.viewers:
            await asyncio.sleep(0.05)
        told.put(deepcopy(seen))
        form = _form(wish.upload_mib) if wish.uploads else b""
        tasks += [crowd.create_task(_upload_on(wish, form, seen)) for _ in range(wish.uploads)]
        while not stop.is_set():
            await asyncio.sleep(0.1)
        told.put(deepcopy(seen))
        for task in tasks:
            task.cancel()


@asynccontextmanager
async def _request(
    wish: Wish, line: str, *more: str
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    place = urlsplit(wish.url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    head = (f"{line} HTTP/1.1", f"Host: {place.netloc}", f"Authorization: Bearer {wish.key}", *more, "", "")
    writer.write("\r\n".join(head).encode())
    try:
        yield reader, writer
    finally:
        writer.close()


async def _status(reader: asyncio.StreamReader) -> str:
    async with asyncio.timeout(_PATIENCE_S):
        return (await reader.readline()).decode().strip() or "no answer"


async def _watch(wish: Wish, seen: Seen) -> None:
    try:
        async with _request(wish, f"GET {wish.followed}/events") as (reader, _):
            status = await _status(reader)
            if " 200 " in status:
                await _read_on(reader, seen)
                status = "a stream of events ended"
    except OSError as error:
        status = f"viewer: {error!r}"
    seen.refused[status] += 1


async def _read_on(reader: asyncio.StreamReader, seen: Seen) -> None:
    seen.watching += 1
    try:
        while await reader.read(_CHUNK):
            pass
    finally:
        seen.watching -= 1


async def _upload_on(wish: Wish, form: bytes, seen: Seen) -> None:
    """One upload after another."""
    await asyncio.sleep(random.random() * wish.upload_mib / wish.upload_mib_s / 2)  # not all end at once
    while True:
        try:
            status = await _upload(wish, form)
        except OSError as error:
            status = f"upload: {error!r}"
        if " 202 " in status:
            seen.uploaded += 1
        else:
            seen.refused[status] += 1
            await asyncio.sleep(1)


async def _upload(wish: Wish, form: bytes) -> str:
    kind = f"Content-Type: multipart/form-data; boundary={_BOUNDARY}"
    length = f"Content-Length: {len(form)}"
    async with _request(wish, "POST /v1/analyses", kind, length) as (reader, writer):
        await _slowly(writer, form, wish.upload_mib_s)
        return await _status(reader)


async def _slowly(writer: asyncio.StreamWriter, body: bytes, mib_s: float) -> None:
    loop, left = asyncio.get_running_loop(), memoryview(body)
    began, sent = loop.time(), 0
    while left:
        writer.write(left[:_CHUNK])
        left, sent = left[_CHUNK:], sent + _CHUNK
        await writer.drain()
        await asyncio.sleep(began + sent / 2**20 / mib_s - loop.time())


def _form(mib: int) -> bytes:
    """The clip, grown to so many MiB by a box of an MP4 that says nothing, as the body of a form."""
    clip = CLIP.read_bytes()
    more = (mib << 20) - len(clip)
    clip += more.to_bytes(4, "big") + b"free" + random.Random(1).randbytes(more - 8)
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n'
    return head.encode() + clip + f"\r\n--{_BOUNDARY}--\r\n".encode()
