"""Sheets are typeset elsewhere, some at a time; whoever comes when too many wait is told to come back."""

import asyncio
import threading

import pytest

from service.access.callers import LOCAL
from service.problems import Problem
from service.sheets.printing import MOST_WAITING, Printer
from service.threads import Threads


def printer(threads=None, **parts):
    known = dict.fromkeys(("aside", "store", "reports", "drawings", "revisions", "sheets", "access"))
    return Printer(threads=threads or Threads(1), **known | parts)


def test_who_comes_when_as_many_wait_as_may_is_told_when_to_come_again():
    typeset = threading.Event()

    async def many():
        threads = Threads(1)
        waiting = [asyncio.create_task(threads.run(typeset.wait)) for _ in range(1 + MOST_WAITING)]
        try:
            await asyncio.sleep(0.05)
            await printer(threads).printed(None, LOCAL, draft=True)
        finally:
            typeset.set()
            await asyncio.gather(*waiting)

    with pytest.raises(Problem) as turned_away:
        asyncio.run(many())
    assert turned_away.value.status_code == 503
    assert int(turned_away.value.headers["Retry-After"]) > 0
