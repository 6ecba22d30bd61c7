"""Analyses get a turn in the queue; those that wait already are all on."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("analyses", sa.Column("turn", sa.Integer, nullable=False, server_default="1"))
