import asyncio
import selectors

import pytest

from service.problems import Problem
from service.uploads.pace import Pace


class Skipping(selectors.DefaultSelector):
    """Skips what it should wait; `now` is the time that would have passed."""

    now = 0.0

    def select(self, timeout=None):
        self.now += timeout or 0.0
        return super().select(0)


def unhurried():
    """A loop in which waiting takes as long as it should, however busy the machine is."""
    selector = Skipping()
    loop = asyncio.SelectorEventLoop(selector)
    loop.time = lambda: selector.now
    return loop


def reading(receive, **limits):
    """What an application reads of a body that comes so."""
    read = []

    async def app(_, receive, __):
        more = True
        while more:
            message = await receive()
            read.append(message["body"])
            more = message["more_body"]
        await receive()

    with asyncio.Runner(loop_factory=unhurried) as runner:
        runner.run(Pace(app, **limits)({"type": "http"}, receive, None))
    return b"".join(read)


def body(pause_s, pieces):
    left = list(pieces)

    async def receive():
        await asyncio.sleep(pause_s if left else 0.3)
        return {"body": left.pop(0), "more_body": bool(left)} if left else {"type": "http.disconnect"}

    return receive


def test_a_steady_body_is_read_and_its_end_may_be_waited_for():
    assert reading(body(0.01, [b"ab", b"cd"]), silence_s=0.2, slowest_bytes_s=10) == b"abcd"


def test_silence_is_given_up():
    with pytest.raises(Problem) as caught:
        reading(body(0.5, [b"ab"]), silence_s=0.1, slowest_bytes_s=0)
    assert caught.value.status_code == 408


def test_a_trickle_is_given_up():
    with pytest.raises(Problem, match="too slowly"):
        reading(body(0.03, [b"a"] * 100), silence_s=0.1, slowest_bytes_s=1000)
