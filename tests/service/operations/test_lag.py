import asyncio
import time

from prometheus_client import CollectorRegistry

from service.operations import lag
from service.operations.lag import Lag


def test_a_loop_that_was_held_up_is_told(monkeypatch):
    monkeypatch.setattr(lag, "EVERY_S", 0.01)
    registry = CollectorRegistry()

    async def held_up():
        measuring = asyncio.create_task(Lag(registry).keep_measuring())
        await asyncio.sleep(0.05)
        time.sleep(0.3)
        await asyncio.sleep(0.05)
        measuring.cancel()

    def later_than(seconds):
        within = registry.get_sample_value("midstance_loop_lag_seconds_bucket", {"le": seconds})
        return registry.get_sample_value("midstance_loop_lag_seconds_count") - within

    asyncio.run(held_up())
    assert later_than("0.2") >= 1
    assert registry.get_sample_value("midstance_loop_lag_seconds_count") > later_than("0.2")
