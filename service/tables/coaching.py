"""What is planned for runners, and what they logged."""

from sqlalchemy import JSON, Column, ForeignKey, Integer, String, Table

from service.instants import Instant
from service.tables.base import metadata

# `baseline` and `settings` are what the plan is made of, each time it is asked for. `changes` counts what was
# written into its log and struck from it.
plans = Table(
    "plans",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("owner", String(32), nullable=False, index=True),
    Column("athlete", ForeignKey("athletes.id"), index=True),
    Column("baseline", JSON, nullable=False),
    Column("settings", JSON, nullable=False),
    Column("changes", Integer, nullable=False, server_default="0"),
    Column("created_at", Instant, nullable=False),
)

# One run each, by its day in `body`; ids are in the order in which they were logged.
entries = Table(
    "entries",
    metadata,
    Column("plan", ForeignKey("plans.id", ondelete="CASCADE"), primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("author", String(32), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("body", JSON, nullable=False),
)
