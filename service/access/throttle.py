"""Failed logins make the next one wait, longer each time, and never so long that strangers lock one out.

Wrong passwords are counted by account, by address, and by both. Who has logged in from an address before is
judged by the two together, so that what others do elsewhere holds nobody up who is where they usually are.
All of it is in memory only. Failures are forgotten after an hour of quiet, by the clock that never goes back;
where somebody has logged in is, once very many others have.
"""

import ipaddress
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar

ACCOUNT_FREE, ACCOUNT_LONGEST_S = 5, 40.0  # at most 100 guesses an hour: OWASP ASVS 4.0.3, 2.2.1
ADDRESS_FREE, ADDRESS_LONGEST_S = 20, 900.0  # a whole club may sit behind one address
FORGOTTEN_S = 3600.0
MOST = 10_000

Judged = TypeVar("Judged")
Value = TypeVar("Value")


@dataclass(slots=True)
class _Count:
    failures: int
    last_s: float


class Throttle:
    """Asked before each login. For one thread; `clock` in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._counts: dict[Hashable, _Count] = {}
        self._known: dict[tuple[str, str], None] = {}

    def begin(self, name: str | None, address: str) -> float:
        """Seconds to wait, or 0: then the login may be tried, and counts as failed until it `succeeded`.

        Without a name, where another judges who it is, only the address is judged.
        """
        where = _network(address)
        wait_s = max(self._wait_s(key, free, longest_s) for key, free, longest_s in self._judged(name, where))
        if wait_s <= 0:
            for key, _, _ in self._judged(name, where):
                self._count(key)
        return max(0.0, wait_s)

    def succeeded(self, name: str | None, address: str) -> None:
        """The password was right after all."""
        where = _network(address)
        for key, _, _ in self._judged(name, where):
            count = self._counts.get(key)
            if count and key == ("address", where):
                count.failures -= 1  # an own account is no way to guess at others' for ever
            elif count:
                del self._counts[key]
        if name is not None:
            self._known.pop((name, where), None)
            _bounded(self._known)[name, where] = None

    def _judged(self, name: str | None, where: str) -> list[tuple[Hashable, int, float]]:
        by_address = ("address", where), ADDRESS_FREE, ADDRESS_LONGEST_S
        if name is None:
            return [by_address]
        if (name, where) in self._known:
            return [(("both", name, where), ACCOUNT_FREE, ACCOUNT_LONGEST_S)]
        return [(("account", name), ACCOUNT_FREE, ACCOUNT_LONGEST_S), by_address]

    def _wait_s(self, key: Hashable, free: int, longest_s: float) -> float:
        count = self._counts.get(key)
        if count is None or self._clock() - count.last_s > FORGOTTEN_S:
            return 0.0
        over = count.failures - free
        delay_s = min(longest_s, 2.0 ** min(over, 16)) if over >= 0 else 0.0
        return count.last_s + delay_s - self._clock()

    def _count(self, key: Hashable) -> None:
        now = self._clock()
        count = self._counts.pop(key, None)
        if count is None or now - count.last_s > FORGOTTEN_S:
            count = _Count(0, now)
        _bounded(self._counts)[key] = _Count(count.failures + 1, now)


def _bounded(counts: dict[Judged, Value]) -> dict[Judged, Value]:
    """Room for one more: the one that was not touched for longest goes."""
    if len(counts) >= MOST:
        del counts[next(iter(counts))]
    return counts


def _network(address: str) -> str:
    """The address, of IPv6 the half that a provider gives to one customer."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv4Address):
        return address
    if known.ipv4_mapped:
        return str(known.ipv4_mapped)
    return str(ipaddress.ip_network((known, 64), strict=False))
