"""Viewers and uploaders by the hundred, who cost as little of the processor as they can: bare connections."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path
from urllib.parse import urlsplit

CLIP = Path(__file__).parents[1] / "sample_videos" / "treadmill_right_60fps.mp4"
_BOUNDARY = "midstance-load"
_CHUNK = 2**16


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
    """What became of them."""

    watching: int = 0
    uploaded: int = 0
    refused: list[str] = field(default_factory=list)


def gather(wish: Wish, stop: Event, told: "Queue[Seen]") -> None:
    """A crowd, until it is told to stop: says once that all viewers watch, and what was seen at the end."""
    asyncio.run(_gather(wish, stop, told))


async def _gather(wish: Wish, stop: Event, told: "Queue[Seen]") -> None:
    seen = Seen()
    tasks = [asyncio.create_task(_watch(wish, seen)) for _ in range(wish.viewers)]
    while seen.watching < wish.viewers:
        await asyncio.sleep(0.05)
    told.put(replace(seen))
    form = _form(wish.upload_mib) if wish.uploads else b""
    tasks += [asyncio.create_task(_upload_on(wish, form, seen)) for _ in range(wish.uploads)]
    while not stop.is_set():
        await asyncio.sleep(0.1)
    told.put(replace(seen))
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


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


async def _watch(wish: Wish, seen: Seen) -> None:
    async with _request(wish, f"GET {wish.followed}/events") as (reader, _):
        status = (await reader.readline()).decode().strip()
        if " 200 " not in status:
            seen.refused.append(status)
            return
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
        kind = f"Content-Type: multipart/form-data; boundary={_BOUNDARY}"
        length = f"Content-Length: {len(form)}"
        async with _request(wish, "POST /v1/analyses", kind, length) as (reader, writer):
            await _slowly(writer, form, wish.upload_mib_s)
            status = (await reader.readline()).decode().strip()
        if " 202 " in status:
            seen.uploaded += 1
        else:
            seen.refused.append(status)
            await asyncio.sleep(1)


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
