"""Requests told apart by a fingerprint, taken as they come: none is kept for it."""

import hmac
from hashlib import sha256

from python_multipart.multipart import parse_options_header

_DELIMITER = b"--\r\n"  # in place of a boundary, which clients draw anew for every try


class Fingerprint:
    """Of one request: its address, kind and body, chunk by chunk; nobody can tell it without `key`."""

    def __init__(self, key: str, address: str, content_type: str) -> None:
        kind, options = parse_options_header(content_type)
        boundary = options.get(b"boundary") if kind == b"multipart/form-data" else None
        self._delimiter = b"--" + boundary if boundary else None
        self._hash = hmac.new(key.encode(), b"\0".join((address.encode(), kind, b"")), sha256)
        self._rest = b""

    def take(self, chunk: bytes) -> None:
        """Count in the next bytes of the body."""
        if self._delimiter is None:
            self._hash.update(chunk)
            return
        *parts, rest = (self._rest + chunk).split(self._delimiter)
        for part in parts:
            self._hash.update(part)
            self._hash.update(_DELIMITER)
        done = max(0, len(rest) - len(self._delimiter) + 1)  # a boundary may have begun in what is left
        self._hash.update(rest[:done])
        self._rest = rest[done:]

    def text(self) -> str:
        """The fingerprint of all that was taken."""
        whole = self._hash.copy()
        whole.update(self._rest)
        return whole.hexdigest()
