from concurrent.futures import ThreadPoolExecutor

import pytest
from admitting import record
from sqlalchemy import delete

from service import tables
from service.access.callers import LOCAL, Caller
from service.analyses import Analyses
from service.limited import TooMany
from service.runs import Runs
from service.webhooks.endpoints import MOST, UnknownWebhook, Webhooks

BEN = Caller("ben", "admin")


@pytest.fixture
def webhooks(engine):
    return Webhooks(engine)


def test_a_webhook_is_its_owners_alone(webhooks):
    mine = webhooks.add(LOCAL, "https://a.example/")
    assert [webhook.id for webhook in webhooks.of(LOCAL)] == [mine.id]
    assert webhooks.of(BEN) == []
    for attempt in (webhooks.read, webhooks.delete):
        with pytest.raises(UnknownWebhook):
            attempt(mine.id, BEN)
    with pytest.raises(UnknownWebhook):
        webhooks.deliveries(mine.id, BEN, limit=1)
    with pytest.raises(UnknownWebhook):
        webhooks.send_again(mine.id, "x", LOCAL)
    webhooks.delete(mine.id, LOCAL)
    assert webhooks.of(LOCAL) == []


def test_an_analysis_ends_also_when_a_webhook_is_deleted_meanwhile(webhooks, engine):
    analyses = Analyses(engine)
    with engine.begin() as connection:
        analyses.add(connection, record("01"), "job")
    Runs(engine).begin("01", "job", "run")
    webhooks.add(LOCAL, "https://a.example/")
    with ThreadPoolExecutor(1) as pool:
        with engine.begin() as connection:
            connection.execute(delete(tables.webhooks))
            ended = pool.submit(Runs(engine).end, "01", "run", "done", (), "runs/run")
            with pytest.raises(TimeoutError):
                ended.result(timeout=0.2)
        assert ended.result()


def test_nobody_has_more_than_the_limit(webhooks):
    for _ in range(MOST.most):
        webhooks.add(LOCAL, "https://a.example/")
    with pytest.raises(TooMany):
        webhooks.add(LOCAL, "https://a.example/")
    webhooks.add(BEN, "https://a.example/")
