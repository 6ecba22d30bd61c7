"""Ids whose order is that of arrival, also where the clock was put back."""

import secrets
import threading
import time

_TIME_DIGITS = 16


class Ids:
    """Makes ids: when, in nanoseconds, as 16 hexadecimal digits, and as many that nobody can guess."""

    def __init__(self) -> None:
        self._last_ns = 0
        self._lock = threading.Lock()

    def follow(self, newest: str | None) -> None:
        """Have the next ids come after the newest that there is."""
        if newest and len(newest) == 2 * _TIME_DIGITS:
            self._last_ns = int(newest[:_TIME_DIGITS], 16)

    def new(self) -> str:
        with self._lock:
            self._last_ns = max(time.time_ns(), self._last_ns + 1)
            return f"{self._last_ns:0{_TIME_DIGITS}x}{secrets.token_hex(_TIME_DIGITS // 2)}"
