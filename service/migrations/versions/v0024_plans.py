"""Runners follow plans of their cadence, and log what they do."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.create_table(
        "plans",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("owner", sa.String(32), nullable=False, index=True),
        sa.Column("athlete", sa.String(32), sa.ForeignKey("athletes.id"), index=True),
        sa.Column("baseline", sa.JSON, nullable=False),
        sa.Column("settings", sa.JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    plan = sa.ForeignKey("plans.id", ondelete="CASCADE")
    op.create_table(
        "entries",
        sa.Column("plan", sa.String(32), plan, primary_key=True),
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("author", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
    )
