"""Corrections of coaches, the revisions of a report that they make, and who signed which of them off."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "revisions",
        _analysis(),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("author", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("report", sa.String(64)),
    )
    op.create_table(
        "corrections",
        _analysis(),
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("author", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("made_in", sa.Integer, nullable=False),
        sa.Column("undone_in", sa.Integer),
    )
    op.create_table(
        "sign_offs",
        _analysis(),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("author", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
    )


def _analysis() -> sa.Column[str]:
    whole = sa.ForeignKey("analyses.id", ondelete="CASCADE")
    return sa.Column("analysis", sa.String(32), whole, primary_key=True)
