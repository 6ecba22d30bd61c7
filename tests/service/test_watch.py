import asyncio

import pytest
from admitting import record
from sqlalchemy.exc import OperationalError

from service import watch
from service.batches.models import Batch, Counts
from service.models import AnalysisSettings, Progress
from service.watch import AnalysisWatch, BatchWatch

GONE = OperationalError("", {}, Exception())


class Database:
    """Analyses that change from look to look; an error among them is raised."""

    def __init__(self, *states):
        self.states, self.looks = list(states), []

    def look(self, ids):
        self.looks.append(sorted(ids))
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        if isinstance(state, Exception):
            raise state
        return {known.id: known for known in state if known.id in ids}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(watch, "INTERVAL_S", 0.01)


def follow_records(database):
    return AnalysisWatch(database.look)


async def follow(watch, known):
    return [
        (state.status, state.progress and state.progress.fraction) async for state in watch.changes(known)
    ]


WAITING = record("01")
RUNNING = record("01", status="running", created_at=WAITING.created_at)
HALF = RUNNING.model_copy(update={"progress": Progress(stage="landmarks", fraction=0.5)})
DONE = record("01", status="done", created_at=WAITING.created_at)


def test_all_who_follow_share_each_look_and_are_told_each_change():
    database = Database([WAITING], [RUNNING], GONE, [RUNNING], [HALF], [DONE])

    async def many():
        watch = follow_records(database)
        return await asyncio.gather(*(follow(watch, WAITING) for _ in range(100)))

    for told in asyncio.run(many()):
        assert told == [("running", None), ("running", 0.5), ("done", None)]
    assert database.looks == [["01"]] * 6


def test_one_that_is_deleted_is_told_as_cancelled():
    assert asyncio.run(follow(follow_records(Database([])), HALF)) == [("cancelled", None)]


def test_of_one_that_is_deleted_nothing_is_told_where_there_is_nothing_to_say():
    batch = Batch(
        id="01",
        owner="local",
        name="races",
        athlete=None,
        settings=AnalysisSettings(),
        clips=None,
        created_at=WAITING.created_at,
        counts=Counts(),
    )
    assert asyncio.run(follow(BatchWatch(Database([]).look), batch)) == []


def test_one_that_is_over_is_not_looked_at():
    database = Database([DONE])
    assert asyncio.run(follow(follow_records(database), DONE)) == []
    assert database.looks == []


def test_who_leaves_is_looked_at_no_more_and_the_others_go_on():
    other = record("02")
    database = Database([WAITING, other])

    async def leave():
        watch = follow_records(database)
        leaving = asyncio.create_task(follow(watch, WAITING))
        staying = asyncio.create_task(follow(watch, other))
        while ["01", "02"] not in database.looks:
            await asyncio.sleep(0)
        leaving.cancel()
        while ["02"] not in database.looks:
            await asyncio.sleep(0)
        database.states = [[other.model_copy(update={"status": "failed"})]]
        assert await staying == [("failed", None)]
        looks = len(database.looks)
        await asyncio.sleep(0.05)
        assert len(database.looks) <= looks + 1

    asyncio.run(leave())


def test_a_stop_ends_all_streams():
    async def stop():
        watch = follow_records(Database([WAITING]))
        streams = [asyncio.create_task(follow(watch, WAITING)) for _ in range(3)]
        await asyncio.sleep(0.03)
        watch.close()
        return await asyncio.wait_for(asyncio.gather(*streams), 1.0)

    assert asyncio.run(stop()) == [[], [], []]
