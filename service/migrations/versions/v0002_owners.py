"""Users, and an owner of each analysis; until there are accounts, whoever sits at the machine."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(64), nullable=False, unique=True),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("password", sa.String(256), nullable=False),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    owner = sa.Column("owner", sa.String(32), nullable=False, server_default="local")
    op.add_column("analyses", owner)
    op.create_index("ix_analyses_owner", "analyses", ["owner", "id"])
