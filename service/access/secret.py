"""Secrets that bear 256 random bits: made here, shown once, kept as a hash."""

import hashlib
import hmac
import secrets


def new_id() -> str:
    """A name that nobody guesses."""
    return secrets.token_hex(16)


def new_token() -> str:
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is kept of a token; without salt, since nobody can try 2^256 of them."""
    return hashlib.sha256(token.encode()).hexdigest()


def csrf_token(session: str) -> str:
    """What a page of ours must send beside its session cookie; no other site can read or make it."""
    return hmac.new(session.encode(), b"csrf", hashlib.sha256).hexdigest()


def same(given: str, expected: str) -> bool:
    """Whether two texts are equal, in a time that does not say where they differ."""
    return hmac.compare_digest(given.encode(), expected.encode())
