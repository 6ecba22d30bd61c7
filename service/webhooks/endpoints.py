"""Who wants to be told, and what they were told: the tables of webhooks and of deliveries."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    RowMapping,
    case,
    delete,
    insert,
    literal,
    select,
    update,
)

from service.access.callers import Caller
from service.access.owners import require_owner
from service.ids import ordered_id
from service.instants import Instant
from service.limited import AtMost
from service.tables import deliveries, users, webhooks
from service.webhooks.models import Delivery, NewWebhook, Webhook
from service.webhooks.posting import new_secret

MOST = AtMost(20, "webhooks")


class UnknownWebhook(Exception):
    """There is no such webhook or delivery of the caller, or no longer."""


def announce(connection: Connection, *, analysis: str, owner: str, status: str) -> None:
    """Have every webhook of the owner told of the end of an analysis, in the transaction that ends it.

    While the owner's account is closed there is nobody to tell.
    """
    mine = select(webhooks.c.id).where(webhooks.c.owner == owner, _open())
    mine = mine.with_for_update(read=True, key_share=True)  # none of them goes before it has its row
    now = datetime.now(UTC)
    rows = [
        {
            "id": ordered_id(),
            "webhook": webhook,
            "analysis": analysis,
            "told": status,
            "status": "waiting",
            "attempts": 0,
            "created_at": now,
            "next_at": now,
        }
        for webhook in connection.execute(mine).scalars()
    ]
    if rows:
        connection.execute(insert(deliveries), rows)


class Webhooks:
    """The webhooks of each owner, with their deliveries; to anybody else they are unknown."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, by: Caller, url: str) -> NewWebhook:
        """A new webhook; raises TooMany, Problem."""
        new = NewWebhook(id=ordered_id(), url=url, created_at=datetime.now(UTC), secret=new_secret())
        with self._engine.begin() as connection:
            MOST.require_room(connection, webhooks.c.owner == by.id)
            connection.execute(insert(webhooks).values(**new.model_dump(), owner=by.id))
            require_owner(connection, by.id)
        return new

    def of(self, by: Caller) -> list[Webhook]:
        """Those of the caller, the newest first."""
        mine = select(webhooks).where(webhooks.c.owner == by.id).order_by(webhooks.c.id.desc())
        with self._engine.connect() as connection:
            return [_webhook(row) for row in connection.execute(mine).mappings()]

    def read(self, id: str, by: Caller) -> Webhook:
        """Raises UnknownWebhook."""
        this = select(webhooks).where(webhooks.c.id == id, webhooks.c.owner == by.id)
        with self._engine.connect() as connection:
            row = connection.execute(this).mappings().first()
        if row is None:
            raise UnknownWebhook
        return _webhook(row)

    def delete(self, id: str, by: Caller) -> None:
        """Forget a webhook and its deliveries; raises UnknownWebhook."""
        this = delete(webhooks).where(webhooks.c.id == id, webhooks.c.owner == by.id)
        with self._engine.begin() as connection:
            if not connection.execute(this).rowcount:
                raise UnknownWebhook

    def deliveries(self, id: str, by: Caller, *, before: str | None = None, limit: int) -> list[Delivery]:
        """What a webhook was told, the newest first; raises UnknownWebhook."""
        self.read(id, by)
        earlier = () if before is None else (deliveries.c.id < before,)
        these = select(deliveries).where(deliveries.c.webhook == id, *earlier)
        with self._engine.connect() as connection:
            newest = connection.execute(these.order_by(deliveries.c.id.desc()).limit(limit))
            return [_delivery(row) for row in newest.mappings()]

    def send_again(self, id: str, delivery: str, by: Caller) -> Delivery:
        """Have a delivery made once more, however it ended; raises UnknownWebhook."""
        self.read(id, by)
        again: dict[str, Any] = {
            "status": "waiting",
            "attempts": 0,
            "next_at": datetime.now(UTC),
            "fault": None,
        }
        this = update(deliveries).where(deliveries.c.webhook == id, deliveries.c.id == delivery)
        with self._engine.begin() as connection:
            row = connection.execute(this.values(again).returning(deliveries)).mappings().first()
        if row is None:
            raise UnknownWebhook
        return _delivery(row)

    def due(self, limit: int, *, pauses_s: Sequence[float]) -> list[RowMapping]:
        """Deliveries whose time has come, with `url` and `secret` of their webhooks.

        `pauses_s` are those after the first attempts: what is farther off was to come before the clock was
        set back. Those of a closed account wait.
        """
        now = datetime.now(UTC)
        latest = {
            attempts: literal(now + timedelta(seconds=pause_s), Instant())
            for attempts, pause_s in enumerate((0, *pauses_s))
        }
        far = deliveries.c.next_at > case(latest, value=deliveries.c.attempts)
        due = (
            select(deliveries, webhooks.c.url, webhooks.c.secret)
            .join(webhooks, webhooks.c.id == deliveries.c.webhook)
            .where(deliveries.c.status == "waiting", (deliveries.c.next_at <= now) | far, _open())
            .order_by(deliveries.c.next_at)
            .limit(limit)
        )
        with self._engine.connect() as connection:
            return list(connection.execute(due).mappings())

    def settle(self, delivery: str, *, fault: str | None, again_in: timedelta | None) -> None:
        """Say how an attempt ended: without a fault it is delivered, and dead if it is not tried again."""
        now = datetime.now(UTC)
        ending: dict[str, Any] = {"attempts": deliveries.c.attempts + 1, "fault": fault, "next_at": None}
        if fault is None:
            ending |= {"status": "delivered", "delivered_at": now}
        elif again_in is None:
            ending |= {"status": "dead"}
        else:
            ending |= {"next_at": now + again_in}
        with self._engine.begin() as connection:
            connection.execute(update(deliveries).where(deliveries.c.id == delivery).values(ending))


def _open() -> ColumnElement[bool]:
    closed = select(users.c.id).where(users.c.disabled)
    return webhooks.c.owner.not_in(closed)


def _webhook(row: RowMapping) -> Webhook:
    return Webhook(id=row["id"], url=row["url"], created_at=row["created_at"])


def _delivery(row: RowMapping) -> Delivery:
    return Delivery(**{name: row[name] for name in Delivery.model_fields})
