"""How late the server's own loop is: no answer comes sooner than that, however little there is to do."""

import asyncio

from prometheus_client import CollectorRegistry, Histogram

EVERY_S = 0.1
_SECONDS = (0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5)


class Lag:
    """Sleeps, and sees how much too long; the machine's doing or the server's."""

    def __init__(self, registry: CollectorRegistry) -> None:
        what = "Seconds by which what was due in the server's event loop came late."
        self._lag = Histogram("midstance_loop_lag_seconds", what, buckets=_SECONDS, registry=registry)

    async def keep_measuring(self) -> None:
        """Until it is cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + EVERY_S
            await asyncio.sleep(EVERY_S)
            self._lag.observe(max(0.0, loop.time() - due))
