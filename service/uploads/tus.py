"""The words of tus 1.0, the protocol of resumable uploads (https://tus.io/protocols/resumable-upload)."""

import base64
import binascii
import re
from collections.abc import Mapping
from email.utils import format_datetime

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.problems import answer
from service.uploads import faults
from service.uploads.checksums import ALGORITHMS
from service.uploads.ledger import Upload

ADDRESS = "/v1/uploads"
VERSION = "1.0.0"
MEDIA_TYPE = "application/offset+octet-stream"
EXTENSIONS = ("creation", "creation-with-upload", "expiration", "termination", "checksum")
LONGEST_METADATA = 4096
_MUST_SAY = {"POST", "PATCH"}  # the others may leave the version out, for people who ask with curl


class Tus:
    """What all uploads have in common: the version of the protocol, and methods that a proxy holds up."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not f"{scope['path']}/".startswith(f"{ADDRESS}/"):
            await self._app(scope, receive, send)
            return

        async def versioned(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Tus-Resumable"] = VERSION
            await send(message)

        headers = Headers(scope=scope)
        method = headers.get("x-http-method-override", scope["method"]).upper()
        version = headers.get("tus-resumable", None if method in _MUST_SAY else VERSION)
        if method != "OPTIONS" and version != VERSION:
            await answer(faults.unknown_version())(scope, receive, versioned)
        else:
            await self._app({**scope, "method": method}, receive, versioned)


def abilities(*, most_bytes: int) -> dict[str, str]:
    """What the server can do."""
    return {
        "Tus-Version": VERSION,
        "Tus-Extension": ",".join(EXTENSIONS),
        "Tus-Max-Size": str(most_bytes),
        "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
    }


def standing(upload: Upload) -> dict[str, str]:
    """Where an upload stands."""
    headers = {
        "Upload-Offset": str(upload.received),
        "Upload-Length": str(upload.length),
        "Cache-Control": "no-store",
    }
    if upload.metadata:
        headers["Upload-Metadata"] = upload.metadata
    if upload.analysis is None:
        headers["Upload-Expires"] = format_datetime(upload.expires_at, usegmt=True)
    return headers


def whole_number(name: str, written: str | None) -> int:
    """A header that counts bytes; raises Problem."""
    if written is None or not re.fullmatch("[0-9]{1,15}", written):
        raise faults.bad_header(f"{name} must be a whole number of bytes.")
    return int(written)


def read_metadata(written: str) -> Mapping[str, str]:
    """Keys and values of Upload-Metadata; raises Problem."""
    pairs = [pair.split(" ") for pair in re.split(r"\s*,\s*", written.strip())] if written.strip() else []
    keys = [pair[0] for pair in pairs]
    if len(written) > LONGEST_METADATA or any(len(pair) > 2 for pair in pairs) or len(set(keys)) < len(keys):
        raise faults.bad_header(
            "Upload-Metadata must be pairs of a key and a value in Base64, each key once, of 4 kB at most."
        )
    try:
        values = [base64.b64decode(pair[1], validate=True) if len(pair) > 1 else b"" for pair in pairs]
    except (binascii.Error, ValueError) as error:
        raise faults.bad_header("The values of Upload-Metadata must be written in Base64.") from error
    return {key: value.decode(errors="replace") for key, value in zip(keys, values, strict=True)}


def told_sha256(metadata: Mapping[str, str]) -> str | None:
    """What the client says that the whole hashes to, as 64 hexadecimal digits; raises Problem."""
    told = metadata.get("sha256")
    if told is None:
        return None
    if not re.fullmatch("[0-9a-fA-F]{64}", told):
        raise faults.bad_header("sha256 in Upload-Metadata must be 64 hexadecimal digits, written in Base64.")
    return told.lower()
