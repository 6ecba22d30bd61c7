"""Ids whose order is that of arrival."""

import secrets
import threading
import time

TIME_DIGITS = 16  # hexadecimal, of nanoseconds; as many follow that nobody can guess


def ordered_id() -> str:
    """An id that nobody can guess and that stands in order of arrival, by this machine's clock."""
    return _id(time.time_ns())


def _id(time_ns: int) -> str:
    return f"{time_ns:0{TIME_DIGITS}x}{secrets.token_hex(TIME_DIGITS // 2)}"


class Ids:
    """Makes them so that each comes after the one before, also where the clock was put back."""

    def __init__(self) -> None:
        self._last_ns = 0
        self._lock = threading.Lock()

    def follow(self, newest: str | None) -> None:
        """Have the next ids come after the newest that there is."""
        if newest and len(newest) == 2 * TIME_DIGITS:
            self._last_ns = int(newest[:TIME_DIGITS], 16)

    def new(self) -> str:
        with self._lock:
            self._last_ns = max(time.time_ns(), self._last_ns + 1)
            return _id(self._last_ns)
