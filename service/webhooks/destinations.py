"""Where messages may go: over HTTPS to public addresses, never into the network that the server stands in."""

import ipaddress
import socket
from collections.abc import Callable, Iterable
from contextlib import suppress
from urllib.parse import SplitResult, urlsplit

from vision import MidstanceError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Check = Callable[[Iterable[Address]], None]

LONGEST_URL = 500
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
    with suppress(ValueError):  # a name, which is looked up when something is sent
        check([ipaddress.ip_address(host)])
    return parts


def resolved(host: str, port: int) -> list[Address]:
    """All addresses of a host; raises UnusableDestination."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnusableDestination("The host of url is not known; see that it is spelt right.") from error
    return [ipaddress.ip_address(str(address[0]).partition("%")[0]) for *_, address in found]
