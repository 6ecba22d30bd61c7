"""Where messages may go: over HTTPS to public addresses, never into the network that the server stands in."""

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable
from contextlib import suppress
from urllib.parse import SplitResult, urlsplit

from vision import MidstanceError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Check = Callable[[Iterable[Address]], None]

LONGEST_URL = 500
_NUMBER = re.compile("[0-9]+|0x[0-9a-f]*")
# Within clouds (Azure, Oracle), though their numbers look public.
_OF_CLOUDS = tuple(map(ipaddress.ip_network, ("168.63.129.16/32", "192.0.0.0/24")))


class UnusableDestination(MidstanceError):
    """Nothing may be sent there; the message says why."""


def require_public(addresses: Iterable[Address]) -> None:
    """Raises UnusableDestination unless each of these leads to the same from anywhere on the internet."""
    for address in addresses:
        if not all(map(_is_public, (address, *_within(address)))):
            raise UnusableDestination("url leads into the server's own network; give a public address.")


def _is_public(address: Address) -> bool:
    special = address.is_multicast or address.is_reserved or any(address in one for one in _OF_CLOUDS)
    return address.is_global and not special


def _within(address: Address) -> list[Address]:
    """The IPv4 addresses that an IPv6 address passes on to."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    passed_on = (address.ipv4_mapped, address.sixtofour, *(address.teredo or ()))
    return [one for one in passed_on if one is not None]


def checked_url(url: str, *, http: bool, check: Check = require_public) -> SplitResult:
    """An address of the web that messages may go to, as far as can be seen; raises UnusableDestination."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, (parts.hostname or "").encode("idna").decode()
    except (ValueError, UnicodeError) as error:
        raise UnusableDestination("url is no address of the web; write https://HOST/PATH.") from error
    if parts.scheme not in ("https", "http") or not host or port == 0 or len(url) > LONGEST_URL:
        raise UnusableDestination(f"url must be https://HOST/PATH, of at most {LONGEST_URL} characters.")
    if not url.isascii() or not url.isprintable() or " " in url:
        raise UnusableDestination("url must be of visible ASCII characters; encode the others with %.")
    if parts.scheme == "http" and not http:
        raise UnusableDestination("url must begin with https://: what is sent must stay between the two.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise UnusableDestination("url must hold no user, password or fragment; messages are signed instead.")
    if address := _as_address(host.rstrip(".").lower()):
        check([address])
    return parts


def _as_address(host: str) -> Address | None:
    """The address that a host is, however it is spelt; None for a name, which is asked for when one sends.

    Numbers are as inet_aton reads them, and as browsers do: 127.1, 0x7f.1, 0177.0.0.1 and 2130706433 are one.
    """
    if host == "localhost" or host.endswith(".localhost"):  # by RFC 6761
        return ipaddress.IPv4Address("127.0.0.1")
    with suppress(ValueError):
        return ipaddress.ip_address(host)
    if not _NUMBER.fullmatch(host.rpartition(".")[2]):
        return None
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except OSError as error:
        raise UnusableDestination(
            "url holds no address that there is; see that it is spelt right."
        ) from error


def resolved(host: str, port: int) -> list[Address]:
    """All addresses of a host; raises UnusableDestination."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnusableDestination("The host of url is not known; see that it is spelt right.") from error
    return [ipaddress.ip_address(str(address[0]).partition("%")[0]) for *_, address in found]
