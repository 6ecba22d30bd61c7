"""Workers that are alive, and tallies of what was done."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TALLIES = ("done", "refused", "failed", "cancelled", "attempts", "video_s", "worker_restarts")


def upgrade() -> None:
    op.create_table(
        "workers",
        sa.Column("name", sa.String(80), primary_key=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
    )
    tallies = op.create_table(
        "tallies",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("amount", sa.Float, nullable=False),
    )
    op.bulk_insert(tallies, [{"name": name, "amount": 0.0} for name in TALLIES])
