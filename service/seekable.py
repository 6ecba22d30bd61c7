"""A blob over HTTP, of which a part can be had and which need not be sent twice, as RFC 9110 describes it."""

import re
from collections.abc import Mapping
from email.utils import format_datetime
from mimetypes import guess_type

from starlette.datastructures import Headers
from starlette.responses import Response, StreamingResponse

from service import problems
from service.blobs import Blob, Blobs

_RANGE = re.compile(r"bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})", re.IGNORECASE)


async def seekable(
    blobs: Blobs, key: str, asked: Headers, *, media_type: str | None = None, headers: Mapping[str, str]
) -> Response:
    """The blob, or the part that the request asks for.

    Raises Problem for a part beyond the end, FileNotFoundError and StoreGone.
    """
    blob = await blobs.find(key)
    known = {
        **headers,
        "ETag": blob.tag,
        "Last-Modified": format_datetime(blob.modified, usegmt=True),
        "Accept-Ranges": "bytes",
    }
    if _has_it(asked, blob):
        return Response(status_code=304, headers=known)
    kind = media_type or guess_type(key)[0] or "application/octet-stream"
    part = _part(asked, blob, known["Last-Modified"])
    if part:
        known["Content-Range"] = f"bytes {part[0]}-{part[1] - 1}/{blob.size}"
    start, end = part or (0, blob.size)
    known["Content-Length"] = str(end - start)
    if start == end:
        return Response(b"", headers=known, media_type=kind)
    body = await blobs.read(key, start, end)
    return StreamingResponse(body, 206 if part else 200, known, kind)


def _has_it(asked: Headers, blob: Blob) -> bool:
    tags = asked.get("if-none-match", "")
    return tags.strip() == "*" or blob.tag in re.findall(r'"[^"]*"', tags)


def _part(asked: Headers, blob: Blob, modified: str) -> tuple[int, int] | None:
    """The first byte asked for and the one after the last; None for all, as where Range means nothing."""
    wanted = _RANGE.fullmatch(asked.get("range", "").strip())
    if not wanted or asked.get("if-range", blob.tag) not in (blob.tag, modified):
        return None
    first, last = wanted.groups()
    if not first:
        start, end = max(0, blob.size - int(last or 0)), blob.size
        if not last:
            return None
    else:
        start, end = int(first), min(int(last) + 1, blob.size) if last else blob.size
        if last and int(last) < start:
            return None
    if start >= end:
        raise problems.beyond_the_end(blob.size)
    return start, end
