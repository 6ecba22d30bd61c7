import json
from datetime import UTC, datetime, timedelta

import pytest
from admitting import record
from receiving import receiving
from serving import wait_until
from sqlalchemy import update

from service.access.callers import LOCAL, Caller
from service.access.parts import Access
from service.analyses import Analyses
from service.runs import Runs
from service.settings import Settings
from service.tables import deliveries
from service.webhooks.endpoints import Webhooks
from service.webhooks.posting import signature
from service.webhooks.sender import PAUSES_S, Sender


def anywhere(_):
    pass


@pytest.fixture
def webhooks(engine):
    return Webhooks(engine)


@pytest.fixture
def end(engine):
    """Ends an analysis of an owner."""

    def end(id="01", owner=LOCAL.id, status="done"):
        analyses = Analyses(engine)
        with engine.begin() as connection:
            analyses.add(connection, record(id, owner=owner), f"{id}-job")
        Runs(engine).begin(id, f"{id}-job", "run")
        assert Runs(engine).end(id, "run", status, (), None)

    return end


@pytest.fixture
def sender(engine, tmp_path):
    def sender(*, check=anywhere, pauses_s=(0.05,), **settings):
        known = Settings(data=tmp_path, webhooks=True, webhook_http=True, **settings)
        return Sender(engine, known, check=check, pauses_s=pauses_s, look_s=0.05).at_work()

    return sender


def test_the_end_of_an_analysis_is_told_to_its_owner_alone_and_signed(webhooks, end, sender):
    with receiving(200) as (url, heard):
        mine = webhooks.add(LOCAL, url)
        end("01", status="refused")
        end("02", owner="somebody else")
        with sender():
            wait_until(
                lambda: [d.status for d in webhooks.deliveries(mine.id, LOCAL, limit=9)] == ["delivered"]
            )
    ((_, headers, body),) = heard
    assert json.loads(body)["type"] == "analysis.refused"
    assert json.loads(body)["data"] == {"id": "01", "status": "refused", "address": "/v1/analyses/01"}
    assert headers["webhook-signature"] == signature(
        mine.secret, id=headers["webhook-id"], timestamp_s=int(headers["webhook-timestamp"]), body=body
    )


def test_what_is_not_taken_is_tried_again_until_it_is_dead_and_can_be_sent_again(webhooks, end, sender):
    def newest():
        return webhooks.deliveries(mine.id, LOCAL, limit=1)[0]

    with receiving(500, 302, 200) as (url, heard), sender():
        mine = webhooks.add(LOCAL, url)
        end()
        wait_until(lambda: newest().status == "dead")
        assert (newest().attempts, len(heard)) == (2, 2)
        assert "answered 302" in newest().fault
        webhooks.send_again(mine.id, newest().id, LOCAL)
        wait_until(lambda: newest().status == "delivered")
        assert (newest().attempts, newest().fault) == (1, None)
    assert len({headers["webhook-id"] for _, headers, _ in heard}) == 1


def test_a_receiver_that_is_gone_is_not_tried_again(webhooks, end, sender):
    with receiving(410) as (url, heard), sender(pauses_s=(0.05, 0.05)):
        mine = webhooks.add(LOCAL, url)
        end()
        wait_until(lambda: webhooks.deliveries(mine.id, LOCAL, limit=1)[0].status == "dead")
    assert len(heard) == 1


def test_nothing_is_sent_into_the_own_network(webhooks, end, engine, tmp_path):
    with receiving(200) as (url, heard):
        mine = webhooks.add(LOCAL, url.replace("127.0.0.1", "localhost"))
        end()
        settings = Settings(data=tmp_path, webhooks=True, webhook_http=True)
        with Sender(engine, settings, pauses_s=(), look_s=0.05).at_work():
            wait_until(lambda: webhooks.deliveries(mine.id, LOCAL, limit=1)[0].status == "dead")
    assert heard == []
    assert "own network" in webhooks.deliveries(mine.id, LOCAL, limit=1)[0].fault


def test_nothing_is_sent_unless_the_settings_say_so(webhooks, end, engine, tmp_path):
    with receiving(200) as (url, heard):
        mine = webhooks.add(LOCAL, url)
        end()
        with Sender(engine, Settings(data=tmp_path), check=anywhere, look_s=0.01).at_work():
            pass
    assert heard == []
    waiting = webhooks.deliveries(mine.id, LOCAL, limit=1)[0]
    assert (waiting.status, waiting.attempts) == ("waiting", 0)


@pytest.mark.parametrize(
    ("attempts", "ahead_s", "is_due"), [(0, 18_000, True), (1, 4, False), (1, 18_000, True), (3, 1700, False)]
)
def test_no_message_waits_longer_because_the_clock_was_set_back(
    webhooks, end, engine, attempts, ahead_s, is_due
):
    webhooks.add(LOCAL, "https://a.example/")
    end()
    later = datetime.now(UTC) + timedelta(seconds=ahead_s)
    with engine.begin() as connection:
        connection.execute(update(deliveries).values(attempts=attempts, next_at=later))
    assert bool(webhooks.due(10, pauses_s=PAUSES_S)) == is_due


def test_what_is_told_of_goes_with_it(webhooks, end, engine):
    mine = webhooks.add(LOCAL, "https://a.example/")
    end()
    Analyses(engine).delete("01", LOCAL)
    assert webhooks.deliveries(mine.id, LOCAL, limit=1) == []
    assert webhooks.due(10, pauses_s=PAUSES_S) == []


def test_while_its_owners_account_is_closed_nothing_is_told(webhooks, end, engine, settings):
    accounts = Access(engine, settings).accounts
    owner = Caller(accounts.add("anna", "admin", "correct horse battery").id, "admin")
    mine = webhooks.add(owner, "https://a.example/")
    end("01", owner=owner.id)
    accounts.change(owner.id, disabled=True)
    end("02", owner=owner.id)
    assert webhooks.due(10, pauses_s=PAUSES_S) == []
    accounts.change(owner.id, disabled=False)
    end("03", owner=owner.id)
    assert sorted(delivery["analysis"] for delivery in webhooks.due(10, pauses_s=PAUSES_S)) == ["01", "03"]
    assert len(webhooks.deliveries(mine.id, owner, limit=9)) == 2


def test_the_next_try_waits(webhooks, end, sender):
    mine = webhooks.add(LOCAL, "http://127.0.0.1:1/")
    end()
    with sender(pauses_s=(3600,)):
        wait_until(lambda: webhooks.deliveries(mine.id, LOCAL, limit=1)[0].attempts == 1)
    waiting = webhooks.deliveries(mine.id, LOCAL, limit=1)[0]
    assert waiting.status == "waiting"
    assert 3500 < (waiting.next_at - datetime.now(UTC)).total_seconds() <= 3600
    assert "ConnectionRefusedError" in waiting.fault
