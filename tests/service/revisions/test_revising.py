import asyncio
import threading

import pytest
from fastapi.concurrency import run_in_threadpool

from service.aside import Aside
from service.problems import Problem
from service.revisions.measuring import Reports
from service.revisions.revising import MOST_WAITING, in_turn
from service.strays import Strays


def test_however_many_correct_others_find_a_thread_and_the_last_are_told_to_come_back(jobs, store, settings):
    measured = threading.Event()
    known = {"aside": Aside(settings.scratch, settings.limits), "at_once": 2}
    reports = Reports(store, lambda _: None, Strays(jobs.engine), give_up=jobs.give_up, **known)

    async def many():
        revising = [
            asyncio.create_task(in_turn(reports, measured.wait)) for _ in range(2 + MOST_WAITING + 40)
        ]
        try:
            await asyncio.sleep(0.1)
            assert await asyncio.wait_for(run_in_threadpool(lambda: "answered"), 30) == "answered"
        finally:
            measured.set()
        return await asyncio.gather(*revising, return_exceptions=True)

    ended = asyncio.run(many())
    assert ended.count(True) == 2 + MOST_WAITING
    turned_away = [each for each in ended if isinstance(each, Problem)]
    assert len(turned_away) == 40
    assert turned_away[0].status_code == 503
    assert int(turned_away[0].headers["Retry-After"]) > 0
    with pytest.raises(ZeroDivisionError):
        asyncio.run(in_turn(reports, lambda: 1 // 0))
