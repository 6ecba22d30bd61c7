"""A server that is told things."""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from receiver import receiver


@contextmanager
def receiving(*statuses: int, tls: ssl.SSLContext | None = None) -> Iterator[tuple[str, list]]:
    """Its address, and what it was sent; it answers these in turn, the last of them for ever.

    With `tls` it speaks HTTPS, and is called localhost as its certificate has it.
    """
    heard: list = []

    def answer(path: str, headers: Mapping[str, str], body: bytes) -> int:
        heard.append((path, headers, body))
        return statuses[min(len(heard), len(statuses)) - 1]

    scheme_and_host = "https://localhost" if tls else "http://127.0.0.1"
    with receiver(answer, tls=tls) as port:
        yield f"{scheme_and_host}:{port}/hook?a=1", heard
