"""Who else is told."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from service.instants import Instant
from service.tables.base import metadata

# The secret has to be there as it is: messages are signed with it.
webhooks = Table(
    "webhooks",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("owner", String(32), nullable=False, index=True),
    Column("url", String(500), nullable=False),
    Column("secret", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
)

# `told` is the status of the analysis that the message tells, `status` that of the delivery.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("webhook", ForeignKey("webhooks.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("analysis", ForeignKey("analyses.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("told", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("fault", Text),
    Column("created_at", Instant, nullable=False),
    Column("next_at", Instant),
    Column("delivered_at", Instant),
    Index("ix_deliveries_due", "status", "next_at"),
)
