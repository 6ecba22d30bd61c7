"""Passwords: how long they must be, and what is kept of them (Argon2id, the second choice of RFC 9106)."""

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from service.access.errors import Unusable

SHORTEST, LONGEST = 12, 128  # OWASP ASVS 4.0.3, 2.1.1 and 2.1.2


def hashed(password: str) -> str:
    """What is kept of a new password; raises Unusable."""
    password = _plain(password)
    if not SHORTEST <= len(password) <= LONGEST:
        raise Unusable(f"The password must have {SHORTEST} to {LONGEST} characters; choose another.")
    return PasswordHasher().hash(password)


def verified(password: str, kept: str | None) -> bool:
    """Whether this is the password of which that was kept; as long a look where nothing was."""
    password, nobodys = _plain(password), _nobodys()
    try:
        PasswordHasher().verify(kept or nobodys, password if len(password) <= LONGEST else "")
    except VerificationError:
        return False
    return kept is not None and bool(password)


@cache
def _nobodys() -> str:
    return PasswordHasher().hash("")


def _plain(password: str) -> str:
    """The same letters in the same bytes, whichever keyboard wrote them."""
    return unicodedata.normalize("NFC", password)
