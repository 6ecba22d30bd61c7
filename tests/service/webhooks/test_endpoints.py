import pytest

from service.access.callers import LOCAL, Caller
from service.webhooks.endpoints import MOST, TooManyWebhooks, UnknownWebhook, Webhooks

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


def test_nobody_has_more_than_the_limit(webhooks):
    for _ in range(MOST):
        webhooks.add(LOCAL, "https://a.example/")
    with pytest.raises(TooManyWebhooks):
        webhooks.add(LOCAL, "https://a.example/")
    webhooks.add(BEN, "https://a.example/")
