"""Checksums that clients send along."""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from typing import Self

from service.uploads import faults

ALGORITHMS = ("sha1", "sha256")


@dataclass(frozen=True, slots=True)
class Checksum:
    """What the bytes of one request must hash to."""

    algorithm: str
    digest: bytes

    @classmethod
    def of(cls, header: str) -> Self:
        """From `sha256 <base64>`; raises Problem."""
        algorithm, _, written = header.partition(" ")
        if algorithm not in ALGORITHMS:
            raise faults.bad_header(f"Upload-Checksum must be of {' or '.join(ALGORITHMS)}.")
        try:
            return cls(algorithm, base64.b64decode(written, validate=True))
        except binascii.Error as error:
            raise faults.bad_header("The digest in Upload-Checksum must be in Base64.") from error

    def hash(self) -> "hashlib._Hash":
        """An empty hash of its kind."""
        return hashlib.new(self.algorithm, usedforsecurity=False)

    def fits(self, digest: bytes) -> bool:
        return hmac.compare_digest(self.digest, digest)
