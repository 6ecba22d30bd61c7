"""One signed message to one destination: the name is looked up once, and what was checked is connected to."""

import base64
import hashlib
import hmac
import http.client
import secrets
import socket
import ssl
import threading
from urllib.parse import SplitResult

from service.webhooks.destinations import Check, require_public, resolved

_CONNECT_S, _LONGEST_S = 5.0, 15.0
_PREFIX = "whsec_"


def new_secret() -> str:
    """A secret as Standard Webhooks has them."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signature(secret: str, *, id: str, timestamp_s: int, body: bytes) -> str:
    """HMAC-SHA256 of a message, as in the header webhook-signature."""
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    signed = hmac.digest(key, f"{id}.{timestamp_s}.".encode() + body, hashlib.sha256)
    return "v1," + base64.b64encode(signed).decode()


def post(
    url: SplitResult, body: bytes, *, id: str, timestamp_s: int, secret: str, check: Check = require_public
) -> int:
    """The status of the answer; a redirection is one too, and is not followed.

    Raises UnusableDestination, OSError and HTTPException.
    """
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "midstance",
        "webhook-id": id,
        "webhook-timestamp": str(timestamp_s),
        "webhook-signature": signature(secret, id=id, timestamp_s=timestamp_s, body=body),
    }
    connection = _connected(url, check)
    end = threading.Timer(_LONGEST_S, _cut, (connection,))  # whoever answers a byte a second, too
    end.start()
    try:
        target = (url.path or "/") + (f"?{url.query}" if url.query else "")
        connection.request("POST", target, body, headers)
        return connection.getresponse().status
    finally:
        end.cancel()
        connection.close()


def _connected(url: SplitResult, check: Check) -> http.client.HTTPConnection:
    host = str(url.hostname)
    port = url.port or (443 if url.scheme == "https" else 80)
    addresses = resolved(host, port)
    check(addresses)
    sock = socket.create_connection((str(addresses[0]), port), timeout=_CONNECT_S)
    if url.scheme == "https":
        try:
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
        except OSError:
            sock.close()
            raise
    connection = http.client.HTTPConnection(host, url.port, timeout=_CONNECT_S)
    connection.sock = sock
    return connection


def _cut(connection: http.client.HTTPConnection) -> None:
    if connection.sock:
        connection.sock.shutdown(socket.SHUT_RDWR)
