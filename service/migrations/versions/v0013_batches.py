"""Batches, and which analyses are in one."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "batches",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("owner", sa.String(32), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("settings", sa.JSON, nullable=False),
        sa.Column("athlete", sa.String(32), index=True),
        sa.Column("clips", sa.Integer),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_batches_owner", "batches", ["owner", "id"])
    # SQLite takes a reference with its column alone, which Alembic does not write
    op.execute("ALTER TABLE analyses ADD COLUMN batch VARCHAR(32) REFERENCES batches (id)")
    op.create_index("ix_analyses_batch", "analyses", ["batch", "id"])
