"""The time by which things are deleted because their time is over: no clock that leaps ahead does that."""

import logging
import time
from datetime import UTC, datetime, timedelta

log = logging.getLogger("midstance")

_LEAP = timedelta(minutes=1)
BELIEVED_AFTER_S = 24 * 3600.0  # whoever keeps the machine has a day to see that its clock is wrong


class SteadyClock:
    """Goes on as before for a day when the machine's clock leaps ahead, and back with it at once.

    A clock that was wrong before the process began is not known to be.
    """

    def __init__(self) -> None:
        self._time, self._at_s = datetime.now(UTC), _passed_s()
        self._leapt_at_s: float | None = None

    def now(self) -> datetime:
        """The time in UTC, or earlier."""
        told, passed_s = datetime.now(UTC), _passed_s()
        steady = self._time + timedelta(seconds=passed_s - self._at_s)
        if told > steady + _LEAP and not self._is_believed(told - steady, passed_s):
            return steady
        self._time, self._at_s, self._leapt_at_s = told, passed_s, None
        return told

    def _is_believed(self, leap: timedelta, passed_s: float) -> bool:
        if self._leapt_at_s is None:
            self._leapt_at_s = passed_s
            log.warning("the clock was set forward by %s; nothing is deleted for that, for a day", leap)
        return passed_s - self._leapt_at_s > BELIEVED_AFTER_S


def _passed_s() -> float:
    """Seconds since some instant, those asleep too where the system counts them; whatever the clock says."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()
