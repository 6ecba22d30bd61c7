"""Coaches draw on frames."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    analysis = sa.ForeignKey("analyses.id", ondelete="CASCADE")
    op.create_table(
        "drawings",
        sa.Column("analysis", sa.String(32), analysis, primary_key=True),
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("frame", sa.Integer, nullable=False),
        sa.Column("shape", sa.String(16), nullable=False),
        sa.Column("points_px", sa.JSON, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("author", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
