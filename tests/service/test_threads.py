import asyncio
import threading

import pytest
from fastapi.concurrency import run_in_threadpool

from service.threads import Threads, read_together


def test_however_many_wait_for_the_disk_others_find_a_thread():
    disk = threading.Event()

    async def many():
        threads = Threads()
        writing = [asyncio.create_task(threads.run(disk.wait)) for _ in range(50)]
        await asyncio.sleep(0)
        try:
            return await asyncio.wait_for(run_in_threadpool(lambda: "answered"), 5)
        finally:
            disk.set()
            await asyncio.gather(*writing)

    assert asyncio.run(many()) == "answered"


@pytest.mark.parametrize("given_up", [False, True])
def test_what_is_left_does_not_hold_up_the_loop_also_when_a_request_is_given_up(given_up):
    left = []

    async def request():
        async with Threads().unwinding() as stack:
            stack.callback(lambda: left.append(threading.current_thread()))
            await asyncio.sleep(600 if given_up else 0)

    async def serve():
        task = asyncio.create_task(request())
        await asyncio.sleep(0.01)
        if given_up:
            task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(serve())
    assert len(left) == 1
    assert left[0] is not threading.main_thread()


def test_what_is_read_together_comes_in_order_though_the_first_takes_longest():
    later = threading.Event()

    def read(item):
        if item == 0:
            assert later.wait(5)
        later.set()
        return -item

    assert read_together(read, range(3)) == [0, -1, -2]


def test_what_breaks_one_reading_breaks_all_of_them():
    def read(item):
        raise LookupError(item)

    with pytest.raises(LookupError):
        read_together(read, [1, 2])
