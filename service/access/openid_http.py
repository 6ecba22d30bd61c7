"""Asking an OpenID provider: over TLS, for a limited time and a limited answer, with no redirects."""

import http.client
import json
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit

from service.access.errors import ProviderFault
from service.settings import LOCAL_NAMES

CONNECT_S, LONGEST_S = 5.0, 10.0
LARGEST_BYTES = 1 << 18


def is_safe(url: str) -> bool:
    """Whether nobody can read along there: by TLS, or within this machine."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return False
    safe = parts.scheme == "https" or (parts.scheme == "http" and host in LOCAL_NAMES)
    plain = url.isascii() and url.isprintable() and " " not in url
    return bool(host) and port != 0 and safe and plain and parts.username is None and not parts.fragment


def asked(
    url: str, form: Mapping[str, str] | None = None, *, authorization: str | None = None
) -> tuple[int, dict[str, Any]]:
    """Status and JSON object that are answered to GET, or to POST of a form; raises ProviderFault."""
    headers = {"Accept": "application/json", "User-Agent": "midstance"}
    if authorization:
        headers["Authorization"] = authorization
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    body = None if form is None else urlencode(form)
    try:
        status, content = _exchanged(urlsplit(url), body, headers)
    except (OSError, http.client.HTTPException) as error:
        raise ProviderFault(f"It cannot be reached, or broke off ({type(error).__name__}).") from error
    if len(content) > LARGEST_BYTES:
        raise ProviderFault(f"It answered with more than {LARGEST_BYTES} bytes.")
    return status, _object(content)


def _exchanged(url: SplitResult, body: str | None, headers: Mapping[str, str]) -> tuple[int, bytes]:
    kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
    connection = kind(str(url.hostname), url.port, timeout=CONNECT_S)
    connection.connect()
    end = threading.Timer(LONGEST_S, _cut, (connection.sock,))  # whoever answers a byte a second, too
    end.start()
    try:
        target = (url.path or "/") + (f"?{url.query}" if url.query else "")
        connection.request("POST" if body is not None else "GET", target, body, dict(headers))
        response = connection.getresponse()
        return response.status, response.read(LARGEST_BYTES + 1)
    finally:
        end.cancel()
        connection.close()


def _cut(sock: socket.socket) -> None:
    with suppress(OSError):  # it ended at this moment by itself
        sock.shutdown(socket.SHUT_RDWR)


def _object(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ProviderFault("It answered with something that is no JSON.") from error
    if not isinstance(found, dict):
        raise ProviderFault("It answered with JSON that is no object.")
    return found
