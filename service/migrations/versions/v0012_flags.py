"""Flags become rows; `flagged` says of which analyses. The server reads the reports that are there itself."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0010"


def upgrade() -> None:
    analysis = sa.ForeignKey("analyses.id", ondelete="CASCADE")
    op.create_table(
        "flags",
        sa.Column("analysis", sa.String(32), analysis, primary_key=True),
        sa.Column("id", sa.String(80), primary_key=True),
        sa.Column("time_s", sa.Float),
        sa.Column("frame", sa.Integer, nullable=False),
        sa.Column("side", sa.String(8)),
        sa.Column("reason_code", sa.String(64), nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("effect", sa.Text, nullable=False),
        sa.Column("weight", sa.Float),
        sa.Column("clip", sa.String(8)),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("comment", sa.Text, nullable=False, server_default=""),
        sa.Column("author", sa.String(32)),
        sa.Column("reviewed_at", sa.DateTime(timezone=True)),
        sa.Column("revision", sa.Integer),
    )
    op.create_index("ix_flags_state", "flags", ["state", "weight"])
    op.add_column("analyses", sa.Column("flagged", sa.Boolean, nullable=False, server_default=sa.false()))
